using System.Buffers.Binary;

namespace S3Stream.Gsi.Exchange;

/// <summary>Finds the end of a DER object in bytes that arrive bit by bit.</summary>
internal static class DerObject
{
    private const byte Sequence = 0x30;

    /// <summary>
    /// The whole length of the SEQUENCE that <paramref name="bytes"/> begin with, or <see langword="null"/> when its header is not complete
    /// yet.
    /// </summary>
    /// <exception cref="CertificateFormatException">They do not begin a SEQUENCE of at most <paramref name="limit"/> bytes.</exception>
    public static int? Length(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length > 0 && bytes[0] != Sequence)
        {
            throw new CertificateFormatException("a DER sequence was expected");
        }

        if (bytes.Length < 2)
        {
            return null;
        }

        int lengthBytes = bytes[1] < 0x80 ? 0 : bytes[1] & 0x7f;
        if (bytes[1] == 0x80 || lengthBytes > 3)
        {
            throw new CertificateFormatException("the length of a DER sequence is wrong or too large");
        }

        if (bytes.Length < 2 + lengthBytes)
        {
            return null;
        }

        Span<byte> value = stackalloc byte[sizeof(int)];
        value.Clear();
        bytes.Slice(2, lengthBytes).CopyTo(value[(sizeof(int) - lengthBytes)..]);
        int content = lengthBytes == 0 ? bytes[1] : BinaryPrimitives.ReadInt32BigEndian(value);
        int whole = 2 + lengthBytes + content;
        return whole <= limit
            ? whole
            : throw new CertificateFormatException($"a DER sequence has {whole} bytes; at most {limit} are allowed");
    }
}
