namespace S3Stream.Storage;

/// <summary>What a store, or what stands before it, was seen not to take although the standard or the profile says that it does.</summary>
[Flags]
internal enum StoreHabit
{
    /// <summary>No habit.</summary>
    None = 0,

    /// <summary>A read or look-up with x-amz-checksum-mode is refused.</summary>
    RefusesChecksumMode = 1,

    /// <summary>A write with x-amz-checksum-* or x-amz-sdk-checksum-algorithm is refused.</summary>
    RefusesChecksums = 2,

    /// <summary>A completion with x-amz-mp-object-size is refused.</summary>
    RefusesObjectSize = 4,

    /// <summary>If-Match with the ETag that the store itself tells is answered 412.</summary>
    RefusesOwnETags = 8,

    /// <summary>x-amz-copy-source-if-match with the ETag that the store itself tells is answered 412.</summary>
    RefusesCopyConditions = 16,
}
