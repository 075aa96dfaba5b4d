using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace S3Stream.GridFtp.Commands;

/// <summary>CRC-32C (Castagnoli), eight bytes at a time by the processor's instruction.</summary>
internal sealed class Crc32CChecksum : RunningChecksum
{
    private uint _sum = uint.MaxValue;

    public override void Append(ReadOnlySpan<byte> bytes)
    {
        uint sum = _sum;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            sum = BitOperations.Crc32C(sum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte value in bytes)
        {
            sum = BitOperations.Crc32C(sum, value);
        }

        _sum = sum;
    }

    public override string Finish() => (~_sum).ToString("x8", CultureInfo.InvariantCulture);
}
