namespace S3Stream.Addressing;

/// <summary>What S3 allows (Amazon S3 User Guide, "Multipart upload limits"). Profiles may narrow it.</summary>
internal static class S3Limits
{
    public const long MiB = 1024 * 1024;

    /// <summary>Least bytes of a part that is not the last: 5 MiB.</summary>
    public const long MinPartSize = 5 * MiB;

    /// <summary>Most bytes of a part, and of a single PutObject or CopyObject: 5 GiB.</summary>
    public const long MaxPartSize = 5 * 1024 * MiB;

    /// <summary>Most parts of an object; they are numbered from 1.</summary>
    public const int MaxParts = 10_000;

    /// <summary>Most bytes of an object: 10,000 parts of 5 GiB, 48.8 TiB.</summary>
    public const long MaxObjectSize = MaxParts * MaxPartSize;
}
