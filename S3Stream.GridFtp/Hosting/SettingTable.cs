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

    /// <summary>The clients: where they connect, what they may do, how long they may take.</summary>
    private static Setting[] Clients() =>
    [
        new("listen", "ADDR:PORT",
            "The address and port that accept control connections; may be given several times. Default 127.0.0.1:2811.",
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
            "A file of accounts, one a line: user:HASH or user:HASH:read, with the HASH that 'hash-password' prints. Mode 0600. Default "
                + "none.",
            (s, v) => Ftp(s, o => o with { PasswordFile = ExistingFile(v) })),
        new("max-connections", "N",
            "The most sessions at once. Half of the places are kept for sessions that have logged in. Default 4096.",
            (s, v) => Ftp(s, o => o with { MaxConnections = Number(v, 1, 1_000_000) })),
        new("max-connections-per-address", "N",
            "The most sessions at once from one IPv4 address or one IPv6 network (/64). Default no limit.",
            (s, v) => Ftp(s, o => o with { MaxConnectionsPerAddress = Number(v, 1, 1_000_000) })),
        new("max-connections-per-user", "N",
            "The most sessions at once that have logged in as one user; this includes 'anonymous'. Default no limit.",
            (s, v) => Ftp(s, o => o with { MaxConnectionsPerUser = Number(v, 1, 1_000_000) })),
        new("hostname", "NAME",
            "The name in the greeting. Default the machine's.",
            (s, v) => Ftp(s, o => o with { HostName = v })) { CommonEnvironmentName = "GLOBUS_HOSTNAME" },
        new("third-party", "never|dcau|gsi|authenticated|always",
            "Which sessions may make data connections with a host other than the client's, as server-to-server transfers do. never: "
                + "none. dcau: those whose DCAU proves for whom the other host acts. gsi: also certificate users without DCAU (gfal2, "
                + "FTS). authenticated: also password users. always: also anonymous users. Default dcau.",
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
            "The ports of passive data connections, which a firewall has to let through. Default: the system chooses.",
            (s, v) => Ftp(s, o => o with { PortRange = PortRange(v) })) { CommonEnvironmentName = "GLOBUS_TCP_PORT_RANGE" },
        new("data-address", "IP",
            "The address that clients are told for data connections, for a server behind NAT. Default: that of the control connection.",
            (s, v) => Ftp(s, o => o with { DataAddress = Address(v) })),
        new("max-parallelism", "N",
            "The most data connections of one transfer, 1 to 1024. Default 64.",
            (s, v) => Ftp(s, o => o with { MaxParallelism = Number(v, 1, 1_024) })),
        new("data-connect-timeout", "SECONDS",
            "How long a transfer waits for its data connections. Default 60.",
            (s, v) => Ftp(s, o => o with { DataConnectTimeout = Seconds(v, 1, 86_400) })),
        new("stall-timeout", "SECONDS",
            "How long a transfer may go without moving a byte before it fails. Default 600.",
            (s, v) => Ftp(s, o => o with { StallTimeout = Seconds(v, 1, 86_400) })),
        new("preauth-timeout", "SECONDS",
            "How long a client may stay connected before it logs in. Default 120.",
            (s, v) => Ftp(s, o => o with { PreAuthenticationTimeout = Seconds(v, 1, 86_400) })),
        new("idle-timeout", "SECONDS",
            "How long a session may stay without a command or a transfer once its user has logged in. Default 600.",
            (s, v) => Ftp(s, o => o with { IdleTimeout = Seconds(v, 1, 86_400) })),
        new("allow-from", "ADDR,...",
            "Serve only these clients, named by the beginning of an address (192.168.1.) or a network (10.0.0.0/8). Default all.",
            (s, v) => Ftp(s, o => o with { Admission = o.Admission.WithAllowed(v) })) { IsRepeatable = true },
        new("deny-from", "ADDR,...",
            "Do not serve these clients, even if --allow-from names them. Default none.",
            (s, v) => Ftp(s, o => o with { Admission = o.Admission.WithDenied(v) })) { IsRepeatable = true },
        new("offline", "on|off",
            "Refuse all clients and tell them --offline-message. Default off.",
            (s, v) => Ftp(s, o => o with { IsOffline = Switch(v) })) { IsSwitch = true },
        new("offline-message", "TEXT",
            "What clients are told while --offline is on. Default: Service temporarily offline.",
            (s, v) => Ftp(s, o => o with { OfflineText = v })),
        new("anonymous-names", "NAME,...",
            "User names that log in as 'anonymous'; * stands for any name. Default anonymous, ftp.",
            AnonymousName) { IsRepeatable = true },
        new("restrict-paths", "[R][W][N]/PATH,...",
            "The paths that users may reach, whatever S3 allows: R for reading, W for writing, N for neither, no letter for both. The "
                + "longest path that matches decides; * ? [] are wildcards. Default everything.",
            (s, v) => Ftp(s, o => o with { Paths = o.Paths.With(v) })) { IsRepeatable = true },
        new("home-dir", "/PATH",
            "The directory where sessions start, which ~ stands for; $USER in it is replaced by the account's name. Default /.",
            (s, v) => Ftp(s, o => o with { Home = HomeDirectory.Parse(v) })),
        new("disable-commands", "VERB,...",
            "Commands that clients may not use, such as DELE or SITE RDEL. Default none.",
            (s, v) => Ftp(s, o => o with { DisabledCommands = [.. o.DisabledCommands, v.ToUpperInvariant()] })) { IsRepeatable = true },
        new("encrypt-data", "on|off",
            "Refuse transfers unless their data connections are encrypted (PROT P) and both peers prove who they are. Default off.",
            (s, v) => Ftp(s, o => o with { RequireEncryption = Switch(v) })) { IsSwitch = true },
        new("tls-resume", "on|off",
            "After AUTH TLS, data connections with PROT P must resume the TLS session of the control connection, as curl, lftp and "
                + "FileZilla do; this limits TLS to version 1.2. off admits clients that cannot resume a session (Python's ftplib), and "
                + "TLS 1.3. Default on.",
            (s, v) => Ftp(s, o => o with { RequireTlsResumption = Switch(v) })) { IsSwitch = true },
        new("epsv-address", "on|off",
            "Put the address into replies to EPSV, for clients that read it there for third-party transfers. Default off.",
            (s, v) => Ftp(s, o => o with { TellAddressInEpsv = Switch(v) })) { IsSwitch = true },
    ];

    /// <summary>The texts that clients get.</summary>
    private static Setting[] Messages() =>
    [
        new("always-send-markers", "on|off",
            "Send restart and performance markers during MODE S uploads too, where few clients expect them. Default off.",
            (s, v) => Ftp(s, o => o with { AlwaysSendMarkers = Switch(v) })) { IsSwitch = true },
        new("banner", "TEXT",
            "The text of the greeting. Default: the names of the host and the server, and its version.",
            (s, v) => Greet(s, g => g with { Text = v })),
        new("banner-file", "FILE",
            "A file with the text of the greeting, which may have several lines. Default none.",
            (s, v) => Greet(s, g => g with { Text = FileText(v) })),
        new("banner-append", "on|off",
            "Append --banner to the default greeting instead of replacing it. Default off.",
            (s, v) => Greet(s, g => g with { IsAppended = Switch(v) })) { IsSwitch = true },
        new("banner-terse", "on|off",
            "Send a greeting without any text. Default off.",
            (s, v) => Greet(s, g => g with { IsTerse = Switch(v) })) { IsSwitch = true },
        new("version-tag", "TEXT", "Text that follows the version wherever it is shown. Default "
            + "none.", (s, v) => Greet(s, g => g with { VersionTag = v })),
        new("login-message", "TEXT",
            "A line that users get when they have logged in. Default none.",
            (s, v) => Greet(s, g => g with { LoginText = v })),
        new("login-message-file", "FILE",
            "A file with lines that users get when they have logged in. Default none.",
            (s, v) => Greet(s, g => g with { LoginText = FileText(v) })),
    ];

    /// <summary>The process: its user, its group, its id.</summary>
    private static Setting[] Process() =>
    [
        new("process-user", "USER",
            "The user to run as. A server that root starts becomes this user for good before it serves anybody. Default: no change.",
            (s, v) => s with { ProcessUser = v }) { NeedsRestart = true },
        new("process-group", "GROUP",
            "The group to run as. Default: the group of --process-user.",
            (s, v) => s with { ProcessGroup = v }) { NeedsRestart = true },
        new("pid-file", "FILE",
            "A file that gets the process id. Default none.",
            (s, v) => s with { PidFile = v }) { NeedsRestart = true },
    ];

    /// <summary>Certificates, and what users get by theirs.</summary>
    private static Setting[] Security() =>
    [
        new("gsi", "[on|off]",
            "Accept Grid certificates and proxies (gsiftp://, AUTH GSSAPI), and AUTH TLS. Default off.",
            (s, v) => s with { UseGsi = Switch(v) }) { IsSwitch = true },
        new("host-cert", "FILE",
            "The server's certificate (PEM). Without --gsi it enables AUTH TLS and nothing else. Default with --gsi: "
                + "/etc/grid-security/hostcert.pem.",
            (s, v) =>
                Gsi(s, o => o with { HostCertificate = ExistingFile(v) }) with { HasHostCertificate = true })
        { CommonEnvironmentName = "X509_USER_CERT" },
        new("host-key", "FILE",
            "The private key of --host-cert (PEM), mode 0600 or 0400. Default /etc/grid-security/hostkey.pem.",
            (s, v) => Gsi(s, o => o with { HostKey = ExistingFile(v) })) { CommonEnvironmentName = "X509_USER_KEY" },
        new("ca-dir", "DIR",
            "The directory of CA certificates, their signing policies and revocation lists. Default /etc/grid-security/certificates.",
            (s, v) => Gsi(s, o => o with { TrustDirectory = ExistingDirectory(v) })) { CommonEnvironmentName = "X509_CERT_DIR" },
        new("gridmap", "FILE",
            "The file that maps certificates to accounts: lines '\"distinguished name\" account'. Default /etc/grid-security/grid-mapfile.",
            (s, v) => Gsi(s, o => o with { GridMap = ExistingFile(v) })) { CommonEnvironmentName = "GRIDMAP" },
        new("credential-map", "FILE",
            "The S3 credentials of each account: lines user;access-key;secret-key or user;role:ARN, mode 0600. $HOME/... is a file "
                + "in each user's home. Default: all users share the server's credentials.",
            (s, v) => Gsi(s, o => o with { CredentialMap = v.StartsWith("$HOME/", StringComparison.Ordinal) ? v : ExistingFile(v) })),
        new("credential-fallback", "refuse|anonymous",
            "What users without a line in --credential-map get: no login, or unsigned requests, which reach public buckets only. "
                + "Default refuse.",
            (s, v) =>
                Gsi(s, o => o with
                {
                    UnknownCredentials = OneOf(v, ("refuse", UnknownCredentials.Refuse), ("anonymous", UnknownCredentials.Anonymous)),
                })),
        new("sts-endpoint", "URL",
            "The STS service that assumes the roles of --credential-map. Default: AWS STS in --s3-region.",
            (s, v) => Gsi(s, o => o with { StsEndpoint = HttpUri(v) })),
        new("old-proxies", "on|off",
            "Also accept proxies older than RFC 3820. Default off.",
            (s, v) => Gsi(s, o => o with { AllowOldProxies = Switch(v) })) { IsSwitch = true },
    ];

    /// <summary>The S3 service and its objects.</summary>
    private static Setting[] Store() =>
    [
        new("s3-endpoint", "URL",
            "The S3 service. Default: AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, endpoint_url of the AWS profile, or else AWS. Credentials "
                + "come from the standard AWS chain (AWS_ACCESS_KEY_ID and so on).",
            (s, v) => S3(s, o => o with { Endpoint = HttpUri(v, allowsPath: true) })) { NeedsRestart = true },
        new("s3-region", "REGION",
            "The region requests are signed for. Default AWS_REGION, AWS_DEFAULT_REGION, the AWS profile's region, or else us-east-1.",
            (s, v) => S3(s, o => o with { Region = v })),
        new("s3-options", "FILE",
            "A file with storage class, encryption and requester pays for each path: lines '/bucket/prefix option ...'. Default none.",
            (s, v) => S3(s, o => o with { ObjectRules = ObjectRulesFile.Read(ExistingFile(v)) })),
        new("s3-profile", "auto|aws|minio|ceph|r2|generic",
            "How the service speaks S3: auto learns it from the answers, for each bucket; ceph is RGW 20 and later. "
                + "Default auto; for a service of AWS aws.",
            (s, v) => S3(s, o => o with { Profile = Profile(v) })),
        new("s3-addressing", "path|virtual|profile",
            "Where requests name the bucket: in the path, or in the host name. Default profile: as --s3-profile says.",
            (s, v) => s with { PathStyle = OneOf<bool?>(v, ("path", true), ("virtual", false), ("profile", null)) }),
        new("s3-buckets", "NAME",
            "A bucket to serve; may be given several times. No other bucket can then be listed or reached. Default: all that S3 lets "
                + "users reach.",
            (s, v) => Ftp(s, o => o with { Buckets = [.. o.Buckets, BucketName(v)] })) { IsRepeatable = true },
        new("s3-unsigned-buckets", "NAME",
            "A public bucket: requests to it carry no signature, whoever the user is. May be given several times. "
                + "Default none.",
            (s, v) => Ftp(s, o => o with { UnsignedBuckets = [.. o.UnsignedBuckets, BucketName(v)] })) { IsRepeatable = true },
        new("s3-ca", "FILE",
            "A PEM file of certificate authorities to trust for the S3 service in addition to the system's. Default none.",
            (s, v) => S3(s, o => o with { CertificateAuthorityFile = ExistingFile(v) })),
        new("embedded-store", "DIR",
            "A directory that keeps the objects, behind an S3 server inside this process. Default none.",
            (s, v) => s with { EmbeddedStore = v }) { NeedsRestart = true },
        new("embedded-store-listen", "ADDR:PORT",
            "The address and port of that S3 server. Default 127.0.0.1 and any free port.",
            (s, v) => s with { EmbeddedStoreListen = EndPoint(v) }) { NeedsRestart = true },
        new("upload-checksums", "none|NAME[,NAME]",
            "Checksums to compute while an object is uploaded, so that CKSM need not read it again: adler32, crc32, crc32c, "
                + "md5 (which limits one upload to 0.75 GB/s). Default adler32.",
            (s, v) => Ftp(s, o => o with { UploadChecksums = Checksums(v) })),
        new("mfmt-limit", "SIZE",
            "The largest object whose time MFMT may set; to set it, the object is copied inside S3. 0 refuses all. Default 5GiB, "
                + "the limit of one S3 copy; larger objects are copied in parts.",
            (s, v) => Ftp(s, o => o with { MaxTimeChange = Size(v, 0, long.MaxValue) })),
    ];

    /// <summary>Memory, requests, threads, disk.</summary>
    private static Setting[] Resources() =>
    [
        new("memory-budget", "SIZE",
            "The memory that all transfers together may hold. Default 512MiB.",
            (s, v) => S3(s, o => o with { MemoryBudget = Size(v, 20 * MiB, long.MaxValue) })) { NeedsRestart = true },
        new("admission-timeout", "SECONDS",
            "How long a transfer waits for memory to begin with while no other transfer begins; then the reply is 452. Default 30.",
            (s, v) => S3(s, o => o with { AdmissionTimeout = Seconds(v, 1, 86_400) })) { NeedsRestart = true },
        new("part-size", "SIZE",
            "The size of an object's first parts, 5MiB or more; later ones may be larger. Default 16MiB.",
            (s, v) => S3(s, o => o with { PartSize = PartSize(v) })),
        new("s3-requests", "N",
            "The most requests at once that carry object bytes; one transfer may use all of them. Default 16, of which one "
                + "transfer uses 8.",
            Requests) { NeedsRestart = true },
        new("s3-attempts", "N",
            "How often a request to S3 is tried before its transfer fails, 1 to 20. 6 tries outlast an outage of 1.5 s, 10 one of "
                + "20 s, 20 one of two minutes. Default 6.",
            (s, v) => S3(s, o => o with { MaxAttempts = Number(v, 1, 20) })),
        new("spill-dir", "DIR|none",
            "A directory for parts of uploads whose bytes come in random order, used when memory is full. Default none.",
            (s, v) => S3(s, o => o with { SpillDirectory = v == "none" ? null : v })) { NeedsRestart = true },
        new("block-size", "SIZE",
            "The size of the blocks that clients get in MODE E, 4KiB to 16MiB. Default 1MiB.",
            (s, v) => Ftp(s, o => o with { BlockSize = (int)Size(v, 4 * 1024, 16 * MiB) })),
        new("threads", "N",
            "The number of worker threads kept ready. Default: one for each processor.",
            (s, v) => s with { Threads = Number(v, 1, 1_024) }) { NeedsRestart = true },
        new("upload-journal", "DIR|none",
            "A directory that records open uploads, so that the server can abort those that nobody continues. Default none: they "
                + "stay in the store.",
            (s, v) => S3(s, o => o with { UploadJournalDirectory = v == "none" ? null : v })) { NeedsRestart = true },
        new("resume-window", "DAYS",
            "How long an interrupted upload can be continued before it is aborted. Needs --upload-journal. Default 7.",
            (s, v) => S3(s, o => o with { ResumeWindow = TimeSpan.FromDays(Number(v, 1, 3_650)) })),
        new("drain-timeout", "SECONDS",
            "How long running transfers may go on after SIGTERM. Default 60.",
            (s, v) => s with { DrainTimeout = Seconds(v, 0, 86_400) }),
    ];

    /// <summary>Logs and metrics.</summary>
    private static Setting[] Output() =>
    [
        new("log-format", "text|json",
            "The form of log entries. Default text.",
            (s, v) => s with { LogFormat = OneOf(v, ("text", LogFormat.Text), ("json", LogFormat.Json)) }) { NeedsRestart = true },
        new("log-level", "LEVEL",
            "The least severe entries to log: trace, debug, information, warning, error or none. Default information.",
            (s, v) => s with { LogLevel = Level(v) }),
        new("log-file", "FILE",
            "A file that gets the log instead of standard error; SIGHUP reopens it. Default none.",
            (s, v) => s with { LogFile = v }) { NeedsRestart = true },
        new("transfer-log", "FILE",
            "A file that gets a line for each transfer, in the format of globus-gridftp-server's log_transfer. Default none.",
            (s, v) => s with { TransferLog = v }) { NeedsRestart = true },
        new("transfer-log-json", "FILE",
            "A file that gets a line of JSON for each transfer (docs/operation.md). Default none.",
            (s, v) => s with { TransferLogJson = v }) { NeedsRestart = true },
        new("metrics-listen", "ADDR:PORT",
            "The address and port where Prometheus reads /metrics; keep them on loopback or behind a firewall. Default off.",
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

    /// <summary>An administrator who sets the number lets one transfer use all of them.</summary>
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
        ("auto", StoreProfile.Auto),
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
