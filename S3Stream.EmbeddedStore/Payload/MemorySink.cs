using System.Buffers;

namespace S3Stream.Embedded;

/// <summary>Keeps a small body (an XML document) in memory; the receiver has bounded its length.</summary>
internal sealed class MemorySink : IPayloadSink, IDisposable
{
    private readonly MemoryStream _content = new();

    public ValueTask WriteAsync(ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> run in content)
        {
            _content.Write(run.Span); // copy: a document is parsed as a whole
        }

        return ValueTask.CompletedTask;
    }

    public MemoryStream Rewind()
    {
        _content.Position = 0;
        return _content;
    }

    public void Dispose() => _content.Dispose();
}
