using System.Buffers;
using System.IO.Pipelines;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// Command lines out of a connection's bytes. A line ends with LF or CRLF and has at most <see cref="MaxLineBytes"/> bytes, Telnet
/// sequences and line end included, so a client cannot make the server hold more than that. How the bytes are cut into reads changes
/// nothing.
/// </summary>
internal static class CommandLineReader
{
    /// <summary>Room for an ADAT token with a long certificate chain, in base64.</summary>
    public const int MaxLineBytes = 64 * 1024;

    private const byte LineFeed = (byte)'\n';
    private const byte CarriageReturn = (byte)'\r';

    /// <summary>
    /// The next line without its end, or <see langword="null"/> when the peer has closed. A last line that has no end is no command.
    /// </summary>
    /// <exception cref="FtpException">500: the line is too long. Nothing can be read after it.</exception>
    public static async ValueTask<string?> ReadLineAsync(PipeReader input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken);
            ReadOnlySequence<byte> buffer = result.Buffer;
            SequencePosition? end = buffer.PositionOf(LineFeed);
            ReadOnlySequence<byte> line = end is { } position ? buffer.Slice(0, position) : buffer;
            if (line.Length >= MaxLineBytes)
            {
                throw new FtpException(Reply.Of(500, $"Command line longer than {MaxLineBytes} bytes."));
            }

            if (end is { } found)
            {
                string text = Decode(line);
                // examined no further than consumed: what follows is still unread for whoever replaces the stream
                input.AdvanceTo(buffer.GetPosition(1, found));
                return text;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return null;
            }
        }
    }

    private static string Decode(ReadOnlySequence<byte> line)
    {
        int length = (int)line.Length;
        byte[] rented = ArrayPool<byte>.Shared.Rent(Math.Max(1, length));
        try
        {
            // copy: a command line is short, and the pipe may have cut it
            line.CopyTo(rented);
            Span<byte> bytes = rented.AsSpan(0, length);
            bytes = bytes[..TelnetFilter.RemoveCommands(bytes)];
            return WireText.Decode(bytes.EndsWith([CarriageReturn]) ? bytes[..^1] : bytes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented, clearArray: true); // a line may carry a password
        }
    }
}
