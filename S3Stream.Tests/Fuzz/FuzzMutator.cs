using System.Globalization;
using System.Text;

namespace S3Stream.Tests.Fuzzing;

/// <summary>Makes inputs of inputs: bits, bytes, runs, numbers and words changed, and two inputs joined. Not safe for concurrent
/// use.</summary>
internal sealed class FuzzMutator(Random random, IReadOnlyList<string> words)
{
    private const int MaxBytes = 32 * 1024;

    private static readonly byte[] Edges = [0, 1, 9, 10, 13, 32, 34, 37, 47, 60, 127, 128, 255];
    private static readonly string[] Numbers =
        ["0", "-1", "1", "255", "256", "65535", "65536", "2147483647", "2147483648", "4294967296", "9223372036854775807",
            "9223372036854775808", "18446744073709551615", "99999999999999999999999", "1e9", "0x10", "\u0661", "+5", " 7", "007"];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A changed copy.</summary>
    public byte[] Mutate(byte[] input, IReadOnlyList<byte[]> others)
    {
        var bytes = new List<byte>(input);
        for (int i = 1 << random.Next(5); i > 0; i--)
        {
            Change(bytes, others);
        }

        return [.. bytes.Take(MaxBytes)];
    }

    private void Change(List<byte> bytes, IReadOnlyList<byte[]> others)
    {
        int at = random.Next(bytes.Count + 1);
        int run = Math.Min(bytes.Count - at, 1 << random.Next(10));
        switch (random.Next(11))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : Edges[random.Next(Edges.Length)];
                break;
            case 2:
                bytes.RemoveRange(at, random.Next(run + 1));
                break;
            case 3:
                Repeat(bytes, at, run);
                break;
            case 4:
                byte[] chance = new byte[random.Next(1, 9)];
                random.NextBytes(chance);
                bytes.InsertRange(at, chance);
                break;
            case 5:
                ReplaceNumber(bytes, at);
                break;
            case 6:
                byte[] other = others[random.Next(others.Count)];
                int from = random.Next(other.Length + 1);
                bytes.RemoveRange(at, random.Next(2) == 0 ? bytes.Count - at : 0);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, MaxBytes / 4)).ToArray());
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            default:
                PutWord(bytes, at);
                break;
        }
    }

    private void Repeat(List<byte> bytes, int at, int run)
    {
        byte[] piece = [.. bytes.GetRange(at, run)];
        for (int times = random.Next(20) == 0 ? 200 : random.Next(1, 4); times > 0 && bytes.Count < MaxBytes; times--)
        {
            bytes.InsertRange(at, piece);
        }
    }

    private void PutWord(List<byte> bytes, int at)
    {
        if (_words.Length == 0)
        {
            return;
        }

        byte[] word = _words[random.Next(_words.Length)];
        bytes.RemoveRange(at, random.Next(2) == 0 ? Math.Min(word.Length, bytes.Count - at) : 0);
        bytes.InsertRange(at, word);
    }

    /// <summary>The digits at or behind a place become another number.</summary>
    private void ReplaceNumber(List<byte> bytes, int at)
    {
        int start = bytes.FindIndex(at, b => char.IsAsciiDigit((char)b));
        if (start < 0)
        {
            return;
        }

        int end = bytes.FindIndex(start, b => !char.IsAsciiDigit((char)b));
        bytes.RemoveRange(start, (end < 0 ? bytes.Count : end) - start);
        string number = random.Next(2) == 0 ? Numbers[random.Next(Numbers.Length)] : random.Next().ToString(CultureInfo.InvariantCulture);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(number));
    }
}
