namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// The bytes of one data connection, clear or protected. One reader and one writer at a time. Receives and sends go from and to the
/// caller's memory without a buffer in between (a protected stream needs one by nature).
/// </summary>
internal interface IDataStream : IAsyncDisposable
{
    /// <summary>The longest header that a send is given: that of an extended block (GFD.020).</summary>
    const int MaxHeaderBytes = 17;

    /// <summary>Receives 1 to <c>buffer.Length</c> bytes; 0 when the peer has closed. A reset throws <see cref="IOException"/>.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Receives into two buffers in one call: <paramref name="second"/> is filled once <paramref name="first"/> is full.</summary>
    ValueTask<int> ReceiveAsync(Memory<byte> first, Memory<byte> second, CancellationToken cancellationToken);

    /// <summary>Sends all of <paramref name="header"/> and then all of <paramref name="payload"/>.</summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <summary>Tells the peer that no more bytes come (TCP FIN; close_notify first when protected).</summary>
    ValueTask CompleteAsync(CancellationToken cancellationToken);

    /// <summary>Closes at once with a reset: the peer must not take what it got for everything.</summary>
    void Abort();
}
