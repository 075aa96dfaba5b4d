using System.Buffers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// A data connection with PROT S or P: TLS records both ways. One reader and one writer at a time, which share the engine under a lock.
/// Owns the socket. A FIN without close_notify counts as the end, for Globus sends none: MODE S cannot tell a cut connection from a whole
/// file, MODE E can.
/// </summary>
internal sealed class TlsDataStream(Socket socket, TlsEngine engine) : IDataStream
{
    /// <summary>Several records, so that a system call does not move just one; what the array pool gives without waste.</summary>
    private const int BufferBytes = 256 * 1024;

    /// <summary>Answers to a peer's handshake messages that nobody sent on. More than this is an attack.</summary>
    private const int MaxUnsentOutput = 8 * 1024;

    /// <summary>Records of payload that fit a send beside one of a header and unsent output.</summary>
    private const int RecordsPerSend =
        (BufferBytes - MaxUnsentOutput - IDataStream.MaxHeaderBytes - TlsEngine.MaxOverhead)
        / (TlsEngine.MaxPlainRecord + TlsEngine.MaxOverhead);

    /// <summary>With the content type, which TLS 1.3 encrypts behind the content.</summary>
    private const int PlainRoom = TlsEngine.MaxPlainRecord + 1;

    private readonly Lock _engineLock = new();
    private readonly InboundBuffer _inbound = new(PlainRoom, BufferBytes);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        _inbound.Enter();
        try
        {
            while (true)
            {
                int count = TakeBuffered(buffer);
                if (count > 0 || engine.IsClosed)
                {
                    return count;
                }

                if (!await FillAsync(cancellationToken))
                {
                    return _inbound.IsEmpty ? 0 : throw new IOException("The data connection was cut in the middle of a TLS record.");
                }
            }
        }
        finally
        {
            _inbound.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> first, Memory<byte> second, CancellationToken cancellationToken)
    {
        int count = first.IsEmpty ? 0 : await ReceiveAsync(first, cancellationToken);
        if (count < first.Length)
        {
            return count;
        }

        if (count == 0)
        {
            return await ReceiveAsync(second, cancellationToken);
        }

        _inbound.Enter();
        try
        {
            return count + TakeBuffered(second);
        }
        finally
        {
            _inbound.Leave();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            do
            {
                ReadOnlyMemory<byte> now = payload[..Math.Min(payload.Length, RecordsPerSend * TlsEngine.MaxPlainRecord)];
                int count = Encrypt(header.Span, now.Span, buffer);
                await SendAllAsync(buffer.AsMemory(0, count), cancellationToken);
                payload = payload[now.Length..];
                header = default;
            }
            while (!payload.IsEmpty);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        byte[] closing;
        lock (_engineLock)
        {
            engine.Close();
            closing = engine.TakeOutput();
        }

        await SendAllAsync(closing, cancellationToken);
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    public void Abort() => socket.Close(0);

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        _inbound.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Plain text that is there without asking the network: from the engine, and from whole records received.</summary>
    private int TakeBuffered(Memory<byte> target)
    {
        if (!MemoryMarshal.TryGetArray(target, out ArraySegment<byte> array))
        {
            throw new ArgumentException("Data connections carry memory of arrays only.", nameof(target));
        }

        lock (_engineLock)
        {
            int taken = 0;
            while (taken < array.Count)
            {
                int count = engine.AvailablePlain > 0 ? engine.ReadPlain(array[taken..]) : _inbound.TakePlain(array.AsSpan(taken));
                if (count == 0 && (engine.IsClosed || !OpenRecord(array.AsSpan(taken), out count)))
                {
                    break;
                }

                taken += count;
            }

            return taken;
        }
    }

    /// <summary>
    /// Decrypts the next record: into the target if it has room, with <paramref name="count"/> bytes, else to where the next look finds
    /// it.
    /// </summary>
    /// <returns>False when no whole record is there.</returns>
    private bool OpenRecord(Span<byte> target, out int count)
    {
        count = 0;
        ReadOnlySpan<byte> received = _inbound.Received;
        if (TlsRecordFraming.IsLengthPrefix(received))
        {
            if (received.Length < TlsRecordFraming.LengthPrefixBytes + TlsRecordFraming.HeaderBytes)
            {
                return false;
            }

            _inbound.Consume(TlsRecordFraming.LengthPrefixBytes);
            received = _inbound.Received;
        }

        if (received.Length < TlsRecordFraming.HeaderBytes)
        {
            return false;
        }

        int length = TlsRecordFraming.RecordLength(received);
        if (received.Length < length)
        {
            return false;
        }

        ArraySegment<byte> record = _inbound.Consume(length);
        bool hasRoom = engine.RoomToOpen(length) <= target.Length;
        if (engine.TryOpen(record, hasRoom ? target : _inbound.PlainRoom, out int opened))
        {
            count = hasRoom ? opened : 0;
            _inbound.AddPlain(opened - count);
            return true;
        }

        engine.Feed(record);
        return engine.AvailableOutput <= MaxUnsentOutput
            ? true
            : throw new TlsEngineException("the peer sends an endless run of handshake messages on a data connection");
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        try
        {
            int count = await socket.ReceiveAsync(_inbound.Free, SocketFlags.None, cancellationToken);
            _inbound.Add(count);
            return count > 0;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    private int Encrypt(ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload, byte[] target)
    {
        lock (_engineLock)
        {
            engine.RenewKeyAfter(TlsEngine.RecordsPerKey);
            int length = engine.ReadOutput(target);
            if (!header.IsEmpty)
            {
                length += engine.Seal(header, target.AsSpan(length));
            }

            while (!payload.IsEmpty)
            {
                ReadOnlySpan<byte> plain = payload[..Math.Min(payload.Length, TlsEngine.MaxPlainRecord)];
                length += engine.Seal(plain, target.AsSpan(length));
                payload = payload[plain.Length..];
            }

            return length;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellationToken)..];
            }
        }
        catch (OperationCanceledException)
        {
            // half a record is out: the peer could not follow anything sent after it
            Abort();
            throw;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    private static IOException Lost(Exception inner) => new($"The data connection was lost: {inner.Message}", inner);
}
