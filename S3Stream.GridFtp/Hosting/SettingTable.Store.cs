using static S3Stream.GridFtp.Hosting.SettingValues;

namespace S3Stream.GridFtp.Hosting;

/// <content>Towards S3, the machine and the administrator.</content>
internal static partial class SettingTable
{
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
            "Keep the objects in this directory, behind an S3 service inside this process: for trials. Default none.",
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
            (s, v) => Ftp(s, o => o with { LargestTimeChange = Size(v, 0, long.MaxValue) })),
    ];

    /// <summary>How much it may use.</summary>
    private static Setting[] Resources() =>
    [
        new("memory-budget", "SIZE",
            "Memory all transfers together may hold. Default 512MiB.",
            (s, v) => S3(s, o => o with { MemoryBudget = Size(v, 20 * MiB, long.MaxValue) })) { NeedsRestart = true },
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
}
