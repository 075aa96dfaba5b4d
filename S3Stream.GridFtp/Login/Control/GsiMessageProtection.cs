using System.Buffers;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// Commands inside ENC, MIC or CONF and replies inside 632 (RFC 2228), each line a TLS record of its own. The TLS records encrypt whatever
/// the verb says.
/// </summary>
internal sealed class GsiMessageProtection(GsiContext context) : IControlProtection
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\0\r\n");

    public bool IsPrivate => true;

    public UnprotectedLine Unprotect(string line)
    {
        int blank = line.IndexOf(' ', StringComparison.Ordinal);
        string verb = blank < 0 ? line : line[..blank];
        if (verb.ToUpperInvariant() is not ("ENC" or "MIC" or "CONF") || blank < 0)
        {
            return UnprotectedLine.Refused(Reply.Of(533, "Commands must be protected (ENC) after AUTH GSSAPI."));
        }

        if (Base64Token.Decode(line.AsSpan(blank + 1)) is not { Length: > 0 } token)
        {
            return UnprotectedLine.Refused(Reply.Of(501, "The protected command is not valid base64."));
        }

        try
        {
            byte[] message = context.Unwrap(token);
            return message.Length > 0
                ? TakeCommand(WireText.Decode(message))
                : UnprotectedLine.Fatal(Reply.Of(535, "The protected command is not one whole TLS record."));
        }
        catch (TlsEngineException exception)
        {
            return UnprotectedLine.Fatal(Reply.Of(535, $"The protected command cannot be unwrapped: {exception.Message}"));
        }
    }

    public IEnumerable<string> Protect(IReadOnlyList<string> replyLines)
    {
        // after a failure nothing can be wrapped; a last reply in the clear is better than none, and clients read it
        if (!context.IsOpen)
        {
            return replyLines;
        }

        var output = new ArrayBufferWriter<byte>();
        var lines = new List<string>(replyLines.Count);
        for (int i = 0; i < replyLines.Count; i++)
        {
            output.ResetWrittenCount();
            WireText.Encode(replyLines[i], output);
            output.Write("\r\n"u8);
            string separator = i == replyLines.Count - 1 ? " " : "-";
            lines.Add($"632{separator}{Convert.ToBase64String(context.Wrap(output.WrittenSpan))}");
        }

        return lines;
    }

    /// <summary>Clients end the command with CRLF, some with a NUL behind it; one token is one command.</summary>
    private static UnprotectedLine TakeCommand(string text)
    {
        string command = text.TrimEnd('\0').TrimEnd('\n').TrimEnd('\r');
        return command.AsSpan().IndexOfAny(LineEnds) < 0
            ? UnprotectedLine.Of(command)
            : UnprotectedLine.Refused(Reply.Of(501, "A protected command must be one line."));
    }
}
