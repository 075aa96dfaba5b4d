using static S3Stream.GridFtp.Commands.Arity;
using static S3Stream.GridFtp.Commands.Requirement;
using static S3Stream.GridFtp.Commands.UnsupportedCommand;
using static S3Stream.GridFtp.Session.SessionPhase;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// Every verb, below the state of the session in which it may run: the whole protocol order, with what is possible before login on the
/// first screen. FEAT and HELP follow from it. To add a command: its class, its row here, its tests. Verbs that have no meaning on S3 are
/// in it too, and are refused with a reason.
/// </summary>
internal static class CommandTable
{
    private static readonly SbufCommand SiteBuffer = new("Site Command Successful.");
    private static readonly UnsupportedCommand NoPermissions = new("S3 objects have no permission bits, owners or groups");
    private static readonly UnsupportedCommand NoLinks = new("S3 has no links");
    private static readonly UnsupportedCommand TcpOnly = new("data connections are TCP");

    /// <summary>In the order of FEAT and HELP.</summary>
    public static IReadOnlyList<CommandRow> Rows { get; } =
    [
        // in every state, before login too
        .. In(
            Any,
            new("USER", Required, new UserCommand(), "<sp> name"),
            new("PASS", Optional, new PassCommand(), "<sp> password"),
            new("QUIT", None, new QuitCommand()),
            new("NOOP", Optional, new NoopCommand()),
            new("ABOR", None, new AborCommand()),
            new("FEAT", None, new FeatCommand()),
            new("HELP", Optional, new HelpCommand(), "[<sp> command]"),
            new("SITE", Required, new SiteCommand(), "<sp> command"),
            new("SITE HELP", Optional, new SiteHelpCommand())),

        // before login: authentication and protection; no further line is read before they have run
        .. In(
            BeforeLogin | Securing,
            new CommandRow("AUTH", Required, new AuthCommand(), "<sp> mechanism")
            {
                Needs = Certificate,
                Feature = "AUTH TLS",
                HoldsReading = true,
            }),

        // between AUTH GSSAPI and the end of its exchange
        .. In(
            Securing,
            new CommandRow("ADAT", Required, new AdatCommand(), "<sp> token") { Needs = Gssapi, HoldsReading = true }),

        .. In(
            LoggedIn,

            // session
            new("SYST", None, new SystCommand()),
            new("CLNT", Required, new ClntCommand(), "<sp> name and version"),
            new("STAT", Optional, new StatCommand(), "[<sp> path]"),
            new("LANG", Optional, new LangCommand(), "[<sp> tag]") { Feature = "LANG EN" },
            new("OPTS", Required, new OptsCommand(), "<sp> command [<sp> options]") { Feature = "UTF8" },
            new("DCSC", Required, new DcscCommand(), "<sp> P <sp> credential | D") { Needs = Gssapi, FeatureFor = DcscCommand.Feature },

            // parameters
            new("TYPE", Required, new TypeCommand(), "<sp> I|A"),
            new("MODE", Required, new ModeCommand(), "<sp> S|E") { Feature = "PARALLEL" },
            new("STRU", Required, new StruCommand(), "<sp> F"),
            new("PBSZ", Required, new PbszCommand(), "<sp> bytes"),
            new("PROT", Required, new ProtCommand(), "<sp> C|S|P"),
            new("DCAU", Required, new DcauCommand(), "<sp> N|A|S [<sp> subject]") { FeatureFor = DcauCommand.Feature },
            new("SBUF", Required, new SbufCommand("SBUF Command Successful."), "<sp> bytes"),
            new("TREV", Required, new TrevCommand(), "<sp> PERF|RESTART <sp> seconds"),
            new("ALLO", Required, new AlloCommand(), "<sp> bytes"),
            new("REST", Required, new RestCommand(), "<sp> offset | from-to[,from-to]") { Feature = "REST STREAM" },

            // files
            new("PWD", None, new PwdCommand()) { Alias = "XPWD" },
            new("CWD", Optional, new CwdCommand(), "[<sp> path]") { Alias = "XCWD" },
            new("CDUP", None, new CdupCommand()) { Alias = "XCUP" },
            new("SIZE", Required, new SizeCommand(), "<sp> path") { Feature = "SIZE" },
            new("MDTM", Required, new MdtmCommand(), "<sp> path") { Feature = "MDTM" },
            new("MFMT", Required, new MfmtCommand(tellsFact: true), "<sp> time <sp> path")
            {
                Feature = "MFMT",
                Writes = true,
                IsAudited = true,
            },
            new("MLST", Optional, new MlstCommand(), "[<sp> path]") { FeatureFor = MlstCommand.Feature },
            new("MLSC", Optional, new MlscCommand(), "[<sp> path]") { Feature = "MLSC" },
            new("MLSD", Optional, new MlsdCommand(recursive: false), "[<sp> path]"),
            new("MLSR", Optional, new MlsdCommand(recursive: true), "[<sp> path]") { Feature = "MLSR" },
            new("LIST", Optional, new ListCommand(), "[<sp> path]"),
            new("NLST", Optional, new NlstCommand(), "[<sp> path]"),
            new("MKD", Required, new MkdCommand(), "<sp> path") { Alias = "XMKD", Writes = true, IsAudited = true },
            new("RMD", Required, new RmdCommand(), "<sp> path") { Alias = "XRMD", Writes = true, IsAudited = true },
            new("DELE", Required, new DeleCommand(), "<sp> path") { Writes = true, IsAudited = true },
            new("RNFR", Required, new RnfrCommand(), "<sp> path") { Writes = true },
            new("RNTO", Required, new RntoCommand(), "<sp> path") { Writes = true, IsAudited = true },
            new("CKSM", Required, new CksmCommand(), "<sp> algorithm <sp> offset <sp> length <sp> path") { Feature = CksmCommand.Feature },
            new("SCKS", Required, new ScksCommand(), "<sp> algorithm <sp> value"),

            // of RFC 959, left out
            new("REIN", None, Unimplemented("open another connection to log in again")),
            new("ACCT", Required, Unimplemented("users have no accounts beside their login")),
            new("SMNT", Required, Unimplemented("there is one file system, the buckets of the S3 service")),
            new("STOU", Optional, Unimplemented("the name of an object is the client's to choose; use STOR")),

            // data connections
            new("PASV", None, new PasvCommand()) { Feature = "PASV AllowDelayed;" },
            new("EPSV", Optional, new EpsvCommand(), "[<sp> 1 | 2 | ALL]") { Feature = "EPSV" },
            new("SPAS", Optional, new SpasCommand(), "[<sp> 1 | 2]") { Feature = "SPAS" },
            new("PORT", Required, new PortCommand(), "<sp> h1,h2,h3,h4,p1,p2"),
            new("EPRT", Required, new EprtCommand(), "<sp> |family|address|port|") { Feature = "EPRT" },
            new("SPOR", Required, new SporCommand(), "<sp> h1,h2,h3,h4,p1,p2 ...") { Feature = "SPOR" },

            // transfers
            new("RETR", Required, new RetrCommand(), "<sp> path"),
            new("ERET", Required, new EretCommand(), "<sp> P <sp> offset <sp> length <sp> path") { Feature = "ERET" },
            new("STOR", Required, new StorCommand(), "<sp> path") { Writes = true },
            new("APPE", Required, new AppeCommand(), "<sp> path") { Writes = true },
            new("ESTO", Required, new EstoCommand(), "<sp> A <sp> offset <sp> path") { Feature = "ESTO", Writes = true },

            // below SITE
            new("SITE CLIENTINFO", Required, new ClientInfoCommand()),
            new("SITE TASKID", Required, new TaskIdCommand()),
            new("SITE WHOAMI", None, new WhoAmICommand()) { Feature = "WHOAMI" },
            new("SITE VERSION", None, new VersionCommand()),
            new("SITE RDEL", Required, new RecursiveDeleteCommand()) { Writes = true, IsAudited = true },
            new("SITE SBUF", Required, SiteBuffer),
            new("SITE RETRBUFSIZE", Required, SiteBuffer),
            new("SITE RBUFSZ", Required, SiteBuffer),
            new("SITE RBUFSIZ", Required, SiteBuffer),
            new("SITE STORBUFSIZE", Required, SiteBuffer),
            new("SITE SBUFSZ", Required, SiteBuffer),
            new("SITE SBUFSIZ", Required, SiteBuffer),
            new("SITE SETNETSTACK", Required, new DriverStackCommand("TCP")),
            new("SITE SETDISKSTACK", Required, new DriverStackCommand("S3")),
            new("SITE DSI", Required, new UnsupportedCommand("the storage of this server is S3 and cannot be changed")),
            new("SITE CHMOD", Required, NoPermissions),
            new("SITE CHGRP", Required, NoPermissions),
            new("SITE UTIME", Required, new MfmtCommand(tellsFact: false), "<sp> time <sp> path") { Writes = true, IsAudited = true },
            new("SITE STORATTR", Required, new StoreAttributesCommand(), "<sp> modify=time;") { Feature = "STORATTR", Writes = true },
            new("SITE SYMLINKFROM", Required, NoLinks),
            new("SITE SYMLINKTO", Required, NoLinks),
            new("SITE TRNC", Required, new UnsupportedCommand("S3 objects cannot be cut")),
            new("SITE CHROOT", Required, new UnsupportedCommand("the root is the list of buckets")),
            new("SITE AUTHZ_ASSERT", Required, new UnsupportedCommand("assertions are not evaluated here")),
            new("SITE RESTRICT", Required, new UnsupportedCommand("a session cannot be confined to paths")),
            new("SITE SHARING", Required, new UnsupportedCommand("sharing belongs to the Globus service")),
            new("SITE HTTP", Required, new UnsupportedCommand("the only protocol is GridFTP")),
            new("SITE UPAS", Optional, TcpOnly),
            new("SITE UPRT", Optional, TcpOnly)),
    ];

    private static IEnumerable<CommandRow> In(Session.SessionPhase phases, params CommandRow[] rows) =>
        rows.Select(row => row with { Phases = phases });
}
