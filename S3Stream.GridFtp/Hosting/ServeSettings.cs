using System.Net;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Everything <c>serve</c> needs, with its defaults. Immutable; <see cref="SettingTable"/> fills it, <see cref="Validate()"/> checks what
/// settings must fit each other.
/// </summary>
internal sealed record ServeSettings
{
    public GridFtpOptions GridFtp { get; init; } = new();

    public GsiOptions Gsi { get; init; } = new();

    /// <summary>Offer AUTH GSSAPI.</summary>
    public bool UseGsi { get; init; }

    /// <summary>A host certificate was named; that alone offers AUTH TLS.</summary>
    public bool HasHostCertificate { get; init; }

    public S3StreamOptions S3 { get; init; } = new();

    /// <summary>Buckets go into the path of requests, or else into the host name; <see langword="null"/>: as the profile says.</summary>
    public bool? PathStyle { get; init; }

    public bool HasListen { get; init; }

    public bool HasAnonymousNames { get; init; }

    /// <summary>The account that the process changes to, or <see langword="null"/>.</summary>
    public string? ProcessUser { get; init; }

    public string? ProcessGroup { get; init; }

    public string? PidFile { get; init; }

    /// <summary>Serve from a store of our own in this directory instead of an S3 service.</summary>
    public string? EmbeddedStore { get; init; }

    public IPEndPoint EmbeddedStoreListen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Worker threads kept ready; <see langword="null"/>: one for each processor.</summary>
    public int? Threads { get; init; }

    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(60);

    public LogFormat LogFormat { get; init; } = LogFormat.Text;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>Log entries go to this file instead of standard error.</summary>
    public string? LogFile { get; init; }

    /// <summary>One line a transfer in the format of globus-gridftp-server.</summary>
    public string? TransferLog { get; init; }

    /// <summary>One JSON line a transfer.</summary>
    public string? TransferLogJson { get; init; }

    /// <summary>What <see cref="DebugSpec.Variable"/> asks for.</summary>
    public DebugSpec? Debug { get; init; }

    /// <summary>Where Prometheus may read metrics.</summary>
    public IPEndPoint? MetricsListen { get; init; }

    /// <summary>A host certificate is used.</summary>
    public bool OffersSecurity => UseGsi || HasHostCertificate;

    /// <summary>Requests to S3 are made alike.</summary>
    public bool HasSameS3(ServeSettings other) =>
        S3.ObjectRules.SequenceEqual(other.S3.ObjectRules) && S3 == other.S3 with { ObjectRules = S3.ObjectRules };

    /// <summary>
    /// The settings in force after a server with these settings has read <paramref name="fresh"/> ones: the fresh ones, except those that
    /// need a restart (<see cref="Setting.NeedsRestart"/>). A changed S3 endpoint needs a restart, and then all S3 settings wait for it.
    /// </summary>
    /// <exception cref="SettingException">The fresh settings do not fit those that stay in force.</exception>
    public ServeSettings Reloaded(ServeSettings fresh) => (this with
    {
        GridFtp = fresh.GridFtp with { Listen = GridFtp.Listen },
        Gsi = fresh.Gsi,
        UseGsi = fresh.UseGsi,
        HasHostCertificate = fresh.HasHostCertificate,
        S3 = fresh.S3.Endpoint != S3.Endpoint || fresh.EmbeddedStore != EmbeddedStore ? S3 : fresh.S3 with
        {
            MemoryBudget = S3.MemoryBudget,
            AdmissionTimeout = S3.AdmissionTimeout,
            MaxConcurrentRequests = S3.MaxConcurrentRequests,
            MaxRequestsPerTransfer = S3.MaxRequestsPerTransfer,
            SpillDirectory = S3.SpillDirectory,
            UploadJournalDirectory = S3.UploadJournalDirectory,
        },
        PathStyle = fresh.PathStyle,
        HasAnonymousNames = fresh.HasAnonymousNames,
        DrainTimeout = fresh.DrainTimeout,
        LogLevel = fresh.LogLevel,
    }).Validate();

    /// <summary>What follows from several settings together is filled in.</summary>
    /// <exception cref="SettingException">Settings contradict each other, or leave out what is needed.</exception>
    public ServeSettings Validate() => Validate(Reporting.Throw);

    /// <summary>The same; what is wrong goes to <paramref name="report"/>.</summary>
    public ServeSettings Validate(Action<SettingException> report)
    {
        foreach ((bool isWrong, string what, string remedy) in Rules())
        {
            if (isWrong)
            {
                report(new SettingException(what, remedy));
            }
        }

        return PathStyle is { } isPath && isPath != S3.Profile.PathStyle
            ? this with { S3 = S3 with { Profile = S3.Profile with { PathStyle = isPath } } }
            : this;
    }

    private (bool IsWrong, string What, string Remedy)[] Rules() =>
    [
        (GridFtp.Anonymous == AnonymousAccess.None && GridFtp.PasswordFile is null && !UseGsi,
            "nobody could log in: none of gsi, password-file and anonymous is set",
            "Set gsi = on, password-file FILE, or anonymous = read for public data (read-write only where you trust the network)."),
        (GridFtp.PasswordFile is not null && GridFtp.AnonymousNames.Contains("*"),
            "anonymous-names = * and password-file: every account's name would be anonymous",
            "List the names in anonymous-names, or leave it out."),
        (ProcessUser is null && ProcessGroup is not null,
            "process-group is set, and process-user is not", "Set process-user too, or leave process-group out."),
        (EmbeddedStore is not null && ProcessUser is not null,
            "embedded-store and process-user exclude each other",
            "Start as the user that owns the directory of embedded-store, without process-user."),
        (EmbeddedStore is not null && S3.Endpoint is not null,
            "embedded-store and s3-endpoint exclude each other: the objects are either here or there", "Leave one of them out."),
        (S3.MemoryBudget < 4L * S3.PartSize,
            $"memory-budget is {S3.MemoryBudget >> 20}MiB, less than four times part-size, which is {S3.PartSize >> 20}MiB",
            $"Set memory-budget to {4L * S3.PartSize >> 20}MiB or more, or part-size to less (5MiB at least)."),
        (EmbeddedStore is not null && PathStyle == false,
            "embedded-store and s3-addressing = virtual: the embedded store takes buckets in the path only",
            "Leave s3-addressing out."),
    ];
}
