namespace S3Stream.GridFtp.Control;

/// <summary>
/// Takes Telnet commands (RFC 854) out of a line: FTP clients put IAC IP IAC DM in front of ABOR. Nothing is negotiated.
/// <code>
/// IAC IAC               a data byte 255
/// IAC WILL|WONT|DO|DONT option
/// IAC SB ... IAC SE     sub-negotiation (ends with the line at the latest)
/// IAC command           240 to 250
/// IAC other             an IAC whose command was the urgent byte, taken out of the stream by the sender's kernel
/// </code>
/// </summary>
internal static class TelnetFilter
{
    private const byte Iac = 255;
    private const byte Will = 251;
    private const byte SubBegin = 250;
    private const byte SubEnd = 240;

    /// <summary>Works in place; returns the length of what is left.</summary>
    public static int RemoveCommands(Span<byte> line)
    {
        int first = line.IndexOf(Iac);
        if (first < 0)
        {
            return line.Length;
        }

        int kept = first;
        int i = first;
        while (i < line.Length)
        {
            byte value = line[i++];
            if (value != Iac)
            {
                line[kept++] = value;
            }
            else if (i < line.Length && line[i] == Iac)
            {
                line[kept++] = Iac;
                i++;
            }
            else
            {
                i += CommandLength(line[i..]);
            }
        }

        return kept;
    }

    /// <summary>The bytes after an IAC that belong to its command.</summary>
    private static int CommandLength(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] < SubEnd)
        {
            return 0;
        }

        return rest[0] switch
        {
            SubBegin => rest.IndexOf([Iac, SubEnd]) is var end and >= 0 ? end + 2 : rest.Length,
            >= Will => Math.Min(2, rest.Length),
            _ => 1,
        };
    }
}
