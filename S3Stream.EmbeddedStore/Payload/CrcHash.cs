using System.Buffers.Binary;
using System.IO.Hashing;

namespace S3Stream.Embedded;

/// <summary>A CRC, written big-endian as S3 does.</summary>
internal sealed class CrcHash(NonCryptographicHashAlgorithm crc) : IContentHash
{
    public void Append(ReadOnlySpan<byte> content) => crc.Append(content);

    public byte[] Finish()
    {
        byte[] value = new byte[crc.HashLengthInBytes];
        if (crc is Crc64 wide)
        {
            BinaryPrimitives.WriteUInt64BigEndian(value, wide.GetCurrentHashAsUInt64());
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(value, ((Crc32)crc).GetCurrentHashAsUInt32());
        }

        return value;
    }

    public void Dispose()
    {
    }
}
