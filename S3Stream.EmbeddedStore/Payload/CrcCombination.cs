using System.Buffers.Binary;

namespace S3Stream.Embedded;

/// <summary>
/// The CRC of two neighbouring runs of bytes from the CRC of each: crc(AB) = crc(A) * x^(8 * length of B) + crc(B), modulo the
/// polynomial. Reflected form: the highest bit of a value is the coefficient of x^0.
/// </summary>
internal static class CrcCombination
{
    /// <summary>Combines the parts' checksums (big-endian) in order.</summary>
    public static byte[] Combine(ChecksumAlgorithm algorithm, IEnumerable<(byte[] Checksum, long Length)> parts)
    {
        ulong whole = 0;
        foreach ((byte[] checksum, long length) in parts)
        {
            ulong shift = PowerOfX(algorithm, length);
            whole = Multiply(algorithm, shift, whole) ^ Read(checksum);
        }

        return Write(whole, algorithm.ByteCount);
    }

    /// <summary>x^(8 * <paramref name="bytes"/>) by squaring.</summary>
    private static ulong PowerOfX(ChecksumAlgorithm algorithm, long bytes)
    {
        ulong one = 1UL << ((algorithm.ByteCount * 8) - 1);
        ulong power = one;
        ulong square = one >> 8; // x^8
        for (; bytes > 0; bytes >>= 1)
        {
            if ((bytes & 1) != 0)
            {
                power = Multiply(algorithm, power, square);
            }

            square = Multiply(algorithm, square, square);
        }

        return power;
    }

    private static ulong Multiply(ChecksumAlgorithm algorithm, ulong left, ulong right)
    {
        ulong product = 0;
        for (ulong mask = 1UL << ((algorithm.ByteCount * 8) - 1); mask != 0; mask >>= 1)
        {
            if ((left & mask) != 0)
            {
                product ^= right;
            }

            right = (right & 1) != 0 ? (right >> 1) ^ algorithm.Polynomial : right >> 1;
        }

        return product;
    }

    private static ulong Read(byte[] value) => value.Length == 8
        ? BinaryPrimitives.ReadUInt64BigEndian(value)
        : BinaryPrimitives.ReadUInt32BigEndian(value);

    private static byte[] Write(ulong value, int byteCount)
    {
        byte[] bytes = new byte[byteCount];
        if (byteCount == 8)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        }

        return bytes;
    }
}
