namespace S3Stream;

/// <summary>How a store checks the bytes of a part or object it receives.</summary>
public enum StoreChecksum
{
    /// <summary>It does not; only length and ETag are compared.</summary>
    None = 0,

    /// <summary>
    /// MD5, which every S3 server has: as Content-MD5, which the store compares before it stores a part; or, from the moment on at which an
    /// ETag in the bucket was seen to be the MD5 of what was sent, compared here with the ETag that each part is answered with, and sent
    /// again with Content-MD5 where it is another. Objects of one request always go out with Content-MD5. MD5s of several parts are summed
    /// side by side: 0.1 to 0.2 s of CPU per GB where eight or more parts come together, 1.6 s for one alone.
    /// </summary>
    ContentMd5,

    /// <summary>x-amz-checksum-crc64nvme, FULL_OBJECT: the store keeps the whole object's value.</summary>
    Crc64Nvme,
}
