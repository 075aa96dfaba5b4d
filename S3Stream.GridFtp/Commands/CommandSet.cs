using System.Collections.Frozen;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Commands;

/// <summary>The commands that a server offers: rows of the <see cref="CommandTable"/>. Immutable.</summary>
internal sealed class CommandSet
{
    private const string Site = "SITE ";

    private readonly FrozenDictionary<string, CommandRow> _byVerb;

    public CommandSet(IEnumerable<CommandRow> rows)
    {
        Rows = [.. rows];
        _byVerb = Rows.Concat(Rows.Where(row => row.Alias is not null).Select(row => row with { Verb = row.Alias! }))
            .ToFrozenDictionary(row => row.Verb, StringComparer.Ordinal);
    }

    /// <summary>In the order of FEAT and HELP, those of SITE included.</summary>
    public IReadOnlyList<CommandRow> Rows { get; }

    /// <summary>Of the commands that were to be left out, those that no server has.</summary>
    public IReadOnlyList<string> Unknown { get; private init; } = [];

    /// <summary>What the table has for a server.</summary>
    /// <param name="security">The most that the server is set up with.</param>
    /// <param name="disabled">Verbs that are left out, in upper case; <c>SITE NAME</c> for one of SITE's.</param>
    public static CommandSet Of(Requirement security, IReadOnlyList<string> disabled) =>
        new(CommandTable.Rows.Where(row => row.Needs <= security && !disabled.Contains(row.Verb)))
        {
            Unknown = [.. disabled.Except(CommandTable.Rows.Select(row => row.Verb))],
        };

    /// <summary>The row of a verb, or <see langword="null"/>.</summary>
    public CommandRow? Find(string verb) => _byVerb.GetValueOrDefault(verb);

    /// <summary>The row of what stands behind SITE, or <see langword="null"/>.</summary>
    public CommandRow? FindBelowSite(string verb) => Find(Site + verb);

    /// <summary>The verbs that HELP tells; <paramref name="withSite"/>: those of SITE too, without the word.</summary>
    public IEnumerable<string> VerbsToTell(bool withSite) => Rows
        .Where(row => row.Handler is not UnsupportedCommand)
        .Select(row => row.Verb)
        .Where(verb => withSite || !verb.StartsWith(Site, StringComparison.Ordinal))
        .Select(verb => verb.StartsWith(Site, StringComparison.Ordinal) ? verb[Site.Length..] : verb);

    /// <summary>The reply that refuses the command, or <see langword="null"/>: then <paramref name="row"/> may run.</summary>
    public Reply? Refuse(CommandLine line, SessionState state, out CommandRow? row) => Refuse(row = Find(line.Verb), line, state);

    /// <summary>The same of a row that was found.</summary>
    /// <param name="row">The row, or <see langword="null"/> where there is none.</param>
    /// <param name="line">The command; below SITE, what stands behind that word.</param>
    /// <param name="state">The session's.</param>
    public static Reply? Refuse(CommandRow? row, CommandLine line, SessionState state)
    {
        if (row is null)
        {
            return state.Phase == SessionPhase.BeforeLogin ? Replies.Login : Replies.UnknownCommand;
        }

        if ((row.Phases & state.Phase) == 0)
        {
            return state.Phase == SessionPhase.LoggedIn ? Replies.AlreadyLoggedIn : Replies.Login;
        }

        if (row.Arity == (line.HasArgument ? Arity.None : Arity.Required))
        {
            return Replies.Syntax;
        }

        return row.Writes && state.User is { MayWrite: false }
            ? GlobusError.PermissionDenied($"{state.User.Name} may only read")
            : null;
    }
}
