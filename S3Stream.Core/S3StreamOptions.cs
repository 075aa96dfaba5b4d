using System.Globalization;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3Stream.Addressing;
using S3Stream.Storage;

namespace S3Stream;

/// <summary>
/// Every setting of an <see cref="S3StreamClient"/>, with its default and what it trades. Immutable; validated by the client's constructor.
/// </summary>
public sealed record S3StreamOptions
{
    private readonly StoreProfile? _profile;

    /// <summary>
    /// The S3 endpoint, such as <c>https://s3.example.org</c>. <see langword="null"/> (default): AWS' own endpoint of <see cref="Region"/>.
    /// A regional one of AWS (<c>https://s3.eu-west-1.amazonaws.com</c>) says the region itself. Either way buckets in other regions are
    /// reached where they are.
    /// </summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for and new buckets are created in. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>
    /// How the store speaks S3. Default <see cref="StoreProfile.Aws"/>; where <see cref="Endpoint"/> names another service,
    /// <see cref="StoreProfile.Auto"/>, which learns what that one can do.
    /// </summary>
    public StoreProfile Profile
    {
        get => _profile ?? StoreProfile.For(Endpoint);
        init => _profile = value;
    }

    /// <summary>
    /// The credentials. <see langword="null"/> (default): the standard AWS chain (environment, profile, container, instance).
    /// </summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>
    /// Bytes of memory that all transfers of this client, and of clients made from it, may hold together. Default 512 MiB.
    /// Peak use never exceeds it: a transfer that needs more waits. More budget lets more parts be in flight on links with latency.
    /// At least four times <see cref="PartSize"/>.
    /// </summary>
    public long MemoryBudget { get; init; } = 512L * 1024 * 1024;

    /// <summary>
    /// The longest a transfer waits for the memory to begin while no other transfer begins either; then it fails
    /// (<see cref="FailureReason.MemoryBudget"/>), and the message says who holds the memory. A queue that moves is no failure,
    /// however long it is. More than zero, or <see cref="Timeout.InfiniteTimeSpan"/>. Default 30 s.
    /// </summary>
    public TimeSpan AdmissionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Bytes of an object's first parts, 5 MiB to 5 GiB, a multiple of 1 MiB. Default 16 MiB. Where the length is not known the size
    /// doubles every 1,000 parts. Small parts start earlier and retry cheaper; large ones cost fewer requests.
    /// </summary>
    public int PartSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Requests that carry object bytes (part uploads, ranged reads) in flight at once, over all transfers. 1 to 1,024, default 16.
    /// </summary>
    public int MaxConcurrentRequests { get; init; } = 16;

    /// <summary>
    /// Part uploads or ranged reads one transfer may have in flight. 1 to <see cref="MaxConcurrentRequests"/>, default 8.
    /// </summary>
    public int MaxRequestsPerTransfer { get; init; } = 8;

    /// <summary>
    /// A directory for parts that a sender with no order at all leaves half filled. <see langword="null"/> (default): none; such a transfer
    /// then fails with <see cref="FailureReason.MemoryBudget"/> once the budget is full.
    /// </summary>
    public string? SpillDirectory { get; init; }

    /// <summary>The most bytes all transfers together may spill. Default 8 GiB.</summary>
    public long SpillLimit { get; init; } = 8L * 1024 * 1024 * 1024;

    /// <summary>
    /// A directory that holds a small file for each multipart upload that is open, so that <see
    /// cref="S3StreamClient.AbortStaleUploadsAsync"/> knows them after a crash. Several processes may share it. <see langword="null"/>
    /// (default): none, and nothing is ever aborted.
    /// </summary>
    public string? UploadJournalDirectory { get; init; }

    /// <summary>
    /// What entries of <see cref="UploadJournalDirectory"/> call the store, where its address changes from one start to the next: an entry
    /// of another store is left alone. <see langword="null"/> (default): its endpoint.
    /// </summary>
    public string? UploadJournalStore { get; init; }

    /// <summary>
    /// How long an upload of <see cref="UploadJournalDirectory"/> that nobody adds to can still be continued. After that it is stale:
    /// aborted by <see cref="S3StreamClient.AbortStaleUploadsAsync"/>, and when a new upload of its key begins. 1 minute or more, default 7
    /// days.
    /// </summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Tries of one request before its failure is reported, the first included. 1 to 20, default 6.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>
    /// The time one attempt may take without any byte of progress. Default 30 s. Completing a multipart upload is not bound by it.
    /// </summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest wait for the answer to CompleteMultipartUpload. Default 15 minutes.</summary>
    public TimeSpan CompleteTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// A PEM file with certificate authorities to trust for <see cref="Endpoint"/> besides the system's, or <see langword="null"/>.
    /// </summary>
    public string? CertificateAuthorityFile { get; init; }

