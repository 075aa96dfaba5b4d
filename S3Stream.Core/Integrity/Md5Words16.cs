using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>Sixteen messages in a vector of 512 bits (AVX-512F).</summary>
internal readonly unsafe struct Md5Words16 : IMd5Words<Md5Words16>
{
    private readonly Vector512<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Md5Words16(Vector512<uint> words) => _words = words;

    public static int Lanes => Vector512<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 Load(uint* words) => new(Vector512.Load(words));

    public void Store(uint* words) => _words.Store(words);

    public static void LoadBlocks(byte** messages, nint offset, Md5Words16* words) =>
        Md5Transpose.Blocks16(messages, offset, (uint*)words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 operator +(Md5Words16 left, Md5Words16 right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 StepF(
        Md5Words16 a, Md5Words16 b, Md5Words16 c, Md5Words16 d, Md5Words16 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfF), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 StepG(
        Md5Words16 a, Md5Words16 b, Md5Words16 c, Md5Words16 d, Md5Words16 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfG), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 StepH(
        Md5Words16 a, Md5Words16 b, Md5Words16 c, Md5Words16 d, Md5Words16 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfH), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words16 StepI(
        Md5Words16 a, Md5Words16 b, Md5Words16 c, Md5Words16 d, Md5Words16 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfI), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Words16 Step(
        Vector512<uint> a, Vector512<uint> b, Vector512<uint> f, Vector512<uint> word, uint sine, [ConstantExpected] byte bits)
    {
        Vector512<uint> sum = a + (word + Vector512.Create(sine)) + f;
        return new(b + Avx512F.RotateLeft(sum, bits));
    }
}
