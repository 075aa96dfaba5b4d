namespace S3Stream.Storage;

/// <summary>What goes out with bytes so that the store can compare them.</summary>
[Flags]
internal enum Protection
{
    /// <summary>Nothing: length and ETag only.</summary>
    None = 0,

    /// <summary>Content-MD5.</summary>
    ContentMd5 = 1,

    /// <summary>x-amz-checksum-crc64nvme.</summary>
    Crc64Nvme = 2,
}
