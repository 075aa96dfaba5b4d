using System.Text;
using FsCheck.Xunit;
using S3Stream.GridFtp.Data;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class LineEndsProperties
{
    [Property]
    public bool Pieces_of_any_size_give_what_the_whole_gives(byte[] picks, byte[] cuts)
    {
        byte[] source = [.. picks.Select(pick => "\r\nab"u8[pick % 4])];
        string whole = Encoding.Latin1.GetString(source).Replace("\r\n", "\n", StringComparison.Ordinal);
        var lineEnds = new LineEnds();
        var result = new List<byte>();
        int start = 0;
        foreach (int size in cuts.Select(cut => 1 + (cut % 5)).Append(int.MaxValue))
        {
            byte[] piece = source[start..Math.Min(source.Length, size == int.MaxValue ? source.Length : start + size)];
            byte[] local = new byte[LineEnds.LocalBound(piece.Length)];
            result.AddRange(local.AsSpan(0, lineEnds.ToLocal(piece, local)));
            start += piece.Length;
        }

        byte[] rest = new byte[1];
        result.AddRange(rest.AsSpan(0, lineEnds.EndLocal(rest)));
        return Encoding.Latin1.GetString([.. result]) == whole;
    }

    [Property]
    public bool What_was_sent_as_text_is_received_as_it_was(byte[] picks)
    {
        byte[] source = [.. picks.Select(pick => "\nabc"u8[pick % 4])]; // without CR: CRLF in an object does not survive TYPE A
        byte[] network = ToNetwork(source);
        byte[] local = new byte[LineEnds.LocalBound(network.Length)];
        int count = new LineEnds().ToLocal(network, local);
        return local.AsSpan(0, count).SequenceEqual(source);
    }

    [Fact]
    public void Every_LF_is_sent_as_CRLF()
    {
        Assert.Equal("a\r\n\r\nb\r\r\n", Encoding.ASCII.GetString(ToNetwork("a\n\nb\r\n"u8)));
        Assert.Equal("\r\n\r\n", Encoding.ASCII.GetString(ToNetwork("\n\n"u8)));
    }

    private static byte[] ToNetwork(ReadOnlySpan<byte> source)
    {
        byte[] network = new byte[LineEnds.NetworkBound(source.Length)];
        return network[..LineEnds.ToNetwork(source, network)];
    }
}
