using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Session;
using static S3Stream.GridFtp.Hosting.SettingValues;

namespace S3Stream.GridFtp.Hosting;

/// <content>Towards clients: who they are and what they may do.</content>
internal static partial class SettingTable
{
    /// <summary>Who is served, where.</summary>
    private static Setting[] Clients() =>
    [
        new("listen", "ADDR:PORT",
            "Where control connections are accepted; may be given several times. Default 127.0.0.1:2811.",
            Listen) { IsRepeatable = true, NeedsRestart = true },
        new("anonymous", "none|read|read-write",
            "What the user 'anonymous' may do. Default none.",
            (s, v) =>
                Ftp(s, o => o with
                {
                    Anonymous = OneOf(
                        v, ("none", AnonymousAccess.None), ("read", AnonymousAccess.Read), ("read-write", AnonymousAccess.ReadWrite)),
                })),
        new("password-file", "FILE",
            "Accounts, one a line: user:HASH or user:HASH:read, HASH made by 'hash-password'. Mode 0600. Default none.",
            (s, v) => Ftp(s, o => o with { PasswordFile = ExistingFile(v) })),
        new("max-connections", "N",
            "Sessions at once. Default 4096.",
            (s, v) => Ftp(s, o => o with { MaxConnections = Number(v, 1, 1_000_000) })),
        new("hostname", "NAME",
            "The name in the greeting. Default the machine's.",
            (s, v) => Ftp(s, o => o with { HostName = v })) { CommonEnvironmentName = "GLOBUS_HOSTNAME" },
        new("third-party", "never|dcau|gsi|authenticated|always",
            "Whose data connections may be made with another host than the client's, as server-to-server transfers need: nobody's; those "
                + "that prove by DCAU whom the other host acts for; also those of certificate users without DCAU (gfal2, FTS), of "
                + "password users, of anonymous ones. Default dcau.",
            (s, v) =>
                Ftp(s, o => o with
                {
                    ThirdParty = OneOf(
                        v,
                        ("never", ThirdPartyPolicy.Never),
                        ("dcau", ThirdPartyPolicy.Dcau),
                        ("gsi", ThirdPartyPolicy.Gsi),
                        ("authenticated", ThirdPartyPolicy.Authenticated),
                        ("always", ThirdPartyPolicy.Always)),
                })),
        new("port-range", "A-B",
            "Ports for passive data connections, to open in a firewall. Default: the system chooses.",
            (s, v) => Ftp(s, o => o with { PortRange = PortRange(v) })) { CommonEnvironmentName = "GLOBUS_TCP_PORT_RANGE" },
        new("data-address", "IP",
            "The address told to clients for data connections, behind NAT. Default: the control connection's.",
            (s, v) => Ftp(s, o => o with { DataAddress = Address(v) })),
        new("preauth-timeout", "SECONDS",
            "How long a client may stay without logging in. Default 120.",
            (s, v) => Ftp(s, o => o with { PreAuthenticationTimeout = Seconds(v, 1, 86_400) })),
        new("idle-timeout", "SECONDS",
            "How long a logged-in client may stay without sending a command. Default 600.",
            (s, v) => Ftp(s, o => o with { IdleTimeout = Seconds(v, 1, 86_400) })),
        new("allow-from", "ADDR,...",
            "Serve only these clients: beginnings of addresses (192.168.1.) or networks (10.0.0.0/8). Default all.",
            (s, v) => Ftp(s, o => o with { Admission = o.Admission.WithAllowed(v) })) { IsRepeatable = true },
        new("deny-from", "ADDR,...",
            "Do not serve these clients, even if --allow-from names them. Default none.",
            (s, v) => Ftp(s, o => o with { Admission = o.Admission.WithDenied(v) })) { IsRepeatable = true },
        new("offline", "on|off",
            "Refuse all clients, with --offline-message. Default off.",
            (s, v) => Ftp(s, o => o with { IsOffline = Switch(v) })) { IsSwitch = true },
        new("offline-message", "TEXT",
            "What clients are told then. Default: Service temporarily offline.",
            (s, v) => Ftp(s, o => o with { OfflineText = v })),
        new("anonymous-names", "NAME,...",
            "Names that log in as 'anonymous'; * is any. Default anonymous, ftp.",
            AnonymousName) { IsRepeatable = true },
        new("restrict-paths", "[R][W][N]/PATH,...",
            "What users may reach, whatever S3 allows: R read, W write, N nothing, no letter both; the longest path counts, "
                + "* ? [] are wildcards. Default everything.",
            (s, v) => Ftp(s, o => o with { Paths = o.Paths.With(v) })) { IsRepeatable = true },
        new("home-dir", "/PATH",
            "Where sessions start and what ~ means; $USER in it is the account's name. Default /.",
            (s, v) => Ftp(s, o => o with { Home = HomeDirectory.Parse(v) })),
        new("disable-commands", "VERB,...",
            "Commands that clients may not use, such as DELE or SITE RDEL. Default none.",
            (s, v) => Ftp(s, o => o with { DisabledCommands = [.. o.DisabledCommands, v.ToUpperInvariant()] })) { IsRepeatable = true },
        new("encrypt-data", "on|off",
            "Refuse data connections that are not encrypted (PROT P) between proven peers. Default off.",
            (s, v) => Ftp(s, o => o with { RequireEncryption = Switch(v) })) { IsSwitch = true },
        new("epsv-address", "on|off",
            "Tell the address in replies to EPSV, for third-party transfers by clients that read it. Default off.",
            (s, v) => Ftp(s, o => o with { TellAddressInEpsv = Switch(v) })) { IsSwitch = true },
    ];

