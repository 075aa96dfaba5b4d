using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Session;

/// <summary>
/// The values that commands set and other commands read. Touched only by the session's command loop, which runs one command at a time.
/// </summary>
internal sealed class SessionState
{
    public SessionPhase Phase { get; set; } = SessionPhase.BeforeLogin;

    /// <summary>The name USER gave, until PASS decides.</summary>
    public string? PendingUser { get; set; }

    /// <summary>What the last login was refused with: commands that need one hear it again.</summary>
    public Reply? LoginRefusal { get; set; }

    /// <summary>Refused PASS commands so far.</summary>
    public int FailedLogins { get; set; }

    /// <summary>
    /// Who the peer proved to be in a security exchange, or <see langword="null"/>; USER and PASS then only choose the account.
    /// </summary>
    public IProvenIdentity? Identity { get; set; }

    /// <summary>The exchange that AUTH GSSAPI began and ADAT goes on with, or <see langword="null"/>.</summary>
    public IDisposable? Exchange { get; set; }

    /// <summary>What protects data connections after AUTH TLS, or <see langword="null"/>.</summary>
    public IDataChannelSecurity? StreamSecurity { get; set; }

    /// <summary>Who is logged in; <see langword="null"/> before.</summary>
    public SessionUser? User { get; set; }

    /// <summary>The current directory.</summary>
    public VirtualPath Directory { get; set; } = VirtualPath.Root;

    /// <summary>The directory that <c>~</c> stands for: where the session started.</summary>
    public VirtualPath Home { get; set; } = VirtualPath.Root;

    /// <summary>TYPE A (the default, RFC 959) instead of I. Read when a transfer starts, not at PASV.</summary>
    public bool IsAscii { get; set; } = true;

    /// <summary>MODE E (GFD.020) instead of S.</summary>
    public bool IsExtendedBlockMode { get; set; }

    /// <summary>DCAU: N, A, or S with a subject.</summary>
    public DataChannelAuthentication DataChannelAuthentication { get; set; } = DataChannelAuthentication.None;

    /// <summary>PROT: C, S or P.</summary>
    public char Protection { get; set; } = 'C';

    /// <summary>OPTS RETR Parallelism: connections the server opens for a MODE E RETR. 1 to the configured maximum.</summary>
    public int Parallelism { get; set; } = 1;

    /// <summary>OPTS RETR Markers: 112 markers on RETR every so often.</summary>
    public TimeSpan? RetrieveMarkers { get; set; }

    /// <summary>OPTS CKSM Markers: 113 markers every so often.</summary>
    public TimeSpan? ChecksumMarkers { get; set; }

    /// <summary>TREV PERF and RESTART, default 5 s.</summary>
    public TimeSpan PerformanceMarkers { get; set; } = TimeSpan.FromSeconds(5);

    public TimeSpan RestartMarkers { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>OPTS PASV AllowDelayed: the passive address comes as 127/129 after the transfer command.</summary>
    public bool AllowDelayedPassive { get; set; }

    /// <summary>The values that commands have set for the next transfer.</summary>
    public NextTransfer Next { get; set; } = new();

    /// <summary>Algorithms that CKSM had to read whole objects for: the next read computes all of them.</summary>
    public HashSet<ChecksumAlgorithm> ChecksumsAsked { get; } = [];

    /// <summary>RNFR's path until RNTO.</summary>
    public VirtualPath? RenameFrom { get; set; }

    /// <summary>Directories whose last object this session removed: RMD of them is done already.</summary>
    public EmptiedDirectories Emptied { get; } = new();

    /// <summary>SBUF and the SITE forms: socket buffer size in bytes, or 0 for the system's.</summary>
    public int SocketBuffer { get; set; }

    /// <summary>OPTS MLST: the facts MLST, MLSD and MLSC show, in the server's order.</summary>
    public MlsxFacts Facts { get; set; } = MlsxFacts.Default;

    /// <summary>SITE TASKID, for the transfer log.</summary>
    public string? TaskId { get; set; }

    /// <summary>
    /// NLST tells bare names, whatever directory was asked for, as globus-gridftp-server does: the client is built on the Globus library
    /// (nobody else sends SITE CLIENTINFO), and gfal2 takes each line for a name as it stands.
    /// </summary>
    public bool ExpectsBareNames { get; set; }
}
