namespace S3Stream;

/// <summary>The checksum values of a run of bytes; a value that was not computed is <see langword="null"/>. Immutable.</summary>
/// <param name="Length">The number of bytes the values cover.</param>
/// <param name="Crc64Nvme">CRC-64/NVME.</param>
/// <param name="Crc32">CRC-32 (ISO-HDLC).</param>
/// <param name="Crc32C">CRC-32C (Castagnoli).</param>
/// <param name="Adler32">Adler-32.</param>
public readonly record struct ChecksumSet(long Length, ulong? Crc64Nvme, uint? Crc32, uint? Crc32C, uint? Adler32);
