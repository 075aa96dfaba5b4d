using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using FsCheck.Xunit;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Control;

public sealed class CommandLineReaderTests
{
    [Property]
    public async Task Lines_do_not_depend_on_how_bytes_are_cut(byte[] noise, byte[] cuts)
    {
        byte[] bytes = [.. noise, .. "NOOP\r\nLIST -la\nab"u8, .. noise, .. "\r\n\r\nQUIT\r\nhalf"u8];

        Assert.Equal(await ReadAsync([bytes]), await ReadAsync(Cut(bytes, cuts)));
    }

    [Theory]
    [InlineData("NOOP\r\n", "NOOP")]
    [InlineData("NOOP\n", "NOOP")]
    [InlineData("A\r\n\r\nB\r\n", "A", "", "B")]
    [InlineData("STOR two words \r\n", "STOR two words ")]
    [InlineData("no end")]
    public async Task Lines_end_with_LF_or_CRLF(string text, params string[] lines) =>
        Assert.Equal(lines, await ReadAsync([Encoding.UTF8.GetBytes(text)]));

    [Fact]
    public async Task A_line_of_the_longest_length_is_read()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'x', CommandLineReader.MaxLineBytes - 1), (byte)'\n'];

        Assert.Equal(CommandLineReader.MaxLineBytes - 1, Assert.Single(await ReadAsync([bytes])).Length);
    }

    [Fact] // scenario 51
    public async Task A_line_without_end_is_refused_at_the_cap_and_not_kept()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 1 << 20));
        await pipe.Writer.WriteAsync(new byte[CommandLineReader.MaxLineBytes]);

        FtpException refusal = await Assert.ThrowsAsync<FtpException>(
            async () => await CommandLineReader.ReadLineAsync(pipe.Reader, CancellationToken.None));

        Assert.Equal(500, refusal.Reply.Code);
    }

    [Theory] // scenario 51
    [InlineData(new byte[] { 0xFF, 0xF4, 0xFF, 0xF2 }, "ABOR")]
    [InlineData(new byte[] { 0xFF, 0xF4, 0xFF }, "ABOR")]
    [InlineData(new byte[] { 0xFF, 0xFD, 0x01 }, "ABOR")]
    [InlineData(new byte[] { 0xFF, 0xFA, 0x01, 0x02, 0xFF, 0xF0 }, "ABOR")]
    [InlineData(new byte[] { 0xFF, 0xFA, 0x01 }, "")]
    public async Task Telnet_commands_are_taken_out(byte[] prefix, string expected) =>
        Assert.Equal([expected], await ReadAsync([[.. prefix, .. "ABOR\r\n"u8]]));

    [Fact]
    public async Task A_doubled_IAC_is_one_byte_of_data()
    {
        string line = Assert.Single(await ReadAsync([[(byte)'a', 0xFF, 0xFF, (byte)'b', (byte)'\n']]));

        Assert.Equal([(byte)'a', 0xFF, (byte)'b'], Encode(line));
    }

    [Property]
    public void Any_bytes_survive_decoding_and_encoding(byte[] bytes) => Assert.Equal(bytes, Encode(WireText.Decode(bytes)));

    [Theory]
    [InlineData("plain")]
    [InlineData("\u00fcml\u00e4ut \u65e5\u672c\u8a9e \U0001F480\U0001F600")]
    public void Text_is_UTF8(string text)
    {
        Assert.Equal(Encoding.UTF8.GetBytes(text), Encode(text));
        Assert.Equal(text, WireText.Decode(Encoding.UTF8.GetBytes(text)));
    }

    private static byte[] Encode(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        WireText.Encode(text, output);
        return output.WrittenSpan.ToArray();
    }

    private static List<byte[]> Cut(byte[] bytes, byte[] cuts)
    {
        var pieces = new List<byte[]>();
        int start = 0;
        foreach (byte cut in cuts.Where(cut => cut > 0))
        {
            int end = Math.Min(bytes.Length, start + (cut % 7) + 1);
            pieces.Add(bytes[start..end]);
            start = end;
        }

        pieces.Add(bytes[start..]);
        return pieces;
    }

    /// <summary>Every piece is a read of its own.</summary>
    private static async Task<List<string>> ReadAsync(IEnumerable<byte[]> pieces)
    {
        var lines = new List<string>();
        var reader = PipeReader.Create(new PieceStream(pieces));
        while (await CommandLineReader.ReadLineAsync(reader, CancellationToken.None) is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private sealed class PieceStream(IEnumerable<byte[]> pieces) : MemoryStream
    {
        private readonly Queue<byte[]> _pieces = new(pieces.Where(piece => piece.Length > 0));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (!_pieces.TryPeek(out byte[]? piece))
            {
                return ValueTask.FromResult(0);
            }

            int count = Math.Min(buffer.Length, piece.Length);
            piece.AsSpan(0, count).CopyTo(buffer.Span);
            _pieces.Dequeue();
            if (count < piece.Length)
            {
                byte[][] rest = [piece[count..], .. _pieces];
                _pieces.Clear();
                Array.ForEach(rest, _pieces.Enqueue);
            }

            return ValueTask.FromResult(count);
        }
    }
}
