using System.Buffers;

namespace S3Stream.Embedded;

/// <summary>Writes one new blob. One caller; disposed without <see cref="Finish"/> it leaves nothing.</summary>
internal sealed class BlobWriter(Blob blob, StoreLayout layout) : IPayloadSink, IDisposable
{
    private readonly List<ReadOnlyMemory<byte>> _runs = [];
    private FileStream? _file;
    private long _length;
    private bool _finished;

    /// <summary>Writes the connection's own buffers in one gathered call, without a copy.</summary>
    public async ValueTask WriteAsync(ReadOnlySequence<byte> content, CancellationToken cancellationToken)
    {
        _file ??= Open();
        if (content.IsSingleSegment)
        {
            await RandomAccess.WriteAsync(_file.SafeFileHandle, content.First, _length, cancellationToken);
        }
        else
        {
            _runs.Clear();
            foreach (ReadOnlyMemory<byte> run in content)
            {
                _runs.Add(run);
            }

            await RandomAccess.WriteAsync(_file.SafeFileHandle, _runs, _length, cancellationToken);
        }

        _length += content.Length;
    }

    /// <summary>Makes the bytes durable. The caller owns one reference on each extent; no bytes are no extent.</summary>
    public IReadOnlyList<BlobExtent> Finish()
    {
        if (_file is null)
        {
            return [];
        }

        layout.FlushFile(_file);
        layout.Flush(blob.Path);
        _file.Dispose(); // readers may come from now on
        _finished = true;
        blob.AddReference();
        return [new BlobExtent(blob, 0, _length)];
    }

    public void Dispose()
    {
        _file?.Dispose();
        if (_file is not null && !_finished)
        {
            File.Delete(blob.Path);
        }
    }

    private FileStream Open()
    {
        layout.EnsureFolder(Path.GetDirectoryName(blob.Path)!);
        return StoreLayout.CreateFile(blob.Path, FileMode.CreateNew, FileOptions.Asynchronous, FileShare.Read);
    }
}
