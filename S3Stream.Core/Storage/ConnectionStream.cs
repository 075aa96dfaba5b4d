namespace S3Stream.Storage;

/// <summary>
/// A layer over a connection: passes everything on. What is written and what is read do not touch each other, so one writer and one reader
/// may use it at the same time. Disposes the connection with it.
/// </summary>
internal abstract class ConnectionStream(Stream connection) : Stream
{
    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public sealed override long Length => throw new NotSupportedException();

    public sealed override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>What is below.</summary>
    protected Stream Connection { get; } = connection;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Connection.ReadAsync(buffer, cancellationToken);

    public sealed override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Connection.WriteAsync(buffer, cancellationToken);

    public sealed override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Connection.FlushAsync(cancellationToken);

    public sealed override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("Connections to a store are read asynchronously.");

    /// <summary>Straight on: TLS writes the alert so that refuses a certificate, when nothing else is under way.</summary>
    public sealed override void Write(byte[] buffer, int offset, int count) => Connection.Write(buffer, offset, count);

    public sealed override void Flush() => Connection.Flush();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Connection.Dispose();
        }

        base.Dispose(disposing);
    }
}
