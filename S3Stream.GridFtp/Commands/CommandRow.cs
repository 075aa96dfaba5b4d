using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>One row of the command table: all that the session has to know about a verb. FEAT and HELP follow from it.</summary>
/// <param name="Verb">In upper case; <c>SITE NAME</c> for one of SITE's.</param>
/// <param name="Arity">Whether it takes an argument; otherwise 501.</param>
/// <param name="Handler">Runs it. Stateless, shared by all sessions.</param>
/// <param name="Syntax">What HELP shows behind the verb, such as <c>&lt;sp&gt; path</c>.</param>
internal sealed record CommandRow(string Verb, Arity Arity, FtpCommand Handler, string Syntax = "")
{
    /// <summary>
    /// The states of a session in which it may run; in others it is refused with 530 or 503. The table's headings set it.
    /// </summary>
    public SessionPhase Phases { get; init; } = SessionPhase.LoggedIn;

    /// <summary>
    /// Another verb for the same: RFC 775 has names that RFC 1123 4.1.3.1 wants kept. Where the row is disabled, the alias is too.
    /// </summary>
    public string? Alias { get; init; }

    /// <summary>What the server must be set up with to offer the command.</summary>
    public Requirement Needs { get; init; }

    /// <summary>The FEAT line this row stands for, or <see langword="null"/>.</summary>
    public string? Feature { get; init; }

    /// <summary>
    /// As <see cref="Feature"/>, where the line depends on the session; <see langword="null"/> from it leaves the line out.
    /// </summary>
    public Func<CommandContext, string?>? FeatureFor { get; init; }

    /// <summary>It changes what the user stores: refused with 550 Permission denied to users who may only read.</summary>
    public bool Writes { get; init; }

    /// <summary>
    /// It changes what is stored without a transfer: the server's log tells how each one ended. (Transfers have entries of their own.)
    /// </summary>
    public bool IsAudited { get; init; }

    /// <summary>
    /// No further line is read while it runs: it changes the protection of lines (AUTH, ADAT, CCC), and what a client has pipelined behind
    /// it must not be taken for a protected line.
    /// </summary>
    public bool HoldsReading { get; init; }
}
