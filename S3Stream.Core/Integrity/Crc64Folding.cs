using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>
/// Makes a long message into one of 16 bytes with the same CRC-64/NVME: "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ
/// Instruction" (Intel, 2009), with bits reversed. Pure.
/// </summary>
/// <remarks>
/// 16 bytes that stand D bits before others are the same to the CRC as their product with x^D added to those: the earlier 8 bytes times
/// x^(D+63), the later 8 times x^(D-1), modulo the polynomial. (A product of two reversed numbers is one bit off, hence 63 and -1.) Four
/// vectors run side by side, so that no multiplication waits for the one before.
/// </remarks>
internal static class Crc64Folding
{
    /// <summary>The least number of bytes that can be folded.</summary>
    public const int MinLength = 256;

    private static Vector128<ulong> By128 => Vector128.Create(0xEADC41FD2BA3D420UL, 0x21E9761E252621ACUL);

    private static Vector128<ulong> By256 => Vector128.Create(0xB0BC2E589204F500UL, 0xE1E0BB9D45D7A44CUL);

    private static Vector128<ulong> By512 => Vector128.Create(0x0C32CDB31E18A84AUL, 0x62242240ACE5045AUL);

    private static Vector128<ulong> By1024 => Vector128.Create(0xA1CA681E733F9C40UL, 0x5F852FB61E8D92DCUL);

    private static Vector128<ulong> By2048 => Vector128.Create(0x37CCD3E14069CABCUL, 0xA043808C0F782663UL);

    /// <summary>128 bytes at a time; returns the 16 bytes and how many of the message they stand for.</summary>
    /// <param name="register">The CRC's register before the message.</param>
    /// <param name="bytes">The message, <see cref="MinLength"/> bytes or more.</param>
    public static (Vector128<ulong> Folded, int Count) Fold256(ulong register, ReadOnlySpan<byte> bytes)
    {
        const int Step = 128;
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        Vector256<ulong> by = Wide(By1024);
        Vector256<ulong> a = Load256(ref start, 0) ^ Vector256.CreateScalar(register);
        Vector256<ulong> b = Load256(ref start, 32);
        Vector256<ulong> c = Load256(ref start, 64);
        Vector256<ulong> d = Load256(ref start, 96);
        int count = Step;
        for (; count <= bytes.Length - Step; count += Step)
        {
            a = Fold(a, by, Load256(ref start, count));
            b = Fold(b, by, Load256(ref start, count + 32));
            c = Fold(c, by, Load256(ref start, count + 64));
            d = Fold(d, by, Load256(ref start, count + 96));
        }

        by = Wide(By256);
        d = Fold(Fold(Fold(a, by, b), by, c), by, d);
        return (Fold(d.GetLower(), By128, d.GetUpper()), count);
    }

    /// <summary>256 bytes at a time; otherwise as <see cref="Fold256"/>.</summary>
    public static (Vector128<ulong> Folded, int Count) Fold512(ulong register, ReadOnlySpan<byte> bytes)
    {
        const int Step = 256;
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        Vector512<ulong> by = Wider(By2048);
        Vector512<ulong> a = Load512(ref start, 0) ^ Vector512.CreateScalar(register);
        Vector512<ulong> b = Load512(ref start, 64);
        Vector512<ulong> c = Load512(ref start, 128);
        Vector512<ulong> d = Load512(ref start, 192);
        int count = Step;
        for (; count <= bytes.Length - Step; count += Step)
        {
            a = Fold(a, by, Load512(ref start, count));
            b = Fold(b, by, Load512(ref start, count + 64));
            c = Fold(c, by, Load512(ref start, count + 128));
            d = Fold(d, by, Load512(ref start, count + 192));
        }

        by = Wider(By512);
        d = Fold(Fold(Fold(a, by, b), by, c), by, d);
        Vector256<ulong> half = Fold(d.GetLower(), Wide(By256), d.GetUpper());
        return (Fold(half.GetLower(), By128, half.GetUpper()), count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Fold(Vector128<ulong> earlier, Vector128<ulong> by, Vector128<ulong> later) =>
        Pclmulqdq.CarrylessMultiply(earlier, by, 0x00) ^ Pclmulqdq.CarrylessMultiply(earlier, by, 0x11) ^ later;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Fold(Vector256<ulong> earlier, Vector256<ulong> by, Vector256<ulong> later) =>
        Pclmulqdq.V256.CarrylessMultiply(earlier, by, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(earlier, by, 0x11) ^ later;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Fold(Vector512<ulong> earlier, Vector512<ulong> by, Vector512<ulong> later) =>
        Pclmulqdq.V512.CarrylessMultiply(earlier, by, 0x00) ^ Pclmulqdq.V512.CarrylessMultiply(earlier, by, 0x11) ^ later;

    private static Vector256<ulong> Wide(Vector128<ulong> by) => Vector256.Create(by, by);

    private static Vector512<ulong> Wider(Vector128<ulong> by) => Vector512.Create(Wide(by), Wide(by));

    private static Vector256<ulong> Load256(ref byte start, int offset) => Vector256.LoadUnsafe(ref start, (nuint)offset).AsUInt64();

    private static Vector512<ulong> Load512(ref byte start, int offset) => Vector512.LoadUnsafe(ref start, (nuint)offset).AsUInt64();
}
