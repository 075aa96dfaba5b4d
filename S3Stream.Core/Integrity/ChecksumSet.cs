using System.Buffers;
using S3Stream.Integrity;

namespace S3Stream;

/// <summary>The checksum values of a run of bytes; a value that was not computed is <see langword="null"/>. Immutable.</summary>
/// <param name="Length">The number of bytes the values cover.</param>
/// <param name="Crc64Nvme">CRC-64/NVME.</param>
/// <param name="Crc32">CRC-32 (ISO-HDLC).</param>
/// <param name="Crc32C">CRC-32C (Castagnoli).</param>
/// <param name="Adler32">Adler-32.</param>
public readonly record struct ChecksumSet(long Length, ulong? Crc64Nvme, uint? Crc32, uint? Crc32C, uint? Adler32)
{
    /// <summary>MD5 in 32 lower-case hexadecimal digits.</summary>
    public string? Md5 { get; init; }

    /// <summary>The wanted checksums of <paramref name="bytes"/>.</summary>
    public static ChecksumSet Of(ReadOnlyMemory<byte> bytes, ObjectChecksums wanted) =>
        PartChecksum.Compute(new ReadOnlySequence<byte>(bytes), wanted);

    /// <summary>
    /// The checksums of these bytes followed by those of <paramref name="next"/>, without the bytes. A value missing in either is missing,
    /// and MD5 always is: it cannot be combined.
    /// </summary>
    public ChecksumSet Append(ChecksumSet next) => ChecksumCombiner.Combine(this, next);
}
