using System.Buffers.Binary;

namespace S3Stream.Gsi;

/// <summary>
/// Finds TLS records in a byte stream.
/// <code>
/// record: type (1, 20 to 26) | version (2, first byte 3) | length (2) | fragment
/// old Globus form: length (4, big-endian) before each token of one or more records
/// </code>
/// </summary>
public static class TlsRecordFraming
{
    /// <summary>Bytes of a record before its fragment.</summary>
    public const int HeaderBytes = 5;

    /// <summary>
    /// The longest record with its header, in bytes: a protected fragment is at most 2 KiB longer than its plain text (RFC 5246 6.2.3).
    /// </summary>
    public const int MaxRecordBytes = HeaderBytes + TlsEngine.MaxPlainRecord + 2_048;

    /// <summary>Bytes of the length that the old Globus form puts before a token.</summary>
    public const int LengthPrefixBytes = 4;

    /// <summary>
    /// True for the four bytes that old senders put before a token; the first byte of a plausible length is no record type.
    /// </summary>
    public static bool IsLengthPrefix(ReadOnlySpan<byte> bytes) => bytes.Length > 0 && bytes[0] == 0;

    /// <summary>The whole length of a record in bytes, its header included.</summary>
    /// <param name="header">At least its first <see cref="HeaderBytes"/>.</param>
    /// <exception cref="TlsEngineException">It is no TLS record.</exception>
    public static int RecordLength(ReadOnlySpan<byte> header)
    {
        int length = HeaderBytes + BinaryPrimitives.ReadUInt16BigEndian(header[3..]);
        bool isRecord = header[0] is >= 20 and <= 26 && header[1] == 3 && length <= MaxRecordBytes;
        return isRecord
            ? length
            : throw new TlsEngineException(
                "the peer sent something that is not TLS; perhaps it does not authenticate this connection (DCAU N)");
    }
}
