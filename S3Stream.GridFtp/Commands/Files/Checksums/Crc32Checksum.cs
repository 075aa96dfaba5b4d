using System.Globalization;
using System.IO.Hashing;

namespace S3Stream.GridFtp.Commands;

/// <summary>CRC-32 (ISO-HDLC: zip, zlib, POSIX tools named crc32).</summary>
internal sealed class Crc32Checksum : RunningChecksum
{
    private readonly Crc32 _sum = new();

    public override void Append(ReadOnlySpan<byte> bytes) => _sum.Append(bytes);

    public override string Finish() => _sum.GetCurrentHashAsUInt32().ToString("x8", CultureInfo.InvariantCulture);
}
