namespace S3Stream.GridFtp.Data;

/// <summary>
/// TYPE A (RFC 959 3.1.1.1): lines end with LF in the object and with CRLF on the wire. As the Grid Community Toolkit does it: every LF is
/// sent as CRLF, every received CRLF becomes LF, and a lone CR or LF stays. One instance per direction and transfer: a CR may be the last
/// byte of a piece.
/// </summary>
internal sealed class LineEnds
{
    /// <summary>Bytes that are converted at a time.</summary>
    public const int PieceSize = 64 * 1024;

    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private bool _heldCr;

    /// <summary>Bytes that <see cref="ToLocal"/> may write for <paramref name="count"/> received ones: a held CR may come on top.</summary>
    public static int LocalBound(int count) => count + 1;

    /// <summary>Bytes that <see cref="ToNetwork"/> may write for <paramref name="count"/>: every one may be an LF.</summary>
    public static int NetworkBound(int count) => 2 * count;

    /// <summary>
    /// Copies <paramref name="source"/> with CRLF made LF; a CR at its end is held until the next call. Returns the bytes written.
    /// </summary>
    public int ToLocal(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        foreach (byte value in source)
        {
            if (_heldCr && value != Lf)
            {
                destination[written++] = Cr;
            }

            _heldCr = value == Cr;
            if (!_heldCr)
            {
                destination[written++] = value; // copy: TYPE A changes the bytes by definition
            }
        }

        return written;
    }

    /// <summary>The held CR, if the stream ended with one. Returns the bytes written: 0 or 1.</summary>
    public int EndLocal(Span<byte> destination)
    {
        if (!_heldCr)
        {
            return 0;
        }

        _heldCr = false;
        destination[0] = Cr;
        return 1;
    }

    /// <summary>Copies <paramref name="source"/> with every LF made CRLF. Returns the bytes written.</summary>
    public static int ToNetwork(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int written = 0;
        while (source.IndexOf(Lf) is >= 0 and int end)
        {
            source[..end].CopyTo(destination[written..]); // copy: TYPE A changes the bytes by definition
            written += end;
            destination[written++] = Cr;
            destination[written++] = Lf;
            source = source[(end + 1)..];
        }

        source.CopyTo(destination[written..]); // copy: as above
        return written + source.Length;
    }
}
