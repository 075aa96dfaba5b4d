namespace S3Stream;

/// <summary>
/// Checksums of an object. All but MD5 can be computed part by part in any order and combined into the whole object's value.
/// </summary>
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

    /// <summary>
    /// MD5 (RFC 1321), which has to run over the bytes in order: 0.6 to 0.75 GB/s for one object, on a core that sums those of up to 16
    /// uploads at once side by side. Not known of an object whose parts come so far out of order that they cannot wait in memory, of one
    /// that is resumed, or that has parts copied inside the store.
    /// </summary>
    Md5 = 16,
}
