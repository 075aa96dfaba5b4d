using System.Globalization;

namespace S3Stream.GridFtp.Commands;

/// <summary>
/// CRC-64/NVME (reflected polynomial 9A6C9329AC4BC9B5), by table. Only for extents and for stores that keep no value: elsewhere the store's
/// own is told.
/// </summary>
internal sealed class Crc64NvmeChecksum : RunningChecksum
{
    private const ulong Polynomial = 0x9A6C_9329_AC4B_C9B5;

    private static readonly ulong[] Table = [.. Enumerable.Range(0, 256).Select(value => Reduce((ulong)value))];

    private ulong _sum = ulong.MaxValue;

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        ulong sum = _sum;
        ulong[] table = Table;
        foreach (byte value in bytes)
        {
            sum = table[(byte)sum ^ value] ^ (sum >> 8);
        }

        _sum = sum;
    }

    public override string Finish() => (~_sum).ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Reduce(ulong value)
    {
        for (int bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ Polynomial;
        }

        return value;
    }
}
