using FsCheck.Xunit;
using S3Stream.GridFtp.Data;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class ExtendedBlockHeaderProperties
{
    [Property]
    public bool What_is_written_is_parsed_again(byte descriptors, ulong count, ulong offset)
    {
        var header = new ExtendedBlockHeader((BlockDescriptors)descriptors, count, offset);
        byte[] bytes = new byte[ExtendedBlockHeader.Size];
        header.Write(bytes);
        return ExtendedBlockHeader.TryParse(bytes, out ExtendedBlockHeader parsed) && parsed == header;
    }

    [Property] // scenario 67
    public bool Any_17_bytes_parse_and_are_written_back(byte[] source)
    {
        byte[] bytes = new byte[ExtendedBlockHeader.Size];
        source.AsSpan(0, Math.Min(source.Length, bytes.Length)).CopyTo(bytes);
        byte[] again = new byte[bytes.Length];
        bool parsed = ExtendedBlockHeader.TryParse(bytes, out ExtendedBlockHeader header);
        header.Write(again);
        return parsed && again.AsSpan().SequenceEqual(bytes);
    }

    [Property]
    public bool Fewer_bytes_are_no_header(byte[] source) =>
        ExtendedBlockHeader.TryParse(source, out _) == source.Length >= ExtendedBlockHeader.Size;

    [Fact]
    public void The_bytes_are_those_the_Grid_Community_Toolkit_sends()
    {
        Assert.Equal("0000000000000400000000000000080000", Hex(ExtendedBlockHeader.Data(0x80000, 0x40000)));
        Assert.Equal("0800000000000000000000000000000000", Hex(ExtendedBlockHeader.End(null)));
        Assert.Equal("4800000000000000000000000000000004", Hex(ExtendedBlockHeader.End(4)));
    }

    [Fact]
    public void A_header_with_end_of_file_has_no_payload_whatever_its_count()
    {
        Assert.Equal(0ul, new ExtendedBlockHeader(BlockDescriptors.EndOfFile, 17, 2).PayloadLength);
        Assert.Equal(17ul, new ExtendedBlockHeader(BlockDescriptors.EndOfData, 17, 2).PayloadLength);
    }

    private static string Hex(ExtendedBlockHeader header)
    {
        byte[] bytes = new byte[ExtendedBlockHeader.Size];
        header.Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
