namespace S3Stream.Integrity;

/// <summary>
/// What n zero bytes behind a message do to its CRC: a multiplication by x^8n in the CRC's field. Works on reflected CRCs of up to 64 bits;
/// the coefficient of x^0 is the highest bit. Immutable.
/// </summary>
internal sealed class CrcShift
{
    private const int BitsPerByteLog2 = 3;

    private readonly ulong _polynomial;
    private readonly int _width;
    private readonly ulong[] _powers;

    /// <param name="polynomial">The polynomial with its bits reversed and without its highest term.</param>
    /// <param name="width">Bits of the CRC.</param>
    public CrcShift(ulong polynomial, int width)
    {
        _polynomial = polynomial;
        _width = width;

        // _powers[k] = x^(2^k): enough for 2^63 bytes
        _powers = new ulong[64 + BitsPerByteLog2];
        _powers[0] = 1UL << (width - 2);
        for (int i = 1; i < _powers.Length; i++)
        {
            _powers[i] = Multiply(_powers[i - 1], _powers[i - 1]);
        }
    }

    /// <summary>
    /// The CRC after <paramref name="length"/> more zero bytes, start and end inversion left aside. At most one multiplication for each bit
    /// set in the length.
    /// </summary>
    public ulong Append(ulong crc, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        for (int k = BitsPerByteLog2; length != 0; length >>= 1, k++)
        {
            if ((length & 1) != 0)
            {
                crc = Multiply(_powers[k], crc);
            }
        }

        return crc;
    }

    private ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (int bit = _width - 1; bit >= 0; bit--)
        {
            // masks instead of branches: the bits of a CRC are random, so every other branch would be mispredicted
            product ^= b & (0 - ((a >> bit) & 1));
            b = (b >> 1) ^ (_polynomial & (0 - (b & 1)));
        }

        return product;
    }
}
