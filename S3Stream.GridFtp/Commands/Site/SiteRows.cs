using static S3Stream.GridFtp.Commands.Arity;
using static S3Stream.GridFtp.Session.SessionPhase;

namespace S3Stream.GridFtp.Commands;

/// <summary>The rows below SITE. What S3 has no meaning for is there too, to be refused with a reason; HELP does not show it.</summary>
internal static class SiteRows
{
    private static readonly SbufCommand Buffer = new("Site Command Successful.");
    private static readonly UnsupportedCommand NoPermissions = new("S3 objects have no permission bits, owners or groups");
    private static readonly UnsupportedCommand NoLinks = new("S3 has no links");

    /// <param name="table">The main table, for HELP.</param>
    /// <param name="site">The table that these rows make, less what is disabled, for HELP.</param>
    public static IReadOnlyList<CommandRow> All(Func<CommandTable> table, Func<CommandTable> site) =>
    [
        new("HELP", Any, Optional, new SiteHelpCommand(table, site)),
        new("CLIENTINFO", LoggedIn, Required, new ClientInfoCommand()),
        new("TASKID", LoggedIn, Required, new TaskIdCommand()),
        new("WHOAMI", LoggedIn, None, new WhoAmICommand()) { Feature = "WHOAMI" },
        new("VERSION", LoggedIn, None, new VersionCommand()),
        new("RDEL", LoggedIn, Required, new RecursiveDeleteCommand()) { Writes = true },
        new("SBUF", LoggedIn, Required, Buffer),
        new("RETRBUFSIZE", LoggedIn, Required, Buffer),
        new("RBUFSZ", LoggedIn, Required, Buffer),
        new("RBUFSIZ", LoggedIn, Required, Buffer),
        new("STORBUFSIZE", LoggedIn, Required, Buffer),
        new("SBUFSZ", LoggedIn, Required, Buffer),
        new("SBUFSIZ", LoggedIn, Required, Buffer),
        new("SETNETSTACK", LoggedIn, Required, new DriverStackCommand("TCP")),
        new("SETDISKSTACK", LoggedIn, Required, new DriverStackCommand("S3")),
        new("DSI", LoggedIn, Required, new UnsupportedCommand("the storage of this server is S3 and cannot be changed")),
        new("CHMOD", LoggedIn, Required, NoPermissions),
        new("CHGRP", LoggedIn, Required, NoPermissions),
        new("UTIME", LoggedIn, Required, new MfmtCommand(), "<sp> time <sp> path") { Writes = true },
        new("STORATTR", LoggedIn, Required, new StoreAttributesCommand(), "<sp> modify=time;") { Feature = "STORATTR", Writes = true },
        new("SYMLINKFROM", LoggedIn, Required, NoLinks),
        new("SYMLINKTO", LoggedIn, Required, NoLinks),
        new("TRNC", LoggedIn, Required, new UnsupportedCommand("S3 objects cannot be cut")),
        new("CHROOT", LoggedIn, Required, new UnsupportedCommand("the root is the list of buckets")),
        new("AUTHZ_ASSERT", LoggedIn, Required, new UnsupportedCommand("assertions are not evaluated here")),
        new("RESTRICT", LoggedIn, Required, new UnsupportedCommand("a session cannot be confined to paths")),
        new("SHARING", LoggedIn, Required, new UnsupportedCommand("sharing belongs to the Globus service")),
        new("HTTP", LoggedIn, Required, new UnsupportedCommand("the only protocol is GridFTP")),
        new("UPAS", LoggedIn, Optional, new UnsupportedCommand("data connections are TCP")),
        new("UPRT", LoggedIn, Optional, new UnsupportedCommand("data connections are TCP")),
    ];
}
