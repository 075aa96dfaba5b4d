namespace S3Stream;

/// <summary>One object or common prefix, as a listing or HEAD tells it. Immutable.</summary>
public sealed record ObjectEntry
{
    /// <summary>The full key; for a prefix it ends with the delimiter.</summary>
    public required string Key { get; init; }

    /// <summary>True for a common prefix (a "directory"), which has no length, time or ETag.</summary>
    public bool IsPrefix { get; init; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>When it was last modified (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The ETag without quotes; empty for a prefix.</summary>
    public string ETag { get; init; } = "";

    /// <summary>The stored Content-Type. Filled by a look-up, not by a listing.</summary>
    public string? ContentType { get; init; }

    /// <summary>The stored Cache-Control. Filled by a look-up, not by a listing; so are those that follow.</summary>
    public string? CacheControl { get; init; }

    /// <summary>The stored Content-Disposition.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>The stored Content-Encoding. Bytes are delivered as they are stored.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>The stored Content-Language.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>The stored Expires, as it was written.</summary>
    public string? Expires { get; init; }

    /// <summary>The storage class; <see langword="null"/>: the standard one, which S3 does not name.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The version's id; <see langword="null"/> where the bucket keeps no versions.</summary>
    public string? VersionId { get; init; }

    /// <summary>
    /// User metadata, names in lower case without <c>x-amz-meta-</c>, values decoded where they are encoded words (RFC 2047). Without what
    /// this library notes there for itself. Filled by a look-up, not by a listing.
    /// </summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>User metadata as it is stored: to be stored again, or for what the library notes there.</summary>
    internal IReadOnlyDictionary<string, string> StoredMetadata { get => field ?? Metadata; init; }

    /// <summary>Whole-object checksums the store keeps. Filled by a look-up, not by a listing.</summary>
    public ChecksumSet Checksums { get; init; }

    /// <summary>
    /// Those of <see cref="Checksums"/> that the store itself keeps of these very bytes, without what a note in the metadata adds.
    /// </summary>
    internal ChecksumSet KeptChecksums { get; init; }
}
