namespace S3Stream.Storage;

/// <summary>A part S3 has acknowledged. Number 1 to 10,000; checksums are zero-length where a listing did not tell them.</summary>
internal readonly record struct StoredPart(int Number, long Length, string ETag, ChecksumSet Checksums)
{
    /// <summary>When, by the store's clock, where a listing told it.</summary>
    public DateTimeOffset? Stored { get; init; }
}
