using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Data;

/// <summary>
/// One data connection and what outlives a transfer on it. Used by one transfer at a time, one reader or writer in it; <see cref="Abort"/>
/// may come from anywhere. Owns the stream.
/// </summary>
internal sealed class DataConnection : IAsyncDisposable
{
    private readonly Socket _socket;

    public DataConnection(IDataStream stream, Socket socket, EndPoint remote)
    {
        Stream = stream;
        _socket = socket;
        Remote = remote;
    }

    public IDataStream Stream { get; }

    public EndPoint Remote { get; }

    /// <summary>Which of the addresses of SPOR it was made to, from 0 on: each has an end of file of its own (GFD.020 SPOR).</summary>
    public int Stripe { get; init; }

    /// <summary>It has served a transfer before this one (MODE E keeps connections).</summary>
    public bool IsReused { get; set; }

    /// <summary>Room for one header, so that no block needs any.</summary>
    public byte[] Header { get; } = new byte[ExtendedBlockHeader.Size];

    /// <summary>
    /// False when the peer has closed an idle connection. Looks at the socket only: bytes that wait to be read mean it lives.
    /// </summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return !_socket.Poll(0, SelectMode.SelectRead) || _socket.Available > 0;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    /// <summary>Resets the connection; a pending receive or send ends with <see cref="IOException"/>.</summary>
    public void Abort() => Stream.Abort();

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
