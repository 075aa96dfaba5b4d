using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>
/// The CRC-64/NVME of zeros, as S3 tells it. Combined from that of 1 MiB, so that a long object costs nothing. Safe for concurrent use.
/// </summary>
internal static class ZeroChecksum
{
    private const int PieceSize = 1024 * 1024;
    private static readonly ConcurrentDictionary<long, string> Known = new();

    public static string Of(long length) => Known.GetOrAdd(length, static wanted => Text(Compute(wanted)));

    private static ulong Compute(long length)
    {
        ChecksumSet sum = Sum((int)(length % PieceSize));
        ChecksumSet power = Sum(PieceSize);
        for (long pieces = length / PieceSize; pieces > 0; pieces >>= 1)
        {
            if ((pieces & 1) != 0)
            {
                sum = sum.Append(power);
            }

            power = pieces > 1 ? power.Append(power) : power;
        }

        return sum.Crc64Nvme!.Value;
    }

    private static ChecksumSet Sum(int length) => ChecksumSet.Of(new byte[length], ObjectChecksums.Crc64Nvme);

    private static string Text(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Convert.ToBase64String(bytes);
    }
}
