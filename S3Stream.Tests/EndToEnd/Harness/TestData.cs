using System.Buffers.Binary;
using System.Security.Cryptography;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Deterministic bytes that look random: each is a function of seed and offset alone, so any piece can be made and checked by itself, and
/// no two 8-byte words of a file are equal (a block in the wrong place always shows).
/// </summary>
internal static class TestData
{
    private const int BufferSize = 1024 * 1024;

    /// <summary>Fills <paramref name="target"/> with the bytes that begin at <paramref name="offset"/>.</summary>
    public static void Fill(Span<byte> target, long offset, int seed)
    {
        Span<byte> word = stackalloc byte[8];
        while (!target.IsEmpty && (offset % 8 != 0 || target.Length < 8))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(offset / 8, seed));
            target[0] = word[(int)(offset % 8)];
            target = target[1..];
            offset++;
        }

        for (; target.Length >= 8; target = target[8..], offset += 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, Word(offset / 8, seed));
        }

        if (!target.IsEmpty)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(word, Word(offset / 8, seed));
            word[..target.Length].CopyTo(target);
        }
    }

    public static byte[] Bytes(int length, int seed, long offset = 0)
    {
        var bytes = new byte[length];
        Fill(bytes, offset, seed);
        return bytes;
    }

    /// <summary>Writes a file of <paramref name="length"/> bytes and returns the SHA-256 of them.</summary>
    public static string WriteFile(string path, long length, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        for (long offset = 0; offset < length; offset += BufferSize)
        {
            var piece = buffer.AsSpan(0, (int)Math.Min(BufferSize, length - offset));
            Fill(piece, offset, seed);
            file.Write(piece);
            hash.AppendData(piece);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static async Task<string> Sha256Async(string path)
    {
        await using var file = File.OpenRead(path);
        return await Sha256Async(file);
    }

    public static async Task<string> Sha256Async(Stream stream) =>
        Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken));

    private static ulong Word(long index, int seed)
    {
        // SplitMix64: a bijection of the index for each seed
        var value = unchecked(((ulong)index * 0x9E3779B97F4A7C15) + ((ulong)seed << 1 | 1) * 0xD1B54A32D192ED03);
        value = unchecked((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9);
        value = unchecked((value ^ (value >> 27)) * 0x94D049BB133111EB);
        return value ^ (value >> 31);
    }
}