    /// <summary>What clients are told.</summary>
    private static Setting[] Messages() =>
    [
        new("always-send-markers", "on|off",
            "Send restart and performance markers during uploads in MODE S too, where few clients read them. Default off.",
            (s, v) => Ftp(s, o => o with { AlwaysSendMarkers = Switch(v) })) { IsSwitch = true },
        new("banner", "TEXT",
            "The greeting's text. Default: the host's and the server's name and version.",
            (s, v) => Greet(s, g => g with { Text = v })),
        new("banner-file", "FILE",
            "The greeting's text, from a file; may have several lines. Default none.",
            (s, v) => Greet(s, g => g with { Text = FileText(v) })),
        new("banner-append", "on|off",
            "Put --banner behind the default greeting instead of in its place. Default off.",
            (s, v) => Greet(s, g => g with { IsAppended = Switch(v) })) { IsSwitch = true },
        new("banner-terse", "on|off",
            "Greet with nothing at all. Default off.",
            (s, v) => Greet(s, g => g with { IsTerse = Switch(v) })) { IsSwitch = true },
        new("version-tag", "TEXT", "Shown behind the version. Default none.", (s, v) => Greet(s, g => g with { VersionTag = v })),
        new("login-message", "TEXT",
            "A line for those who have logged in. Default none.",
            (s, v) => Greet(s, g => g with { LoginText = v })),
        new("login-message-file", "FILE",
            "Lines for those who have logged in. Default none.",
            (s, v) => Greet(s, g => g with { LoginText = FileText(v) })),
    ];

    /// <summary>Who the process is.</summary>
    private static Setting[] Process() =>
    [
        new("process-user", "USER",
            "Started as root, become this user for good before anybody is served. Default: stay who it is.",
            (s, v) => s with { ProcessUser = v }) { NeedsRestart = true },
        new("process-group", "GROUP",
            "The group to run in. Default: that of --process-user.",
            (s, v) => s with { ProcessGroup = v }) { NeedsRestart = true },
        new("pid-file", "FILE",
            "Where to write the process id. Default none.",
            (s, v) => s with { PidFile = v }) { NeedsRestart = true },
    ];

    /// <summary>Who proves who they are with certificates.</summary>
    private static Setting[] Security() =>
    [
        new("gsi", "[on|off]",
            "Accept Grid certificates and proxies (gsiftp://, AUTH GSSAPI), and AUTH TLS. Default off.",
            (s, v) => s with { UseGsi = Switch(v) }) { IsSwitch = true },
        new("host-cert", "FILE",
            "The server's certificate, PEM; alone, without --gsi, it enables AUTH TLS. Default with --gsi: "
                + "/etc/grid-security/hostcert.pem.",
            (s, v) =>
                Gsi(s, o => o with { HostCertificate = ExistingFile(v) }) with { HasHostCertificate = true })
        { CommonEnvironmentName = "X509_USER_CERT" },
        new("host-key", "FILE",
            "Its private key, PEM, mode 0600 or 0400. Default /etc/grid-security/hostkey.pem.",
            (s, v) => Gsi(s, o => o with { HostKey = ExistingFile(v) })) { CommonEnvironmentName = "X509_USER_KEY" },
        new("ca-dir", "DIR",
            "CA certificates with signing policies and revocation lists. Default /etc/grid-security/certificates.",
            (s, v) => Gsi(s, o => o with { TrustDirectory = ExistingDirectory(v) })) { CommonEnvironmentName = "X509_CERT_DIR" },
        new("gridmap", "FILE",
            "Lines '\"distinguished name\" account'. Default /etc/grid-security/grid-mapfile.",
            (s, v) => Gsi(s, o => o with { GridMap = ExistingFile(v) })) { CommonEnvironmentName = "GRIDMAP" },
        new("credential-map", "FILE",
            "S3 credentials per account, lines user;access-key;secret-key or user;role:ARN, mode 0600; $HOME/... looks in "
                + "each user's home. Default: everybody uses the server's.",
            (s, v) => Gsi(s, o => o with { CredentialMap = v.StartsWith("$HOME/", StringComparison.Ordinal) ? v : ExistingFile(v) })),
        new("credential-fallback", "refuse|anonymous",
            "What users without a line in --credential-map get: no login, or unsigned requests, which reach public buckets. "
                + "Default refuse.",
            (s, v) =>
                Gsi(s, o => o with
                {
                    UnknownCredentials = OneOf(v, ("refuse", UnknownCredentials.Refuse), ("anonymous", UnknownCredentials.Anonymous)),
                })),
        new("sts-endpoint", "URL",
            "Where roles of --credential-map are assumed. Default: AWS STS in the region of --s3-region.",
            (s, v) => Gsi(s, o => o with { StsEndpoint = HttpUri(v) })),
        new("old-proxies", "on|off",
            "Also accept proxies older than RFC 3820. Default off.",
            (s, v) => Gsi(s, o => o with { AllowOldProxies = Switch(v) })) { IsSwitch = true },
    ];
}
