namespace S3Stream;

/// <summary>How one upload is done, and what is stored beside the object's bytes. Immutable.</summary>
/// <example>
/// <code>
/// var options = new UploadOptions
/// {
///     ContentType = "text/csv",
///     ContentDisposition = "attachment; filename=report.csv",
///     CacheControl = "max-age=3600",
///     Tags = new Dictionary&lt;string, string&gt; { ["project"] = "apollo" },
///     Encryption = "aws:kms",
///     FailIfExists = true,
///     Progress = new Progress&lt;TransferProgress&gt;(progress => Console.WriteLine($"{progress.Fraction:P0}")),
/// };
/// await client.UploadFileAsync(new ObjectAddress("bucket", "report.csv"), "report.csv", options);
/// </code>
/// </example>
public sealed record UploadOptions : TransferOptions
{
    /// <summary>The object's length if the sender declared it. A byte beyond it, or an end before it, fails the upload.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// <see langword="true"/>: a failed or disposed upload leaves its multipart upload open if a part of it is stored, so that
    /// <see cref="S3StreamClient.ResumeUploadAsync"/> continues it, here or in another process. <see langword="false"/> (default): it is
    /// aborted.
    /// </summary>
    public bool KeepForResume { get; init; }

    /// <summary>Do not replace an existing object (S3: If-None-Match: *). Default <see langword="false"/>.</summary>
    public bool FailIfExists { get; init; }

    /// <summary>
    /// Whole-object checksums to compute besides CRC64NVME. Default none. They cost no second read; CRCs cost about 0.1 s per GB and core,
    /// MD5 1.3 to 1.6 s, and hardly more for several uploads at once.
    /// </summary>
    public ObjectChecksums Checksums { get; init; }

    /// <summary>
    /// What the object's checksums have to be; values that are <see langword="null"/>, and the length, are not compared. One that differs,
    /// or that cannot be told (of parts stored before an upload was resumed, S3 keeps only CRC64NVME; MD5 as <see
    /// cref="ObjectChecksums.Md5"/> says), fails the upload before the object is made (<see cref="FailureReason.Corrupt"/>), and nothing of
    /// it is kept for a resume. Values named here are computed whatever <see cref="Checksums"/> says.
    /// </summary>
    public ChecksumSet? ExpectedChecksums { get; init; }

    /// <summary>The Content-Type to store, a media type, or <see langword="null"/> for S3's default.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// User metadata (x-amz-meta-*) to store with the object. Names are those of headers (RFC 9110 5.6.2), without regard to case and with
    /// or without <c>x-amz-meta-</c>. Values have no control characters; what a header cannot carry is stored as encoded words (RFC 2047),
    /// and read as it was. S3 takes 2 KB of it all.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>Cache-Control, for those who read the object by HTTP.</summary>
    public string? CacheControl { get; init; }

    /// <summary>
    /// Content-Disposition. Headers are ASCII: a file's name that is not goes as <c>filename*=UTF-8''...</c> (RFC 8187).
    /// </summary>
    public string? ContentDisposition { get; init; }

    /// <summary>Content-Encoding, such as <c>gzip</c>. The bytes are stored as they come.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Content-Language.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>Expires, the time from which on caches have to ask again. It deletes nothing.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Where requests for the object are sent on to when the bucket is a web site (x-amz-website-redirect-location).</summary>
    public string? WebsiteRedirectLocation { get; init; }

    /// <summary>Tags (x-amz-tagging), at most 10.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>
    /// The storage class, such as <c>STANDARD_IA</c> (x-amz-storage-class). <see langword="null"/> (default): what the client's
    /// <see cref="S3StreamOptions.ObjectRules"/> or the bucket say.
    /// </summary>
    public string? StorageClass { get; init; }

    /// <summary>
    /// Encryption by the store: <c>AES256</c> (SSE-S3), <c>aws:kms</c> or <c>aws:kms:dsse</c> (SSE-KMS). <see langword="null"/> (default):
    /// what the client's <see cref="S3StreamOptions.ObjectRules"/> or the bucket say.
    /// </summary>
    public string? Encryption { get; init; }

    /// <summary>The KMS key for <see cref="Encryption"/>; <see langword="null"/>: the store's own key.</summary>
    public string? EncryptionKeyId { get; init; }

    /// <summary>A canned access list, such as <c>bucket-owner-full-control</c> (x-amz-acl). Not beside <see cref="Grants"/>.</summary>
    public string? CannedAcl { get; init; }

    /// <summary>The access list entry by entry (x-amz-grant-*). Not beside <see cref="CannedAcl"/>.</summary>
    public IReadOnlyList<ObjectGrant>? Grants { get; init; }

    /// <summary>Object Lock: <c>GOVERNANCE</c> or <c>COMPLIANCE</c>, together with <see cref="ObjectLockRetainUntil"/>.</summary>
    public string? ObjectLockMode { get; init; }

    /// <summary>Object Lock: until when the version can neither be deleted nor replaced.</summary>
    public DateTimeOffset? ObjectLockRetainUntil { get; init; }

    /// <summary>Object Lock: a legal hold is on the version.</summary>
    public bool ObjectLockLegalHold { get; init; }

    /// <summary>
    /// The ETag of the one version that may be replaced (S3: If-Match); another one, or none, fails the upload with
    /// <see cref="FailureReason.Changed"/>. Not beside <see cref="FailIfExists"/>, which is S3's If-None-Match: *.
    /// </summary>
    public string? IfMatch { get; init; }

    /// <summary>
    /// Bytes of this object's first parts, as <see cref="S3StreamOptions.PartSize"/>, whose range it has; <see langword="null"/> (default):
    /// the client's.
    /// </summary>
    public int? PartSize { get; init; }

    /// <summary>The checksums that are computed: those asked for, those compared, and CRC64NVME.</summary>
    internal ObjectChecksums ComputedChecksums => Checksums | ObjectChecksums.Crc64Nvme
        | (ExpectedChecksums?.Crc32 is null ? ObjectChecksums.None : ObjectChecksums.Crc32)
        | (ExpectedChecksums?.Crc32C is null ? ObjectChecksums.None : ObjectChecksums.Crc32C)
        | (ExpectedChecksums?.Adler32 is null ? ObjectChecksums.None : ObjectChecksums.Adler32)
        | (ExpectedChecksums?.Md5 is null ? ObjectChecksums.None : ObjectChecksums.Md5);
}
