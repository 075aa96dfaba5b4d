namespace S3Stream.Storage;

/// <summary>What must hold for an object to appear: its length, its whole-object checksums, and that no other object is replaced.</summary>
internal readonly record struct CompletionConditions(long Length, ChecksumSet Checksums, bool FailIfExists)
{
    /// <summary>The ETag of the one version that may be replaced (If-Match), or <see langword="null"/>.</summary>
    public string? ReplacesOnly { get; init; }
}
