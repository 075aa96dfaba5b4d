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

    /// <summary>Names in the list of disabled commands that are not commands.</summary>
    public IReadOnlyList<string> Unknown { get; private init; } = [];

    /// <summary>The table's commands for a server.</summary>
    /// <param name="security">The most that the server is set up with.</param>
    /// <param name="disabled">Verbs that are left out, in upper case; <c>SITE NAME</c> for one of SITE's.</param>
    public static CommandSet Of(Requirement security, IReadOnlyList<string> disabled) =>
        new(CommandTable.Rows.Where(row => row.Needs <= security && !disabled.Contains(row.Verb)))
        {
            Unknown = [.. disabled.Except(CommandTable.Rows.Select(row => row.Verb))],
        };

    /// <summary>The row of a verb, or <see langword="null"/>.</summary>
    public CommandRow? Find(string verb) => _byVerb.GetValueOrDefault(verb);

    /// <summary>
    /// The row of a command line, or <see langword="null"/>, and the line that its handler takes: of <c>SITE NAME</c> the row of both
    /// words, and what stands behind the first. A name that SITE does not have is left to SITE.
    /// </summary>
    public (CommandRow? Row, CommandLine Line) Resolve(CommandLine line)
    {
        CommandRow? row = Find(line.Verb);
        if (row?.Handler is not SiteCommand)
        {
            return (row, line);
        }

        CommandLine inner = CommandLine.Parse(line.Argument);
        return Find(Site + inner.Verb) is { } named ? (named, inner) : (row, line);
    }

    /// <summary>The verbs that HELP lists; with <paramref name="withSite"/> also those of SITE, without that word.</summary>
    public IEnumerable<string> VerbsToTell(bool withSite) => Rows
        .Where(row => row.Handler is not UnsupportedCommand)
        .Select(row => row.Verb)
        .Where(verb => withSite || !verb.StartsWith(Site, StringComparison.Ordinal))
        .Select(verb => verb.StartsWith(Site, StringComparison.Ordinal) ? verb[Site.Length..] : verb);

    /// <summary>The reply that refuses a command, or <see langword="null"/>: then it may run.</summary>
    /// <param name="row">Its row, or <see langword="null"/> where there is none.</param>
    /// <param name="line">The line, as <see cref="Resolve"/> gives it.</param>
    /// <param name="state">The session's.</param>
    public static Reply? Refuse(CommandRow? row, CommandLine line, SessionState state)
    {
        if (row is null)
        {
            return state.Phase == SessionPhase.BeforeLogin ? LoginFirst(state) : Replies.UnknownCommand;
        }

        if ((row.Phases & state.Phase) == 0)
        {
            return state.Phase == SessionPhase.LoggedIn ? Replies.AlreadyLoggedIn : LoginFirst(state);
        }

        if (row.Arity == (line.HasArgument ? Arity.None : Arity.Required))
        {
            return Replies.Syntax;
        }

        return row.Writes && state.User is { MayWrite: false }
            ? GlobusError.PermissionDenied($"{state.User.Name} may only read")
            : null;
    }

    /// <summary>Clients go on after a login that was refused, and show their user the last reply only: it says why.</summary>
    private static Reply LoginFirst(SessionState state) => state.LoginRefusal ?? Replies.Login;
}
