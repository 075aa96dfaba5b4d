namespace S3Stream.Sequential;

/// <summary>
/// A download as a <see cref="Stream"/>: forward only. One caller at a time. Holds one lease; owns the download unless told otherwise.
/// Synchronous calls, which archive and XML readers make, block their thread until bytes have come.
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
        return buffer.IsEmpty || !await FillAsync(cancellationToken).ConfigureAwait(false) ? 0 : Take(buffer.Span);
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

    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return buffer.IsEmpty || !BlockingWait.For(FillAsync(CancellationToken.None)) ? 0 : Take(buffer);
    }

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (BlockingWait.For(FillAsync(CancellationToken.None)))
        {
            ReadOnlySpan<byte> left = _lease.Memory.Span[_used..];
            destination.Write(left);
            Advance(left.Length);
        }
    }

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

    private int Take(Span<byte> buffer)
    {
        // copy: a reader of a Stream brings its own buffer; CopyTo and the PipeReader face do without
        ReadOnlySpan<byte> left = _lease.Memory.Span[_used..];
        int count = Math.Min(buffer.Length, left.Length);
        left[..count].CopyTo(buffer);
        Advance(count);
        return count;
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
