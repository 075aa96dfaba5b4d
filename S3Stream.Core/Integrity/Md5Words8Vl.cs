using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>Eight messages in a vector of 256 bits, with the ternary logic and the rotations of AVX-512VL.</summary>
internal readonly unsafe struct Md5Words8Vl : IMd5Words<Md5Words8Vl>
{
    private readonly Vector256<uint> _words;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Md5Words8Vl(Vector256<uint> words) => _words = words;

    public static int Lanes => Vector256<uint>.Count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl Load(uint* words) => new(Vector256.Load(words));

    public void Store(uint* words) => _words.Store(words);

    public static void LoadBlocks(byte** messages, nint offset, Md5Words8Vl* words) =>
        Md5Transpose.Blocks8(messages, offset, (uint*)words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl operator +(Md5Words8Vl left, Md5Words8Vl right) => new(left._words + right._words);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl StepF(
        Md5Words8Vl a, Md5Words8Vl b, Md5Words8Vl c, Md5Words8Vl d, Md5Words8Vl word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.VL.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfF), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl StepG(
        Md5Words8Vl a, Md5Words8Vl b, Md5Words8Vl c, Md5Words8Vl d, Md5Words8Vl word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.VL.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfG), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl StepH(
        Md5Words8Vl a, Md5Words8Vl b, Md5Words8Vl c, Md5Words8Vl d, Md5Words8Vl word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.VL.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfH), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words8Vl StepI(
        Md5Words8Vl a, Md5Words8Vl b, Md5Words8Vl c, Md5Words8Vl d, Md5Words8Vl word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._words, b._words, Avx512F.VL.TernaryLogic(b._words, c._words, d._words, Md5Rounds.TableOfI), word._words, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Words8Vl Step(
        Vector256<uint> a, Vector256<uint> b, Vector256<uint> f, Vector256<uint> word, uint sine, [ConstantExpected] byte bits)
    {
        Vector256<uint> sum = a + (word + Vector256.Create(sine)) + f;
        return new(b + Avx512F.VL.RotateLeft(sum, bits));
    }
}
