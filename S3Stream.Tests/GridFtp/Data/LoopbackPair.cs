using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.GridFtp.Data;

/// <summary>Two ends of one TCP connection.</summary>
internal sealed class LoopbackPair : IDisposable
{
    private LoopbackPair(Socket near, Socket far)
    {
        Near = near;
        Far = far;
    }

    public Socket Near { get; }

    public Socket Far { get; }

    public static async Task<LoopbackPair> OpenAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listener.LocalEndPoint!);
        return new LoopbackPair(near, await listener.AcceptAsync());
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
