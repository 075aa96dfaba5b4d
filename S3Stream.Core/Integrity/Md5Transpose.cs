using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>
/// Turns blocks of several messages, each at a pointer of its own, into the words of one block: word by word, each of all messages.
/// </summary>
internal static unsafe class Md5Transpose
{
    /// <summary>Blocks of eight messages.</summary>
    public static void Blocks8(byte** messages, nint offset, uint* words)
    {
        HalfOf8(messages, offset, words);
        HalfOf8(messages, offset + Vector256<byte>.Count, words + 64);
    }

    /// <summary>Blocks of sixteen messages.</summary>
    public static void Blocks16(byte** messages, nint offset, uint* words)
    {
        (Vector512<uint> a0, Vector512<uint> a1, Vector512<uint> a2, Vector512<uint> a3) = Four(messages, offset);
        (Vector512<uint> b0, Vector512<uint> b1, Vector512<uint> b2, Vector512<uint> b3) = Four(messages + 4, offset);
        (Vector512<uint> c0, Vector512<uint> c1, Vector512<uint> c2, Vector512<uint> c3) = Four(messages + 8, offset);
        (Vector512<uint> d0, Vector512<uint> d1, Vector512<uint> d2, Vector512<uint> d3) = Four(messages + 12, offset);
        Spread(a0, b0, c0, d0, words);
        Spread(a1, b1, c1, d1, words + 16);
        Spread(a2, b2, c2, d2, words + 32);
        Spread(a3, b3, c3, d3, words + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void HalfOf8(byte** messages, nint offset, uint* words)
    {
        (Vector256<uint> a0, Vector256<uint> a1, Vector256<uint> a2, Vector256<uint> a3) = FourHalves(messages, offset);
        (Vector256<uint> b0, Vector256<uint> b1, Vector256<uint> b2, Vector256<uint> b3) = FourHalves(messages + 4, offset);
        Avx2.Permute2x128(a0, b0, 0x20).Store(words);
        Avx2.Permute2x128(a1, b1, 0x20).Store(words + 8);
        Avx2.Permute2x128(a2, b2, 0x20).Store(words + 16);
        Avx2.Permute2x128(a3, b3, 0x20).Store(words + 24);
        Avx2.Permute2x128(a0, b0, 0x31).Store(words + 32);
        Avx2.Permute2x128(a1, b1, 0x31).Store(words + 40);
        Avx2.Permute2x128(a2, b2, 0x31).Store(words + 48);
        Avx2.Permute2x128(a3, b3, 0x31).Store(words + 56);
    }

    /// <summary>Of four messages: the j-th holds word j and word 4 + j of all four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> W0, Vector256<uint> W1, Vector256<uint> W2, Vector256<uint> W3) FourHalves(
        byte** messages, nint offset)
    {
        Vector256<uint> a = Vector256.Load((uint*)(messages[0] + offset));
        Vector256<uint> b = Vector256.Load((uint*)(messages[1] + offset));
        Vector256<uint> c = Vector256.Load((uint*)(messages[2] + offset));
        Vector256<uint> d = Vector256.Load((uint*)(messages[3] + offset));
        Vector256<ulong> ab = Avx2.UnpackLow(a, b).AsUInt64();
        Vector256<ulong> cd = Avx2.UnpackLow(c, d).AsUInt64();
        Vector256<ulong> abHigh = Avx2.UnpackHigh(a, b).AsUInt64();
        Vector256<ulong> cdHigh = Avx2.UnpackHigh(c, d).AsUInt64();
        return (Avx2.UnpackLow(ab, cd).AsUInt32(), Avx2.UnpackHigh(ab, cd).AsUInt32(), Avx2.UnpackLow(abHigh, cdHigh).AsUInt32(),
            Avx2.UnpackHigh(abHigh, cdHigh).AsUInt32());
    }

    /// <summary>Of four messages: the j-th holds the words j, 4 + j, 8 + j and 12 + j of all four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<uint> W0, Vector512<uint> W1, Vector512<uint> W2, Vector512<uint> W3) Four(byte** messages, nint offset)
    {
        Vector512<uint> a = Vector512.Load((uint*)(messages[0] + offset));
        Vector512<uint> b = Vector512.Load((uint*)(messages[1] + offset));
        Vector512<uint> c = Vector512.Load((uint*)(messages[2] + offset));
        Vector512<uint> d = Vector512.Load((uint*)(messages[3] + offset));
        Vector512<ulong> ab = Avx512F.UnpackLow(a, b).AsUInt64();
        Vector512<ulong> cd = Avx512F.UnpackLow(c, d).AsUInt64();
        Vector512<ulong> abHigh = Avx512F.UnpackHigh(a, b).AsUInt64();
        Vector512<ulong> cdHigh = Avx512F.UnpackHigh(c, d).AsUInt64();
        return (Avx512F.UnpackLow(ab, cd).AsUInt32(), Avx512F.UnpackHigh(ab, cd).AsUInt32(), Avx512F.UnpackLow(abHigh, cdHigh).AsUInt32(),
            Avx512F.UnpackHigh(abHigh, cdHigh).AsUInt32());
    }

    /// <summary>Joins the quarters of four vectors: every fourth word of the block, of all sixteen messages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Spread(Vector512<uint> a, Vector512<uint> b, Vector512<uint> c, Vector512<uint> d, uint* words)
    {
        Vector512<uint> lowAb = Avx512F.Shuffle4x128(a, b, 0x44);
        Vector512<uint> highAb = Avx512F.Shuffle4x128(a, b, 0xEE);
        Vector512<uint> lowCd = Avx512F.Shuffle4x128(c, d, 0x44);
        Vector512<uint> highCd = Avx512F.Shuffle4x128(c, d, 0xEE);
        Avx512F.Shuffle4x128(lowAb, lowCd, 0x88).Store(words);
        Avx512F.Shuffle4x128(lowAb, lowCd, 0xDD).Store(words + 64);
        Avx512F.Shuffle4x128(highAb, highCd, 0x88).Store(words + 128);
        Avx512F.Shuffle4x128(highAb, highCd, 0xDD).Store(words + 192);
    }
}
