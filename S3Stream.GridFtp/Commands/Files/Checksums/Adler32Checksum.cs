using System.Globalization;

namespace S3Stream.GridFtp.Commands;

/// <summary>Adler-32 (RFC 1950 8.2): two sums modulo 65521.</summary>
internal sealed class Adler32Checksum : RunningChecksum
{
    private const uint Modulus = 65_521;

    /// <summary>The most bytes whose sums fit 32 bits before they are reduced (zlib's NMAX).</summary>
    private const int MaxRun = 5_552;

    private uint _low = 1;
    private uint _high;

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        (uint low, uint high) = (_low, _high);
        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> run = bytes[..Math.Min(MaxRun, bytes.Length)];
            foreach (byte value in run)
            {
                low += value;
                high += low;
            }

            low %= Modulus;
            high %= Modulus;
            bytes = bytes[run.Length..];
        }

        (_low, _high) = (low, high);
    }

    public override string Finish() => ((_high << 16) | _low).ToString("x8", CultureInfo.InvariantCulture);
}
