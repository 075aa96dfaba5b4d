namespace S3Stream;

/// <summary>Checksums that can be computed part by part in any order and combined into the whole object's value.</summary>
[Flags]
public enum ObjectChecksums
{
    /// <summary>None besides what the store itself verifies.</summary>
    None = 0,

    /// <summary>CRC-64/NVME. Always computed for uploads.</summary>
    Crc64Nvme = 1,

    /// <summary>CRC-32 (ISO-HDLC).</summary>
    Crc32 = 2,

    /// <summary>CRC-32C (Castagnoli).</summary>
    Crc32C = 4,

    /// <summary>Adler-32 (RFC 1950).</summary>
    Adler32 = 8,
}
