using System.Net;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using static S3Stream.GridFtp.Hosting.SettingValues;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Every setting of <c>serve</c>. Help, environment names and file names follow from it, and what a reload changes is held against it.
/// </summary>
internal static class SettingTable
{
    private const long MiB = 1024 * 1024;

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Clients(), .. Messages(), .. Process(), .. Security(), .. Store(), .. Resources(), .. Output(),
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    /// <summary>The setting of a name that is known to be one.</summary>
    public static Setting Get(string name) => Find(name) ?? throw new ArgumentException($"There is no setting {name}.", nameof(name));

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
            "Sessions at once; half of them are kept for those that have logged in. Default 4096.",
            (s, v) => Ftp(s, o => o with { MaxConnections = Number(v, 1, 1_000_000) })),
        new("max-connections-per-address", "N",
            "Sessions at once of one IPv4 address or IPv6 network (/64). Default no limit.",
            (s, v) => Ftp(s, o => o with { MaxConnectionsPerAddress = Number(v, 1, 1_000_000) })),
        new("max-connections-per-user", "N",
            "Sessions at once that have logged in as one user, 'anonymous' included. Default no limit.",
            (s, v) => Ftp(s, o => o with { MaxConnectionsPerUser = Number(v, 1, 1_000_000) })),
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
        new("max-parallelism", "N",
            "The most data connections of one transfer, 1 to 1024. Default 64.",
            (s, v) => Ftp(s, o => o with { MaxParallelism = Number(v, 1, 1_024) })),
        new("data-connect-timeout", "SECONDS",
            "How long a transfer waits for a data connection to be made. Default 60.",
            (s, v) => Ftp(s, o => o with { DataConnectTimeout = Seconds(v, 1, 86_400) })),
        new("stall-timeout", "SECONDS",
            "How long a transfer may go on without any byte moving. Default 600.",
            (s, v) => Ftp(s, o => o with { StallTimeout = Seconds(v, 1, 86_400) })),
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
        new("tls-resume", "on|off",
            "After AUTH TLS, data connections with PROT P must resume the control connection's TLS session, as curl, lftp and FileZilla "
                + "make them, and TLS is 1.2. Off lets clients in that cannot (Python's ftplib), also with TLS 1.3. Default on.",
            (s, v) => Ftp(s, o => o with { RequireTlsResumption = Switch(v) })) { IsSwitch = true },
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

    /// <summary>Where the objects are.</summary>
    private static Setting[] Store() =>
    [
        new("s3-endpoint", "URL",
            "The S3 service. Default: AWS. Credentials come from the standard AWS chain (AWS_ACCESS_KEY_ID and so on).",
            (s, v) => S3(s, o => o with { Endpoint = HttpUri(v) })) { NeedsRestart = true },
        new("s3-region", "REGION",
            "The region requests are signed for. Default us-east-1.",
            (s, v) => S3(s, o => o with { Region = v })),
        new("s3-options", "FILE",
            "Storage class, encryption, requester pays by path: lines '/bucket/prefix option ...'. Default: none.",
            (s, v) => S3(s, o => o with { ObjectRules = ObjectRulesFile.Read(ExistingFile(v)) })),
        new("s3-profile", "aws|minio|ceph|r2|generic",
            "How the service speaks S3; ceph is RGW 20 and later, older ones are generic. "
                + "Default aws; generic when --s3-endpoint is given.",
            (s, v) => S3(s, o => o with { Profile = Profile(v) }) with { HasProfile = true }),
        new("s3-addressing", "path|virtual|profile",
            "Where requests name the bucket: in the path or in the host name. Default profile: what --s3-profile says.",
            (s, v) => s with { PathStyle = OneOf<bool?>(v, ("path", true), ("virtual", false), ("profile", null)) }),
        new("s3-buckets", "NAME",
            "A bucket to serve; may be given several times, and no other bucket is listed or reached then. Default: all that "
                + "S3 lets users reach.",
            (s, v) => Ftp(s, o => o with { Buckets = [.. o.Buckets, BucketName(v)] })) { IsRepeatable = true },
        new("s3-unsigned-buckets", "NAME",
            "A bucket that anybody may read: requests to it carry no signature, whoever the user is. May be given several times. "
                + "Default none.",
            (s, v) => Ftp(s, o => o with { UnsignedBuckets = [.. o.UnsignedBuckets, BucketName(v)] })) { IsRepeatable = true },
        new("s3-ca", "FILE",
            "A PEM file with certificate authorities to trust for the S3 service besides the system's. Default none.",
            (s, v) => S3(s, o => o with { CertificateAuthorityFile = ExistingFile(v) })),
        new("embedded-store", "DIR",
            "Keep the objects in this directory, behind an S3 server inside this process. Default none.",
            (s, v) => s with { EmbeddedStore = v }) { NeedsRestart = true },
        new("embedded-store-listen", "ADDR:PORT",
            "Where the embedded store listens. Default 127.0.0.1 and any free port.",
            (s, v) => s with { EmbeddedStoreListen = EndPoint(v) }) { NeedsRestart = true },
        new("upload-checksums", "none|NAME[,NAME]",
            "Computed while an object comes in, so that CKSM need not read it: adler32, crc32, crc32c, "
                + "md5 (which holds one upload to 0.75 GB/s). Default adler32.",
            (s, v) => Ftp(s, o => o with { UploadChecksums = Checksums(v) })),
        new("mfmt-limit", "SIZE",
            "The longest object whose time MFMT may set, which copies the object inside S3; 0 refuses all. Default 5GiB, "
                + "S3's limit of one copy; longer ones are copied in parts.",
            (s, v) => Ftp(s, o => o with { MaxTimeChange = Size(v, 0, long.MaxValue) })),
    ];

    /// <summary>How much it may use.</summary>
    private static Setting[] Resources() =>
    [
        new("memory-budget", "SIZE",
            "Memory all transfers together may hold. Default 512MiB.",
            (s, v) => S3(s, o => o with { MemoryBudget = Size(v, 20 * MiB, long.MaxValue) })) { NeedsRestart = true },
        new("admission-timeout", "SECONDS",
            "How long a transfer waits for the memory to begin while no other one begins; then it is refused with 452. Default 30.",
            (s, v) => S3(s, o => o with { AdmissionTimeout = Seconds(v, 1, 86_400) })) { NeedsRestart = true },
        new("part-size", "SIZE",
            "Bytes of an object's first parts, 5MiB or more. Default 16MiB.",
            (s, v) => S3(s, o => o with { PartSize = PartSize(v) })),
        new("s3-requests", "N",
            "Requests with object bytes in flight at once; one transfer may use all of them. Default 16, of which one "
                + "transfer uses 8.",
            Requests) { NeedsRestart = true },
        new("s3-attempts", "N",
            "Tries of a request to S3 before its transfer fails, 1 to 20. They ride out 1.5 s with 6, 20 s with 10, two minutes "
                + "with 20. Default 6.",
            (s, v) => S3(s, o => o with { MaxAttempts = Number(v, 1, 20) })),
        new("spill-dir", "DIR|none",
            "Where parts of uploads without any order may be put aside when memory is full. Default none.",
            (s, v) => S3(s, o => o with { SpillDirectory = v == "none" ? null : v })) { NeedsRestart = true },
        new("block-size", "SIZE",
            "Bytes of the blocks that are sent to clients, 4KiB to 16MiB. Default 1MiB.",
            (s, v) => Ftp(s, o => o with { BlockSize = (int)Size(v, 4 * 1024, 16 * MiB) })),
        new("threads", "N",
            "Worker threads kept ready. Default one a processor.",
            (s, v) => s with { Threads = Number(v, 1, 1_024) }) { NeedsRestart = true },
        new("upload-journal", "DIR|none",
            "Where the uploads that are open are noted, so that those nobody continues can be aborted. Default none: then "
                + "they stay.",
            (s, v) => S3(s, o => o with { UploadJournalDirectory = v == "none" ? null : v })) { NeedsRestart = true },
        new("resume-window", "DAYS",
            "How long an interrupted upload can be continued before it is aborted. Needs --upload-journal. Default 7.",
            (s, v) => S3(s, o => o with { ResumeWindow = TimeSpan.FromDays(Number(v, 1, 3_650)) })),
        new("drain-timeout", "SECONDS",
            "How long running transfers may go on after SIGTERM. Default 60.",
            (s, v) => s with { DrainTimeout = Seconds(v, 0, 86_400) }),
    ];

    /// <summary>What it says.</summary>
    private static Setting[] Output() =>
    [
        new("log-format", "text|json",
            "Default text.",
            (s, v) => s with { LogFormat = OneOf(v, ("text", LogFormat.Text), ("json", LogFormat.Json)) }) { NeedsRestart = true },
        new("log-level", "LEVEL",
            "trace, debug, information, warning, error or none. Default information.",
            (s, v) => s with { LogLevel = Level(v) }),
        new("log-file", "FILE",
            "Write the log to this file instead of standard error. Reopened on SIGHUP. Default none.",
            (s, v) => s with { LogFile = v }) { NeedsRestart = true },
        new("transfer-log", "FILE",
            "One line a transfer in the format of globus-gridftp-server's log_transfer. Default none.",
            (s, v) => s with { TransferLog = v }) { NeedsRestart = true },
        new("transfer-log-json", "FILE",
            "One line of JSON a transfer (docs/operation.md). Default none.",
            (s, v) => s with { TransferLogJson = v }) { NeedsRestart = true },
        new("metrics-listen", "ADDR:PORT",
            "Where Prometheus may read /metrics; keep it on loopback or behind a firewall. Default off.",
            (s, v) => s with { MetricsListen = EndPoint(v) }) { NeedsRestart = true },
    ];

    private static ServeSettings Ftp(ServeSettings settings, Func<GridFtpOptions, GridFtpOptions> change) =>
        settings with { GridFtp = change(settings.GridFtp) };

    private static ServeSettings Gsi(ServeSettings settings, Func<GsiOptions, GsiOptions> change) =>
        settings with { Gsi = change(settings.Gsi) };

    private static ServeSettings S3(ServeSettings settings, Func<S3StreamOptions, S3StreamOptions> change) =>
        settings with { S3 = change(settings.S3) };

    private static ServeSettings Greet(ServeSettings settings, Func<Greeting, Greeting> change) =>
        Ftp(settings, options => options with { Greeting = change(options.Greeting) });

    private static ServeSettings AnonymousName(ServeSettings settings, string name) =>
        Ftp(
            settings with { HasAnonymousNames = true },
            options => options with { AnonymousNames = settings.HasAnonymousNames ? [.. options.AnonymousNames, name] : [name] });

    /// <summary>The first one replaces the default, further ones add to it.</summary>
    private static ServeSettings Listen(ServeSettings settings, string value)
    {
        IPEndPoint address = EndPoint(value);
        return Ftp(
            settings with { HasListen = true },
            options => options with { Listen = settings.HasListen ? [.. options.Listen, address] : [address] });
    }

    /// <summary>Who says how many may let one transfer use all of them.</summary>
    private static ServeSettings Requests(ServeSettings settings, string value)
    {
        int max = Number(value, 1, 1_024);
        return S3(settings, options => options with { MaxConcurrentRequests = max, MaxRequestsPerTransfer = max });
    }

    private static int PartSize(string value) => Size(value, 5 * MiB, 2_047 * MiB) is var size && size % MiB == 0
        ? (int)size
        : throw new FormatException("expected a multiple of 1MiB");

    private static StoreProfile Profile(string value) => OneOf(
        value,
        ("aws", StoreProfile.Aws),
        ("minio", StoreProfile.Minio),
        ("ceph", StoreProfile.Ceph),
        ("r2", StoreProfile.R2),
        ("generic", StoreProfile.Generic));

    private static ObjectChecksums Checksums(string value) => value.Split(',', StringSplitOptions.TrimEntries)
        .Select(name => OneOf(
            name,
            ("none", ObjectChecksums.None),
            ("adler32", ObjectChecksums.Adler32),
            ("crc32", ObjectChecksums.Crc32),
            ("crc32c", ObjectChecksums.Crc32C),
            ("md5", ObjectChecksums.Md5)))
        .Aggregate(ObjectChecksums.None, (all, one) => all | one);

    private static LogLevel Level(string value) => OneOf(
        value,
        ("trace", LogLevel.Trace),
        ("debug", LogLevel.Debug),
        ("information", LogLevel.Information),
        ("warning", LogLevel.Warning),
        ("error", LogLevel.Error),
        ("none", LogLevel.None));
}
