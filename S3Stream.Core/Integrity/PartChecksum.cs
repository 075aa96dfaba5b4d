using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;

namespace S3Stream.Integrity;

/// <summary>Checksums of one part's bytes. Pure.</summary>
internal static class PartChecksum
{
    /// <summary>
    /// So much is summed by every algorithm before the next piece: it stays in the processor's cache between them, and memory is read
    /// once.
    /// </summary>
    private const int PieceSize = 64 * 1024;

    /// <summary>The values of the wanted algorithms over <paramref name="bytes"/>.</summary>
    public static ChecksumSet Compute(ReadOnlySequence<byte> bytes, ObjectChecksums wanted)
    {
        Crc64Nvme? crc64 = wanted.HasFlag(ObjectChecksums.Crc64Nvme) ? new Crc64Nvme() : null;
        Crc32? crc32 = wanted.HasFlag(ObjectChecksums.Crc32) ? new Crc32(Crc32ParameterSet.Crc32) : null;
        Crc32? crc32C = wanted.HasFlag(ObjectChecksums.Crc32C) ? new Crc32(Crc32ParameterSet.Crc32C) : null;
        Adler32? adler32 = wanted.HasFlag(ObjectChecksums.Adler32) ? new Adler32() : null;
        using IncrementalHash? md5 = wanted.HasFlag(ObjectChecksums.Md5) ? IncrementalHash.CreateHash(HashAlgorithmName.MD5) : null;
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            for (ReadOnlySpan<byte> left = memory.Span; !left.IsEmpty;)
            {
                ReadOnlySpan<byte> piece = left[..Math.Min(left.Length, PieceSize)];
                crc64?.Append(piece);
                crc32?.Append(piece);
                crc32C?.Append(piece);
                adler32?.Append(piece);
                md5?.AppendData(piece);
                left = left[piece.Length..];
            }
        }

        return new ChecksumSet(
            bytes.Length,
            crc64?.Value,
            crc32?.GetCurrentHashAsUInt32(),
            crc32C?.GetCurrentHashAsUInt32(),
            adler32?.GetCurrentHashAsUInt32())
        {
            Md5 = md5 is null ? null : Convert.ToHexStringLower(md5.GetHashAndReset()),
        };
    }
}
