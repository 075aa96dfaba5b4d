using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;

namespace S3Stream.Benchmarks.NullServer;

/// <summary>
/// What is uploaded to be measured: one MiB of bytes without a pattern in it, again and again. So a server that throws bytes away knows
/// the MD5 of a part that begins with that MiB by its length, and tells it for nothing. Safe for concurrent use.
/// </summary>
internal static class UploadPattern
{
    private const int Size = 1024 * 1024;
    private static readonly byte[] Mebibyte = Make();
    private static readonly ConcurrentDictionary<long, byte[]> Known = new();

    /// <summary>Fills memory from the beginning of the pattern on.</summary>
    public static void Fill(Span<byte> memory)
    {
        for (; !memory.IsEmpty; memory = memory[Math.Min(memory.Length, Size)..])
        {
            Mebibyte.AsSpan(0, Math.Min(memory.Length, Size)).CopyTo(memory);
        }
    }

    /// <summary>The ETag of so many bytes of it, sent at once.</summary>
    public static string ETagOf(long length) => $"\"{Convert.ToHexStringLower(SumOf(length))}\"";

    /// <summary>The ETag of an object of parts of these lengths.</summary>
    public static string ETagOf(IReadOnlyCollection<long> parts)
    {
        byte[] sums = [.. parts.SelectMany(SumOf)];
        return string.Create(CultureInfo.InvariantCulture, $"\"{Convert.ToHexStringLower(MD5.HashData(sums))}-{parts.Count}\"");
    }

    private static byte[] SumOf(long length) => Known.GetOrAdd(length, static wanted =>
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        for (long left = wanted; left > 0; left -= Size)
        {
            sum.AppendData(Mebibyte.AsSpan(0, (int)Math.Min(left, Size)));
        }

        return sum.GetHashAndReset();
    });

    private static byte[] Make()
    {
        byte[] bytes = new byte[Size];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
