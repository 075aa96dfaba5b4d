using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.Fakes;

/// <summary>Both ends of one TCP connection over loopback. What one sends leaves at once.</summary>
internal sealed class LoopbackPair : IDisposable
{
    private LoopbackPair(Socket near, Socket far)
    {
        Near = near;
        Far = far;
    }

    /// <summary>The end that connected.</summary>
    public Socket Near { get; }

    /// <summary>The end that accepted.</summary>
    public Socket Far { get; }

    public static async Task<LoopbackPair> OpenAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await near.ConnectAsync(listener.LocalEndPoint!);
        Socket far = await listener.AcceptAsync();
        far.NoDelay = true;
        return new LoopbackPair(near, far);
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
