using System.Buffers;

namespace S3Stream.Embedded;

/// <summary>A body that is its content, of a length known before.</summary>
internal sealed class PlainDecoder(long length) : IPayloadDecoder
{
    private long _missing = length;

    public bool IsDone => _missing == 0;

    public bool TryRead(ref ReadOnlySequence<byte> buffer, out ReadOnlySequence<byte> content)
    {
        content = buffer.Slice(0, Math.Min(buffer.Length, _missing));
        buffer = buffer.Slice(content.End);
        _missing -= content.Length;
        return !content.IsEmpty;
    }

    public void Dispose()
    {
    }
}
