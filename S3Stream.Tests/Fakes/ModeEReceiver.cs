using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Data;

namespace S3Stream.Tests.Fakes;

/// <summary>The client's end of a MODE E download: listens, as after PORT, and notes every block of one transfer after another.</summary>
internal sealed class ModeEReceiver : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _connections = [];

    public ModeEReceiver()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
    }

    public IPEndPoint Local => (IPEndPoint)_listener.LocalEndPoint!;

    public async Task AcceptAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _connections.Add(await _listener.AcceptAsync());
        }
    }

    /// <summary>Receives one transfer on all connections, until each had its end of data.</summary>
    public async Task<ReceivedBlocks> ReceiveAsync()
    {
        var received = new ReceivedBlocks();
        await Task.WhenAll(_connections.Select(socket => ReceiveAsync(socket, received)));
        return received;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _connections.ForEach(socket => socket.Dispose());
        return ValueTask.CompletedTask;
    }

    private static async Task ReceiveAsync(Socket socket, ReceivedBlocks received)
    {
        byte[] bytes = new byte[ExtendedBlockHeader.Size];
        while (true)
        {
            await FillAsync(socket, bytes);
            ExtendedBlockHeader header = ExtendedBlockHeader.Parse(bytes);
            byte[] payload = new byte[header.PayloadLength];
            await FillAsync(socket, payload);
            received.Add(header, payload);
            if (header.IsEndOfData)
            {
                return;
            }
        }
    }

    private static async Task FillAsync(Socket socket, Memory<byte> buffer)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!buffer.IsEmpty)
        {
            int count = await socket.ReceiveAsync(buffer, patience.Token);
            buffer = count > 0 ? buffer[count..] : throw new EndOfStreamException("The server closed in mid-transfer.");
        }
    }
}
