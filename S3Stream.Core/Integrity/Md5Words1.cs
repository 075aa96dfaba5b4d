using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace S3Stream.Integrity;

/// <summary>
/// One message: as fast as the platform's MD5 (docs/profile.md), and it can go on in a lane beside others. G is a sum, as no bit is set in
/// both of its halves; only one of them waits for b.
/// </summary>
internal readonly unsafe struct Md5Words1 : IMd5Words<Md5Words1>
{
    private readonly uint _word;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Md5Words1(uint word) => _word = word;

    public static int Lanes => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 Load(uint* words) => new(*words);

    public void Store(uint* words) => *words = _word;

    public static void LoadBlocks(byte** messages, nint offset, Md5Words1* words) =>
        Buffer.MemoryCopy(messages[0] + offset, words, Md5Rounds.BlockSize, Md5Rounds.BlockSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 operator +(Md5Words1 left, Md5Words1 right) => new(left._word + right._word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 StepF(
        Md5Words1 a, Md5Words1 b, Md5Words1 c, Md5Words1 d, Md5Words1 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._word, b._word, ((c._word ^ d._word) & b._word) ^ d._word, word._word, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 StepG(
        Md5Words1 a, Md5Words1 b, Md5Words1 c, Md5Words1 d, Md5Words1 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._word + (c._word & ~d._word), b._word, b._word & d._word, word._word, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 StepH(
        Md5Words1 a, Md5Words1 b, Md5Words1 c, Md5Words1 d, Md5Words1 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._word, b._word, b._word ^ (c._word ^ d._word), word._word, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Md5Words1 StepI(
        Md5Words1 a, Md5Words1 b, Md5Words1 c, Md5Words1 d, Md5Words1 word, uint sine, [ConstantExpected] byte bits) =>
        Step(a._word, b._word, c._word ^ (b._word | ~d._word), word._word, sine, bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Md5Words1 Step(uint a, uint b, uint f, uint word, uint sine, [ConstantExpected] byte bits)
    {
        uint sum = a + (word + sine) + f;
        return new(b + BitOperations.RotateLeft(sum, bits));
    }
}
