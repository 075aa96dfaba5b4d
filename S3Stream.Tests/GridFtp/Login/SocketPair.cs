using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Both ends of a TCP connection over loopback.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(Socket connector, Socket acceptor)
    {
        Connector = connector;
        Acceptor = acceptor;
    }

    public Socket Connector { get; }

    public Socket Acceptor { get; }

    public static async Task<SocketPair> OpenAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var connector = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await connector.ConnectAsync(listener.LocalEndPoint!);
        Socket acceptor = await listener.AcceptAsync();
        acceptor.NoDelay = true;
        return new SocketPair(connector, acceptor);
    }

    public void Dispose()
    {
        Connector.Dispose();
        Acceptor.Dispose();
    }
}
