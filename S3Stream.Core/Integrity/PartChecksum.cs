using System.Buffers;
using System.IO.Hashing;

namespace S3Stream.Integrity;

/// <summary>Checksums of one part's bytes. Pure.</summary>
internal static class PartChecksum
{
    /// <summary>The values of the wanted algorithms over <paramref name="bytes"/>.</summary>
    public static ChecksumSet Compute(ReadOnlySequence<byte> bytes, ObjectChecksums wanted) => new(
        bytes.Length,
        wanted.HasFlag(ObjectChecksums.Crc64Nvme) ? Crc64Nvme(bytes) : null,
        wanted.HasFlag(ObjectChecksums.Crc32) ? Crc(bytes, Crc32ParameterSet.Crc32) : null,
        wanted.HasFlag(ObjectChecksums.Crc32C) ? Crc(bytes, Crc32ParameterSet.Crc32C) : null,
        wanted.HasFlag(ObjectChecksums.Adler32) ? Adler(bytes) : null);

    private static ulong Crc64Nvme(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return Crc64.HashToUInt64(Crc64ParameterSet.Nvme, bytes.FirstSpan);
        }

        var hash = new Crc64(Crc64ParameterSet.Nvme);
        Append(hash, bytes);
        return hash.GetCurrentHashAsUInt64();
    }

    private static uint Crc(ReadOnlySequence<byte> bytes, Crc32ParameterSet parameters)
    {
        if (bytes.IsSingleSegment)
        {
            return Crc32.HashToUInt32(parameters, bytes.FirstSpan);
        }

        var hash = new Crc32(parameters);
        Append(hash, bytes);
        return hash.GetCurrentHashAsUInt32();
    }

    private static uint Adler(ReadOnlySequence<byte> bytes)
    {
        if (bytes.IsSingleSegment)
        {
            return Adler32.HashToUInt32(bytes.FirstSpan);
        }

        var hash = new Adler32();
        Append(hash, bytes);
        return hash.GetCurrentHashAsUInt32();
    }

    private static void Append(NonCryptographicHashAlgorithm hash, ReadOnlySequence<byte> bytes)
    {
        foreach (ReadOnlyMemory<byte> memory in bytes)
        {
            hash.Append(memory.Span);
        }
    }
}
