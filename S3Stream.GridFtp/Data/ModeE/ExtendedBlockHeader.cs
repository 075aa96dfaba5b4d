using System.Buffers.Binary;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// The header of a MODE E block (GFD.020 3.2), 17 bytes:
/// <code>
/// offset  size  field
/// 0       1     descriptors (<see cref="BlockDescriptors"/>)
/// 1       8     count   unsigned, big-endian: payload bytes that follow
/// 9       8     offset  unsigned, big-endian: place of the payload in the file; with EndOfFile the number of ends of data
/// </code>
/// Any 17 bytes are a header; what they may mean is checked by <see cref="BlockReceiver"/>.
/// </summary>
internal readonly record struct ExtendedBlockHeader(BlockDescriptors Descriptors, ulong Count, ulong Offset)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 17;

    private const BlockDescriptors Understood =
        BlockDescriptors.Close | BlockDescriptors.EndOfData | BlockDescriptors.EndOfFile | BlockDescriptors.EndOfRecord;

    /// <summary>The bits whose meaning would have to be honoured and is not.</summary>
    public BlockDescriptors NotUnderstood => Descriptors & ~Understood;

    public bool IsEndOfData => (Descriptors & BlockDescriptors.EndOfData) != 0;

    public bool IsEndOfFile => (Descriptors & BlockDescriptors.EndOfFile) != 0;

    public bool IsClose => (Descriptors & BlockDescriptors.Close) != 0;

    /// <summary>Payload bytes that follow. A header with EndOfFile has none, whatever its count says.</summary>
    public ulong PayloadLength => IsEndOfFile ? 0 : Count;

    /// <summary>A block of <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    public static ExtendedBlockHeader Data(long offset, int count) => new(BlockDescriptors.None, (ulong)count, (ulong)offset);

    /// <summary>The last header of a connection; on one connection it also announces the number of EODs.</summary>
    public static ExtendedBlockHeader End(int? announced) => announced is { } connections
        ? new(BlockDescriptors.EndOfFile | BlockDescriptors.EndOfData, 0, (ulong)connections)
        : new(BlockDescriptors.EndOfData, 0, 0);

    /// <summary>False only when there are fewer than <see cref="Size"/> bytes.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, out ExtendedBlockHeader header)
    {
        if (source.Length < Size)
        {
            header = default;
            return false;
        }

        header = Parse(source);
        return true;
    }

    /// <summary>The header in the first <see cref="Size"/> bytes, which must be there.</summary>
    public static ExtendedBlockHeader Parse(ReadOnlySpan<byte> source) => new(
        (BlockDescriptors)source[0],
        BinaryPrimitives.ReadUInt64BigEndian(source[1..]),
        BinaryPrimitives.ReadUInt64BigEndian(source[9..]));

    /// <summary>Writes the 17 bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[0] = (byte)Descriptors;
        BinaryPrimitives.WriteUInt64BigEndian(destination[1..], Count);
        BinaryPrimitives.WriteUInt64BigEndian(destination[9..], Offset);
    }
}
