namespace S3Stream.Storage;

/// <summary>What a store, or what stands before it, was seen not to do although the standard or the profile says that it does.</summary>
internal enum StoreHabit
{
    /// <summary>A read or look-up with x-amz-checksum-mode is refused.</summary>
    RefusesChecksumMode,

    /// <summary>A write with x-amz-checksum-* or x-amz-sdk-checksum-algorithm is refused.</summary>
    RefusesChecksums,

    /// <summary>A write with x-amz-checksum-crc64nvme is answered without one: nobody compared it.</summary>
    IgnoresChecksums,

    /// <summary>Bytes with another x-amz-checksum-crc64nvme than theirs are stored, although the right one is answered.</summary>
    TakesWrongChecksums,

    /// <summary>A completion with x-amz-mp-object-size is refused.</summary>
    RefusesObjectSize,

    /// <summary>A write with If-None-Match is refused, whether the object exists or not.</summary>
    RefusesWriteConditions,

    /// <summary>If-Match with the ETag that the store itself tells is answered 412.</summary>
    RefusesOwnETags,

    /// <summary>x-amz-copy-source-if-match with the ETag that the store itself tells is answered 412.</summary>
    RefusesCopyConditions,
}
