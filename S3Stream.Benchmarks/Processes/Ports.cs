using System.Net;
using System.Net.Sockets;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Loopback ports for the servers that are started.</summary>
internal static class Ports
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private const int Tries = 200;

    /// <summary>A port nobody listens on now.</summary>
    public static int Free()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Returns once connections to the port are accepted.</summary>
    public static async Task WaitUntilListeningAsync(int port, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                return;
            }
            catch (SocketException) when (attempt < Tries)
            {
                await Task.Delay(Interval, cancellationToken);
            }
        }
    }
}
