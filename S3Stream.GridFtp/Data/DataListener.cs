using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// A listening data socket. The port is unpredictable: chosen by the system, or tried from a random place of the configured range on.
/// </summary>
internal sealed class DataListener : IDisposable
{
    // Clients with many streams connect them all at once.
    private const int Backlog = 512;

    private readonly Socket _socket;

    private DataListener(Socket socket) => _socket = socket;

    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <exception cref="Commands.FtpException">425: no free port.</exception>
    public static DataListener Open(IPAddress address, (int First, int Last) range, int socketBuffer)
    {
        int count = range.First == 0 ? 1 : range.Last - range.First + 1;
        int start = range.First == 0 ? 0 : RandomNumberGenerator.GetInt32(count);
        SocketException? last = null;
        for (int i = 0; i < count; i++)
        {
            int port = range.First == 0 ? 0 : range.First + ((start + i) % count);
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
                return new DataListener(socket);
            }
            catch (SocketException exception)
            {
                last = exception;
                socket.Dispose();
            }
        }

        throw DataFailure.NotOpened(
            $"no port is free on {address} in the range {range.First}-{range.Last} ({last?.Message}); widen PortRange.", last);
    }

    /// <summary>
    /// The next connection from a peer the terms admit. Others are reset and waiting goes on: they must not keep the client out.
    /// </summary>
    public async Task<Socket> AcceptAsync(DataChannelTerms terms, ILogger logger, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket socket = await _socket.AcceptAsync(cancellationToken);
            if (socket.RemoteEndPoint is IPEndPoint peer && terms.MayConnect(peer.Address))
            {
                return socket;
            }

            Log.ForeignDataPeer(logger, socket.RemoteEndPoint, terms.ControlPeer);
            socket.Close(0);
        }
    }

    public void Dispose() => _socket.Dispose();
}
