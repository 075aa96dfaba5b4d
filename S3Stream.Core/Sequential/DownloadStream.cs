namespace S3Stream.Sequential;

/// <summary>
/// A download as a <see cref="Stream"/>: forward only, asynchronous. One caller at a time. Holds one lease; owns the download unless told
/// otherwise.
/// </summary>
internal sealed class DownloadStream(ObjectDownload download, bool leaveOpen) : Stream
{
    private ReadLease _lease;
    private int _used;
    private long _position;
    private bool _disposed;

    public override bool CanRead => !_disposed;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => download.Length;

    public override long Position
    {
        get => _position;
        set => throw CannotSeek();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (buffer.IsEmpty || !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        // copy: a reader of a Stream brings its own buffer; CopyToAsync and the PipeReader face do without
        ReadOnlyMemory<byte> left = _lease.Memory[_used..];
        int count = Math.Min(buffer.Length, left.Length);
        left[..count].CopyTo(buffer);
        Advance(count);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            ReadOnlyMemory<byte> left = _lease.Memory[_used..];
            await destination.WriteAsync(left, cancellationToken).ConfigureAwait(false);
            Advance(left.Length);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("A download can only be read asynchronously, so that no thread blocks. Use ReadAsync or "
            + "CopyToAsync.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw CannotSeek();

    public override void SetLength(long value) => throw CannotWrite();

    public override void Write(byte[] buffer, int offset, int count) => throw CannotWrite();

    public override async ValueTask DisposeAsync()
    {
        if (!leaveOpen)
        {
            GiveBack();
            await download.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        _disposed = true;
        GiveBack();
        if (!leaveOpen)
        {
            download.Stop();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException CannotSeek() =>
        new($"A download goes forward only. Ask for the bytes wanted with {nameof(DownloadOptions)}.{nameof(DownloadOptions.Extents)}.");

    private static NotSupportedException CannotWrite() => new("A download cannot be written to.");

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_lease.IsEnd)
        {
            _lease = await download.ReadAsync(cancellationToken).ConfigureAwait(false);
            _used = 0;
        }

        return !_lease.IsEnd;
    }

    private void Advance(int count)
    {
        _position += count;
        _used += count;
        if (_used == _lease.Memory.Length)
        {
            GiveBack();
        }
    }

    private void GiveBack()
    {
        _lease.Dispose();
        _lease = default;
        _used = 0;
    }
}
