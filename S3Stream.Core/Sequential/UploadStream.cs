namespace S3Stream.Sequential;

/// <summary>
/// A run of an upload's bytes as a writable <see cref="Stream"/>: forward only, one caller at a time. Its end is not the object's end: <see
/// cref="ObjectUpload.CompleteAsync(long, CancellationToken)"/> is. Synchronous calls, which archive and XML writers make, block their
/// thread where the memory budget is full.
/// </summary>
internal sealed class UploadStream(ObjectUpload upload, long offset) : Stream
{
    private readonly UploadWriter _writer = upload.OpenWriter();
    private long _position = offset;
    private bool _disposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_disposed;

    public override long Length =>
        throw new NotSupportedException("An upload has no length before it is complete. Position tells how many bytes were written.");

    public override long Position
    {
        get => _position;
        set => throw CannotSeek();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _position = await _writer.WriteAtAsync(_position, buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        while (!buffer.IsEmpty)
        {
            Memory<byte> target = BlockingWait.For(_writer.AcquireAsync(_position, buffer.Length));

            // copy: the bytes lie in the caller's buffer, which is the caller's again when this returns
            int count = Math.Min(target.Length, buffer.Length);
            buffer[..count].CopyTo(target.Span);
            _writer.Commit(count);
            _position += count;
            buffer = buffer[count..];
        }
    }

    public override void WriteByte(byte value) => Write(new ReadOnlySpan<byte>(in value));

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An upload cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw CannotSeek();

    public override void SetLength(long value) =>
        throw new NotSupportedException($"Declare the length with {nameof(UploadOptions)}.{nameof(UploadOptions.Length)}.");

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _writer.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException CannotSeek() =>
        new("An upload's stream goes forward only. Open another one at the other offset, or use a writer, which takes any offset.");
}
