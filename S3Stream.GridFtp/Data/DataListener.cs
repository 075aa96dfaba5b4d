using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// A listening data socket. The port is unpredictable: the first free one from a random place of the range on.
/// </summary>
internal sealed class DataListener : IDisposable
{
    // Clients with many streams connect them all at once.
    private const int Backlog = 512;

    /// <summary>
    /// How long another host's connection waits for one of the client's own. A client whose connections come anyhow is no third-party
    /// transfer's.
    /// </summary>
    private static readonly TimeSpan ForeignPatience = TimeSpan.FromMilliseconds(200);

    private static readonly ConcurrentDictionary<int, DataListener> Listening = new();

    private readonly Socket _socket;
    private readonly Queue<(Socket Socket, long Since)> _foreign = [];
    private bool _clientCame;
    private Task<Socket>? _accepting;

    private DataListener(Socket socket)
    {
        _socket = socket;
        Local = (IPEndPoint)socket.LocalEndPoint!;
        Listening[Local.Port] = this;
    }

    public IPEndPoint Local { get; }

    /// <summary>A data listener of this process waits on that port, at whatever address.</summary>
    public static bool ListensOn(int port) => Listening.ContainsKey(port);

    /// <param name="address">Where to listen.</param>
    /// <param name="range">The ports to choose from; (0, 0): those the system chooses from.</param>
    /// <param name="socketBuffer">Bytes of the socket's buffers; 0: the system's choice.</param>
    /// <exception cref="FtpException">425: no free port.</exception>
    public static DataListener Open(IPAddress address, (int First, int Last) range, int socketBuffer)
    {
        // Ports are asked for by number always: the system by itself gives none on which a connection was closed in the last minute, so a
        // few hundred small files a second use all of them up, and it looks through all of them each time. By number it does give such a
        // port (SO_REUSEADDR, which .NET sets).
        SystemPorts? system = range.First == 0 ? SystemPorts.Current : null;
        (int First, int Last) ports = system?.Range ?? range;
        int count = ports.Last - ports.First + 1;
        int start = RandomNumberGenerator.GetInt32(count);
        SocketException? last = null;
        for (int i = 0; i < count; i++)
        {
            int port = ports.First + ((start + i) % count);
            if (system?.IsReserved(port) is true)
            {
                continue;
            }

            if (TryOpen(address, port, socketBuffer, out last) is { } found)
            {
                return found;
            }

            if (last!.SocketErrorCode == SocketError.AddressNotAvailable)
            {
                throw DataFailure.NotOpened($"{address} is not an address of this machine ({last.Message}); change the data "
                    + "address.", last);
            }
        }

        throw DataFailure.NotOpened(
            $"no port is free on {address} in the range {ports.First}-{ports.Last} ({last?.Message}); widen --port-range.", last);
    }

    /// <summary>
    /// The next connection from a peer the terms admit; <see langword="null"/> when cancelled first. Others are reset and waiting goes on:
    /// they must not keep the client out. Where another host proves nothing, the client's own connections come first, and once one
    /// of them came there are no others. One caller at a time.
    /// </summary>
    /// <remarks>
    /// Every MODE E transfer waits for more connections until it ends, and most get none. So a wait that is cancelled throws nothing and
    /// leaves the accept going, for the next transfer: exceptions were a tenth of what a small file costs.
    /// </remarks>
    public async Task<Socket?> AcceptAsync(
        DataChannelTerms terms, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task<Socket> accepting = _accepting ??= _socket.AcceptAsync(CancellationToken.None).AsTask();
            await WaitAsync(accepting, time, cancellationToken);
            if (cancellationToken.IsCancellationRequested)
            {
                return null; // a connection that came in the same moment is the next caller's
            }

            if (!accepting.IsCompleted)
            {
                return _foreign.Dequeue().Socket;
            }

            _accepting = null;
            if (Admit(await accepting, terms, logger, time) is { } socket)
            {
                return socket;
            }
        }
    }

    public void Dispose()
    {
        Listening.TryRemove(new KeyValuePair<int, DataListener>(Local.Port, this));
        _socket.Dispose();
        CloseForeign();
        _accepting?.ContinueWith(
            Discard, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for <paramref name="accepting"/>, but not longer than the first of another host's connections has to.</summary>
    private async Task WaitAsync(Task<Socket> accepting, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!_foreign.TryPeek(out (Socket Socket, long Since) first))
        {
            await ((Task)accepting).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        TimeSpan left = ForeignPatience - time.GetElapsedTime(first.Since);
        if (left > TimeSpan.Zero && !accepting.IsCompleted)
        {
            await ((Task)accepting).WaitAsync(left, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The socket, if its turn is now; <see langword="null"/> when it waits for the client's own, or was reset.</summary>
    private Socket? Admit(Socket socket, DataChannelTerms terms, ILogger logger, TimeProvider time)
    {
        bool isClient = socket.RemoteEndPoint is IPEndPoint peer && terms.IsControlPeer(peer.Address);
        if (isClient)
        {
            _clientCame = true;
            if (!terms.ProvesPeer)
            {
                CloseForeign();
            }
        }
        else if (!terms.ThirdParty || (_clientCame && !terms.ProvesPeer))
        {
            logger.ForeignDataPeer(socket.RemoteEndPoint, terms.ControlPeer);
            socket.Close(0);
            return null;
        }
        else if (!terms.ProvesPeer)
        {
            _foreign.Enqueue((socket, time.GetTimestamp()));
            return null;
        }

        return socket;
    }

    private void CloseForeign()
    {
        while (_foreign.TryDequeue(out (Socket Socket, long Since) foreign))
        {
            foreign.Socket.Close(0);
        }
    }

    /// <summary>
    /// Closes a connection that no transfer takes any more. The accept usually ends with an error, because the listener was closed.
    /// </summary>
    private static void Discard(Task<Socket> accepting)
    {
        if (accepting.Exception is null)
        {
            accepting.Result.Close(0);
        }
    }

    /// <summary><see langword="null"/> when the port cannot be had.</summary>
    private static DataListener? TryOpen(IPAddress address, int port, int socketBuffer, out SocketException? failure)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (socketBuffer > 0)
            {
                socket.ReceiveBufferSize = socketBuffer; // before listen: the window scale is agreed in the handshake
                socket.SendBufferSize = socketBuffer;
            }

            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            failure = null;
            return new DataListener(socket);
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            failure = exception;
            return null;
        }
    }
}
