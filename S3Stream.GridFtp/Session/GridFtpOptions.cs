using System.Net;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>Settings of the protocol side. Immutable; made and validated by Hosting.</summary>
internal sealed record GridFtpOptions
{
    /// <summary>Where control connections are accepted. Default loopback, port 2811.</summary>
    public IReadOnlyList<IPEndPoint> Listen { get; init; } = [new(IPAddress.Loopback, 2811)];

    /// <summary>First and last port for passive data connections; 0-0 (default) lets the system choose.</summary>
    public (int First, int Last) PortRange { get; init; }

    /// <summary>The address told in 227 replies, for servers behind NAT; <see langword="null"/>: the control connection's own.</summary>
    public IPAddress? DataAddress { get; init; }

    /// <summary>Name in the banner. Default the machine's.</summary>
    public string HostName { get; init; } = Environment.MachineName;

    public AnonymousAccess Anonymous { get; init; } = AnonymousAccess.None;

    /// <summary>File of clear-text accounts (htpasswd-style lines), or <see langword="null"/>: password login is off.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>The only buckets users see and reach; empty (default): all that S3 lets them.</summary>
    public IReadOnlyList<string> Buckets { get; init; } = [];

    /// <summary>Buckets that anybody may read and that are asked for without a signature, whoever the user is.</summary>
    public IReadOnlyList<string> UnsignedBuckets { get; init; } = [];

    /// <summary>Sessions at once. Half of them are kept for those that have logged in.</summary>
    public int MaxConnections { get; init; } = 4_096;

    /// <summary>Sessions of one client address (of IPv6: one /64 network) that have not logged in.</summary>
    public int MaxUnauthenticatedPerAddress { get; init; } = 256;

    /// <summary>All sessions of one client address (of IPv6: one /64 network).</summary>
    public int MaxConnectionsPerAddress { get; init; } = int.MaxValue;

    /// <summary>Sessions logged in as one user.</summary>
    public int MaxConnectionsPerUser { get; init; } = int.MaxValue;

    /// <summary>After AUTH TLS, data connections with PROT P must resume the control connection's TLS session.</summary>
    public bool RequireTlsResumption { get; init; } = true;

    /// <summary>Data connections of one transfer.</summary>
    public int MaxParallelism { get; init; } = 64;

    /// <summary>Commands that may wait behind a running transfer (pipelining).</summary>
    public int MaxPipelinedCommands { get; init; } = 1_024;

    public TimeSpan PreAuthenticationTimeout { get; init; } = TimeSpan.FromSeconds(120);

    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>The longest wait for a data connection to be made (then 425).</summary>
    public TimeSpan DataConnectTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest time a transfer may go without any byte moving (then 426).</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(600);

    /// <summary>MODE E block size sent by RETR, and the piece size of MODE S. Bytes.</summary>
    public int BlockSize { get; init; } = 1024 * 1024;

    /// <summary>
    /// Let PORT name another host than the client's, which third-party transfers need. Only for logged-in, non-anonymous users unless set
    /// to Always.
    /// </summary>
    public ThirdPartyPolicy ThirdParty { get; init; } = ThirdPartyPolicy.Dcau;

    /// <summary>
    /// Bytes of the longest object whose time MFMT may change, which copies the object inside S3; 0: none. Default 5 GiB, S3's limit of one
    /// copy; longer ones are copied in parts.
    /// </summary>
    public long MaxTimeChange { get; init; } = 5L * 1024 * 1024 * 1024;

    /// <summary>
    /// Checksums computed while an object comes in, so that CKSM needs no download. Default Adler-32, which gfal2 asks for.
    /// MD5 takes 1.3 to 1.6 s of a processor per GB, and hardly more for several uploads at once.
    /// </summary>
    public ObjectChecksums UploadChecksums { get; init; } = ObjectChecksums.Adler32;

    /// <summary>The addresses that may open control connections.</summary>
    public AddressRules Admission { get; init; } = AddressRules.Everybody;

    /// <summary>Refuse every connection with <see cref="OfflineText"/>.</summary>
    public bool IsOffline { get; init; }

    public string OfflineText { get; init; } = "Service temporarily offline. Closing control connection.";

    public Greeting Greeting { get; init; } = new();

    /// <summary>Names that log in as the user "anonymous"; <c>*</c> is any.</summary>
    public IReadOnlyList<string> AnonymousNames { get; init; } = ["anonymous", "ftp"];

    /// <summary>Verbs that are not there, in upper case; <c>SITE RDEL</c> for one of SITE's.</summary>
    public IReadOnlyList<string> DisabledCommands { get; init; } = [];

    /// <summary>The paths that users may list, read and write, whatever S3 allows.</summary>
    public PathRules Paths { get; init; } = PathRules.None;

    /// <summary>The directory where sessions start, which <c>~</c> stands for.</summary>
    public HomeDirectory Home { get; init; } = HomeDirectory.Root;

    /// <summary>Send markers during uploads in MODE S too.</summary>
    public bool AlwaysSendMarkers { get; init; }

    /// <summary>Refuse data connections that are not encrypted and authenticated.</summary>
    public bool RequireEncryption { get; init; }

    /// <summary>Tell the address in 229 replies too, against RFC 2428: for third-party transfers by clients that read it.</summary>
    public bool TellAddressInEpsv { get; init; }
}
