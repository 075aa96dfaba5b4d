using System.Collections.Frozen;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using static S3Stream.GridFtp.Commands.Arity;
using static S3Stream.GridFtp.Session.SessionPhase;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Every verb, when it may run and what it takes: the whole protocol order on one screen. FEAT and HELP follow from it. To add a command:
/// its class, its row here, its tests.
/// </summary>
internal sealed class CommandTable
{
    private readonly FrozenDictionary<string, CommandRow> _byVerb;

    public CommandTable(IEnumerable<CommandRow> rows)
    {
        Rows = [.. rows];
        _byVerb = Rows.ToFrozenDictionary(row => row.Verb, StringComparer.Ordinal);
    }

    /// <summary>In the order of FEAT and HELP.</summary>
    public IReadOnlyList<CommandRow> Rows { get; }

    /// <summary>The server's table.</summary>
    /// <param name="logins">Decides clear-text logins.</param>
    /// <param name="security">The rows of AUTH and its relatives, where a security layer is configured.</param>
    /// <param name="disabled">Verbs that are left out, in upper case; <c>SITE NAME</c> for one of SITE's.</param>
    public static CommandTable Standard(LoginGate logins, IReadOnlyList<CommandRow> security, IReadOnlyList<string>? disabled = null)
    {
        CommandTable? table = null;
        string[] without = [.. disabled ?? []];
        CommandTable? site = null;
        IReadOnlyList<CommandRow> siteRows = SiteRows.All(() => table!, () => site!);
        site = new CommandTable(siteRows.Where(row => !without.Contains("SITE " + row.Verb)));
        table = new CommandTable(
        [
            // session
            new("USER", Any, Required, new UserCommand(), "<sp> name"),
            new("PASS", Any, Optional, new PassCommand(logins), "<sp> password"),
            new("QUIT", Any, None, new QuitCommand()),
            new("NOOP", Any, Optional, new NoopCommand()),
            new("ABOR", Any, None, new AborCommand()),
            new("FEAT", Any, None, new FeatCommand(() => [.. table!.Rows, .. site.Rows])),
            new("HELP", Any, Optional, new HelpCommand(() => table!), "[<sp> command]"),
            new("SITE", Any, Required, new SiteCommand(site), "<sp> command"),
            new("SYST", LoggedIn, None, new SystCommand()),
            new("STAT", LoggedIn, Optional, new StatCommand(), "[<sp> path]"),
            new("LANG", LoggedIn, Optional, new LangCommand(), "[<sp> tag]") { Feature = "LANG EN" },
            new("OPTS", LoggedIn, Required, new OptsCommand(), "<sp> command [<sp> options]") { Feature = "UTF8" },
            .. security,

            // parameters
            new("TYPE", LoggedIn, Required, new TypeCommand(), "<sp> I|A"),
            new("MODE", LoggedIn, Required, new ModeCommand(), "<sp> S|E") { Feature = "PARALLEL" },
            new("STRU", LoggedIn, Required, new StruCommand(), "<sp> F"),
            new("PBSZ", LoggedIn, Required, new PbszCommand(), "<sp> bytes"),
            new("PROT", LoggedIn, Required, new ProtCommand(), "<sp> C|S|P"),
            new("DCAU", LoggedIn, Required, new DcauCommand(), "<sp> N|A|S [<sp> subject]") { FeatureFor = DcauCommand.Feature },
            new("SBUF", LoggedIn, Required, new SbufCommand("SBUF Command Successful."), "<sp> bytes"),
            new("TREV", LoggedIn, Required, new TrevCommand(), "<sp> PERF|RESTART <sp> seconds"),
            new("ALLO", LoggedIn, Required, new AlloCommand(), "<sp> bytes"),
            new("REST", LoggedIn, Required, new RestCommand(), "<sp> offset | from-to[,from-to]") { Feature = "REST STREAM" },

            // files
            new("PWD", LoggedIn, None, new PwdCommand()),
            new("CWD", LoggedIn, Optional, new CwdCommand(), "[<sp> path]"),
            new("CDUP", LoggedIn, None, new CdupCommand()),
            new("SIZE", LoggedIn, Required, new SizeCommand(), "<sp> path") { Feature = "SIZE" },
            new("MDTM", LoggedIn, Required, new MdtmCommand(), "<sp> path") { Feature = "MDTM" },
            new("MFMT", LoggedIn, Required, new MfmtCommand(), "<sp> time <sp> path") { Feature = "MFMT", Writes = true },
            new("MLST", LoggedIn, Optional, new MlstCommand(), "[<sp> path]") { FeatureFor = MlstCommand.Feature },
            new("MLSC", LoggedIn, Optional, new MlscCommand(), "[<sp> path]") { Feature = "MLSC" },
            new("MLSD", LoggedIn, Optional, new MlsdCommand(recursive: false), "[<sp> path]"),
            new("MLSR", LoggedIn, Optional, new MlsdCommand(recursive: true), "[<sp> path]") { Feature = "MLSR" },
            new("LIST", LoggedIn, Optional, new ListCommand(), "[<sp> path]"),
            new("NLST", LoggedIn, Optional, new NlstCommand(), "[<sp> path]"),
            new("MKD", LoggedIn, Required, new MkdCommand(), "<sp> path") { Writes = true },
            new("RMD", LoggedIn, Required, new RmdCommand(), "<sp> path") { Writes = true },
            new("DELE", LoggedIn, Required, new DeleCommand(), "<sp> path") { Writes = true },
            new("RNFR", LoggedIn, Required, new RnfrCommand(), "<sp> path") { Writes = true },
            new("RNTO", LoggedIn, Required, new RntoCommand(), "<sp> path") { Writes = true },
            new("CKSM", LoggedIn, Required, new CksmCommand(), "<sp> algorithm <sp> offset <sp> length <sp> path")
            {
                Feature = CksmCommand.Feature,
            },
            new("SCKS", LoggedIn, Required, new ScksCommand(), "<sp> algorithm <sp> value"),

            // data connections and transfers
            .. TransferRows.All,
        ]);
        string[] known = [.. table.Rows.Select(row => row.Verb), .. siteRows.Select(row => "SITE " + row.Verb)];
        table = new CommandTable(table.Rows.Where(row => !without.Contains(row.Verb))) { Unknown = [.. without.Except(known)] };
        return table;
    }

    /// <summary>Of the commands that were to be left out, those that this table would not have had anyway.</summary>
    public IReadOnlyList<string> Unknown { get; private init; } = [];

    public CommandRow? Find(string verb) => _byVerb.GetValueOrDefault(verb);

    /// <summary>The reply that refuses the command, or <see langword="null"/>: then <paramref name="row"/> may run.</summary>
    public Reply? Refuse(CommandLine line, SessionState state, out CommandRow? row)
    {
        row = Find(line.Verb);
        if (row is null)
        {
            return state.Phase == BeforeLogin ? Replies.Login : Replies.UnknownCommand;
        }

        if ((row.Phases & state.Phase) == 0)
        {
            return state.Phase == LoggedIn ? Replies.AlreadyLoggedIn : Replies.Login;
        }

        if (row.Arity == (line.HasArgument ? None : Required))
        {
            return Replies.Syntax;
        }

        return row.Writes && state.User is { MayWrite: false }
            ? GlobusError.PermissionDenied($"{state.User.Name} may only read")
            : null;
    }
}