    /// <summary>
    /// Storage class, encryption, requester pays and so on, by bucket and prefix; for each object the longest rule counts, alone. Default
    /// none.
    /// </summary>
    public IReadOnlyList<ObjectRule> ObjectRules { get; init; } = [];

    /// <summary>Where log entries go. Default: nowhere. Secrets are never logged.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock for delays and time-outs. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">A setting is out of its range.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Region);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(ObjectRules);
        Require(
            Endpoint is null || (Endpoint.IsAbsoluteUri && Endpoint.Scheme is "http" or "https"), nameof(Endpoint), Endpoint,
            "an http or https address, such as https://s3.example.org");
        Require(
            Endpoint is null || (Endpoint.UserInfo.Length == 0 && Endpoint.Query.Length == 0 && Endpoint.Fragment.Length == 0),
            nameof(Endpoint),
            Endpoint?.IsAbsoluteUri == true ? Endpoint.Host : Endpoint,
            "an address without user, query or fragment");
        Require(PartSize >= S3Limits.MinPartSize && PartSize <= Profile.MaxPartSize, nameof(PartSize), PartSize, "5 MiB to 5 GiB");
        Require(PartSize % S3Limits.MiB == 0, nameof(PartSize), PartSize, "a multiple of 1 MiB");
        Require(MemoryBudget >= 4L * PartSize, nameof(MemoryBudget), MemoryBudget, $"at least four times the part size, {4L * PartSize}");
        Require(MaxConcurrentRequests is >= 1 and <= 1_024, nameof(MaxConcurrentRequests), MaxConcurrentRequests, "1 to 1,024");
        Require(
            MaxRequestsPerTransfer >= 1 && MaxRequestsPerTransfer <= MaxConcurrentRequests,
            nameof(MaxRequestsPerTransfer),
            MaxRequestsPerTransfer,
            $"1 to {nameof(MaxConcurrentRequests)}, {MaxConcurrentRequests}");
        Require(MaxAttempts is >= 1 and <= 20, nameof(MaxAttempts), MaxAttempts, "1 to 20");
        Require(SpillLimit >= 0, nameof(SpillLimit), SpillLimit, "0 or more");
        Require(RequestTimeout > TimeSpan.Zero, nameof(RequestTimeout), RequestTimeout, "more than zero");
        Require(
            AdmissionTimeout > TimeSpan.Zero || AdmissionTimeout == Timeout.InfiniteTimeSpan,
            nameof(AdmissionTimeout),
            AdmissionTimeout,
            "more than zero, or infinite");
        Require(CompleteTimeout > TimeSpan.Zero, nameof(CompleteTimeout), CompleteTimeout, "more than zero");
        Require(ResumeWindow >= TimeSpan.FromMinutes(1), nameof(ResumeWindow), ResumeWindow, "1 minute or more");
        Require(
            Region.Length > 0 && Region.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'), nameof(Region),
            KeyText.Printable(Region), "a region's name: letters, digits and dashes");
        ValidateRules();
    }

    private void ValidateRules()
    {
        foreach (ObjectRule rule in ObjectRules)
        {
            ArgumentNullException.ThrowIfNull(rule, nameof(ObjectRules));
            string name = $"The rule for /{rule.Bucket}/{rule.Prefix}";
            RequireHeader(rule.StorageClass, $"{name}: {nameof(ObjectRule.StorageClass)}");
            RequireHeader(rule.Encryption, $"{name}: {nameof(ObjectRule.Encryption)}");
            RequireHeader(rule.EncryptionKeyId, $"{name}: {nameof(ObjectRule.EncryptionKeyId)}");
            int keyLength = rule.CustomerKey.Length;
            Require(keyLength is 0 or 32, $"{name}: {nameof(ObjectRule.CustomerKey)}.Length", keyLength, "32 bytes");
            Require(
                keyLength == 0 || Endpoint?.Scheme != "http",
                nameof(Endpoint),
                Endpoint,
                $"https for the customer's key of the rule for /{rule.Bucket}/{rule.Prefix}: it travels with each request");
            Require(
                keyLength == 0 || rule.Encryption is null,
                $"{name}: {nameof(ObjectRule.Encryption)}",
                rule.Encryption,
                "left out where there is a customer's key");
        }
    }

    private static void RequireHeader(string? value, string name)
    {
        if (value is not null)
        {
            HeaderText.ThrowIfInvalid(value, name);
        }
    }

    private static void Require(bool condition, string name, object? value, string range)
    {
        if (!condition)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; it has to be {range}."), name);
        }
    }
}
