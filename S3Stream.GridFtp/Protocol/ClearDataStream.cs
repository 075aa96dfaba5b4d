using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// A plain TCP data connection. One reader and one writer at a time. Owns the socket. Nothing is allocated per call once it runs.
/// Cancelling a receive leaves the connection usable; cancelling a send in the middle resets it, since the peer could not follow any more.
/// </summary>
internal sealed class ClearDataStream : IDataStream
{
    private readonly Socket _socket;
    private readonly ArraySegment<byte>[] _receiveBuffers = new ArraySegment<byte>[2];
    private readonly GatherOperation _send = new();

    public ClearDataStream(Socket socket)
    {
        _socket = socket;
        socket.Blocking = false; // a receive into two buffers asks, and waits where it can be cancelled
        socket.NoDelay = true; // blocks are sent whole; waiting for more to send only adds latency to the last one
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> ReceiveAsync(Memory<byte> first, Memory<byte> second, CancellationToken cancellationToken)
    {
        _receiveBuffers[0] = ArrayOf(first);
        _receiveBuffers[1] = ArrayOf(second);
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = _socket.Receive(_receiveBuffers, SocketFlags.None, out SocketError error);
                if (error == SocketError.Success)
                {
                    return count;
                }

                if (error != SocketError.WouldBlock)
                {
                    throw new SocketException((int)error);
                }

                await _socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, cancellationToken); // until there are bytes
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAsync(ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static stream => ((ClearDataStream)stream!).Abort(), this);
        try
        {
            await _send.SendAsync(_socket, header, payload);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Lost(exception);
        }
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
            return ValueTask.CompletedTask;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            throw Lost(exception);
        }
    }

    /// <summary>Close with time-out 0 is a reset (SO_LINGER 0).</summary>
    public void Abort() => _socket.Close(0);

    public ValueTask DisposeAsync()
    {
        // The operations' event arguments are left to the collector: disposing them while a call is being torn down would throw there.
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static IOException Lost(Exception inner) => new($"The data connection was lost: {inner.Message}", inner);

    private static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> memory)
    {
        bool isArray = MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array);
        Debug.Assert(isArray, "Data connections carry memory of arrays only: sockets gather nothing else.");
        return array;
    }

    /// <summary>One gathered send at a time: sendmsg over two buffers.</summary>
    private sealed class GatherOperation : SocketAsyncEventArgs, IValueTaskSource<int>
    {
        private readonly ArraySegment<byte>[] _buffers = new ArraySegment<byte>[2];
        private ManualResetValueTaskSourceCore<int> _core;

        public GatherOperation()
            : base(true) => _core.RunContinuationsAsynchronously = false;

        public ValueTask<int> SendAsync(Socket socket, ReadOnlyMemory<byte> header, ReadOnlyMemory<byte> payload)
        {
            Prepare(header, payload);
            return socket.SendAsync(this) ? new ValueTask<int>(this, _core.Version) : Ended();
        }

        public int GetResult(short token) => _core.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
            _core.OnCompleted(continuation, state, token, flags);

        protected override void OnCompleted(SocketAsyncEventArgs e)
        {
            if (SocketError == SocketError.Success)
            {
                _core.SetResult(BytesTransferred);
            }
            else
            {
                _core.SetException(new SocketException((int)SocketError));
            }
        }

        private void Prepare(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second)
        {
            _core.Reset();
            _buffers[0] = ArrayOf(first);
            _buffers[1] = ArrayOf(second);
            BufferList = _buffers;
        }

        private ValueTask<int> Ended() => SocketError == SocketError.Success
            ? new ValueTask<int>(BytesTransferred)
            : ValueTask.FromException<int>(new SocketException((int)SocketError));
    }
}
