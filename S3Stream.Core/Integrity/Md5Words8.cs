using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace S3Stream.Integrity;

/// <summary>Eight messages in a vector of 256 bits (AVX2). For G see <see cref="Md5Words1"/>.</summary>
internal readonly unsafe struct Md5Words8 : IMd5Words<Md5Words8>
{
    private readonly Vector256<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Md5Words8(Vector256<uint> words) => _words = words;

    public static int Lanes => Vector256<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 Load(uint* words) => new(Vector256.Load(words));

    public void Store(uint* words) => _words.Store(words);

    public static void LoadBlocks(byte** messages, nint offset, Md5Words8* words) =>
        Md5Transpose.Blocks8(messages, offset, (uint*)words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 operator +(Md5Words8 left, Md5Words8 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 StepF(
        Md5Words8 a, Md5Words8 b, Md5Words8 c, Md5Words8 d, Md5Words8 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, ((c._words ^ d._words) & b._words) ^ d._words, word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 StepG(
        Md5Words8 a, Md5Words8 b, Md5Words8 c, Md5Words8 d, Md5Words8 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words + Vector256.AndNot(c._words, d._words), b._words, b._words & d._words, word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 StepH(
        Md5Words8 a, Md5Words8 b, Md5Words8 c, Md5Words8 d, Md5Words8 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, b._words ^ (c._words ^ d._words), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8 StepI(
        Md5Words8 a, Md5Words8 b, Md5Words8 c, Md5Words8 d, Md5Words8 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, c._words ^ (b._words | ~d._words), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Words8 Step(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> f, Vector256<uint> word, uint sine, [ConstantExpected] byte bits)
    {
        Vector256<uint> sum = a + (word + Vector256.Create(sine)) + f;
        return new(b + ((sum << bits) | (sum >>> (32 - bits))));
    }
}
