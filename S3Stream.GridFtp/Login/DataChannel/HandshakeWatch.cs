namespace S3Stream.GridFtp.Login;

/// <summary>
/// Passes bytes through, and keeps those of a handshake until it is read. One reader and one writer at a time. Owns the stream.
/// </summary>
internal sealed class HandshakeWatch(Stream inner) : Stream
{
    /// <summary>More than any handshake has before its ChangeCipherSpec: certificates of a long chain.</summary>
    private const int MaxBytes = 256 * 1024;

    private MemoryStream? _received = new();
    private MemoryStream? _sent = new();

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the handshake and stops keeping bytes. Call it once, after the handshake.</summary>
    /// <exception cref="FormatException">The bytes are not a TLS 1.2 handshake.</exception>
    public TlsHandshake Read()
    {
        MemoryStream received = _received!;
        MemoryStream sent = _sent!;
        (_received, _sent) = (null, null);
        return TlsHandshake.Read(Bytes(received), Bytes(sent));
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        Keep(_received, buffer.Span[..count]);
        return count;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Keep(_sent, buffer.Span);
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = inner.Read(buffer, offset, count);
        Keep(_received, buffer.AsSpan(offset, read));
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Keep(_sent, buffer.AsSpan(offset, count));
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private static void Keep(MemoryStream? kept, ReadOnlySpan<byte> bytes)
    {
        if (kept is not null && kept.Length < MaxBytes)
        {
            kept.Write(bytes); // copy: of the handshake only
        }
    }

    private static ReadOnlySpan<byte> Bytes(MemoryStream kept) => kept.GetBuffer().AsSpan(0, (int)kept.Length);
}
