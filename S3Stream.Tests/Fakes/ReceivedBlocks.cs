using S3Stream.GridFtp.Data;

namespace S3Stream.Tests.Fakes;

/// <summary>The blocks of one MODE E transfer, as they came. Safe for concurrent use while it fills.</summary>
internal sealed class ReceivedBlocks
{
    private readonly Lock _gate = new();
    private readonly List<(ExtendedBlockHeader Header, byte[] Payload)> _blocks = [];

    public IReadOnlyList<ExtendedBlockHeader> Headers
    {
        get
        {
            lock (_gate)
            {
                return [.. _blocks.Select(block => block.Header)];
            }
        }
    }

    /// <summary>What the ends of file announced.</summary>
    public IEnumerable<ulong> Announced => Headers.Where(header => header.IsEndOfFile).Select(header => header.Offset);

    public int EndsOfData => Headers.Count(header => header.IsEndOfData);

    /// <summary>Offset and length of the blocks with payload, by offset.</summary>
    public IReadOnlyList<Extent> Extents =>
        [.. Headers.Where(header => header.PayloadLength > 0).Select(
            header => new Extent((long)header.Offset, (long)header.PayloadLength)).OrderBy(extent => extent.Offset)];

    public void Add(ExtendedBlockHeader header, byte[] payload)
    {
        lock (_gate)
        {
            _blocks.Add((header, payload));
        }
    }

    /// <summary>The payloads at their offsets; bytes that did not come are 0.</summary>
    public byte[] Assemble()
    {
        byte[] all = new byte[Extents.Select(extent => extent.End).DefaultIfEmpty().Max()];
        foreach ((ExtendedBlockHeader header, byte[] payload) in _blocks.Where(block => block.Payload.Length > 0))
        {
            payload.CopyTo(all, (int)header.Offset);
        }

        return all;
    }
}
