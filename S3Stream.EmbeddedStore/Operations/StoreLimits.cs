namespace S3Stream.Embedded;

/// <summary>The limits of S3 that clients count on, and those of the store's own.</summary>
internal static class StoreLimits
{
    public const long MaxPutBytes = 5L * 1024 * 1024 * 1024;
    public const long MinPartBytes = 5L * 1024 * 1024;
    public const int MaxPartNumber = 10_000;
    public const int MaxPageEntries = 1_000;

    /// <summary>A Complete with 10,000 parts and a checksum each is about 2.5 MiB.</summary>
    public const long MaxDocumentBytes = 4 * 1024 * 1024;
}
