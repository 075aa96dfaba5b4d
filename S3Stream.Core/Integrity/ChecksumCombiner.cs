namespace S3Stream.Integrity;

/// <summary>Combines checksums of neighbouring runs of bytes into the checksum of both, without the bytes. Pure.</summary>
internal static class ChecksumCombiner
{
    private const uint AdlerModulus = 65521;

    // The polynomials with their bits reversed, as all three CRCs send the low bit first.
    private static readonly CrcShift Crc64NvmeShift = new(0x9A6C9329AC4BC9B5, 64);
    private static readonly CrcShift Crc32Shift = new(0xEDB88320, 32);
    private static readonly CrcShift Crc32CShift = new(0x82F63B78, 32);

    /// <summary>
    /// The checksums of the bytes of <paramref name="first"/> followed by those of <paramref name="second"/>. A value missing in either is
    /// missing.
    /// </summary>
    public static ChecksumSet Combine(ChecksumSet first, ChecksumSet second) => new(
        checked(first.Length + second.Length),
        first.Crc64Nvme is { } a64 && second.Crc64Nvme is { } b64 ? Crc64NvmeShift.Append(a64, second.Length) ^ b64 : null,
        Crc32(Crc32Shift, first.Crc32, second.Crc32, second.Length),
        Crc32(Crc32CShift, first.Crc32C, second.Crc32C, second.Length),
        first.Adler32 is { } a && second.Adler32 is { } b ? Adler(a, b, second.Length) : null);

    // All these CRCs start from ones and end inverted, so the two inversions cancel out in crc(a) shifted over b, xor crc(b).
    private static uint? Crc32(CrcShift shift, uint? first, uint? second, long secondLength) =>
        first is { } a && second is { } b ? (uint)shift.Append(a, secondLength) ^ b : null;

    // Adler-32 is two sums modulo 65521: low = 1 + sum of bytes, high = sum of the low values after each byte.
    // Appending n bytes adds low(a) - 1 to each of the n low values of b.
    private static uint Adler(uint first, uint second, long secondLength)
    {
        ulong n = (ulong)secondLength % AdlerModulus;
        ulong firstLow = first & 0xFFFF;
        ulong low = firstLow + (second & 0xFFFF) + AdlerModulus - 1;
        ulong high = (first >> 16) + (second >> 16) + (n * (firstLow + AdlerModulus - 1));
        return (uint)((high % AdlerModulus << 16) | (low % AdlerModulus));
    }
}
