namespace S3Stream;

/// <summary>How one upload is done. Immutable.</summary>
public sealed record UploadOptions
{
    /// <summary>The object's length if the sender declared it. A byte beyond it, or an end before it, fails the upload.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// <see langword="true"/>: a failed or disposed upload leaves its multipart upload open, so that
    /// <see cref="S3StreamClient.ResumeUploadAsync"/> continues it, here or in another process. <see langword="false"/> (default): it is
    /// aborted.
    /// </summary>
    public bool KeepForResume { get; init; }

    /// <summary>Do not replace an existing object (S3: If-None-Match: *). Default <see langword="false"/>.</summary>
    public bool FailIfExists { get; init; }

    /// <summary>
    /// Whole-object checksums to compute besides CRC64NVME. Default none. They cost no second read; CRCs cost about 0.1 s per GB and core.
    /// </summary>
    public ObjectChecksums Checksums { get; init; }

    /// <summary>The Content-Type to store, or <see langword="null"/> for S3's default.</summary>
    public string? ContentType { get; init; }

    /// <summary>User metadata (x-amz-meta-*) to store with the object.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
