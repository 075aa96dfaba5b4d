namespace S3Stream.Tests.Fakes;

/// <summary>The body of a ranged read: forward only, in reads as short as the test wants, breaking off where it wants.</summary>
internal sealed class FakeBody(
    ReadOnlyMemory<byte> bytes, BodyFault? fault, int maxRead, Func<long, CancellationToken, Task>? beforeRead, Action closed) : Stream
{
    private readonly long _end = Math.Min(fault?.After ?? long.MaxValue, bytes.Length);
    private int _position;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (beforeRead is not null)
        {
            await beforeRead(_position, cancellationToken);
        }

        int count = (int)Math.Min(Math.Min(buffer.Length, maxRead), _end - _position);
        if (count == 0 && buffer.Length > 0 && fault?.Error is { } error && fault.After == _position)
        {
            throw error;
        }

        bytes.Slice(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            closed();
        }

        base.Dispose(disposing);
    }
}
