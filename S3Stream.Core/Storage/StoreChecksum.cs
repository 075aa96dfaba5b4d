namespace S3Stream;

/// <summary>How a store checks the bytes of a part or object it receives.</summary>
public enum StoreChecksum
{
    /// <summary>It does not; only length and ETag are compared.</summary>
    None = 0,

    /// <summary>Content-MD5 (every S3 server). Costs about 1.3 s of CPU per GB.</summary>
    ContentMd5,

    /// <summary>x-amz-checksum-crc64nvme, FULL_OBJECT: the store keeps the whole object's value.</summary>
    Crc64Nvme,
}
