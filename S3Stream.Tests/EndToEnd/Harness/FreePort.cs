using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Ports for servers of the tests, below the range from which the system takes ports for outgoing connections.</summary>
internal static class FreePort
{
    private const int First = 23_000;
    private const int Last = 32_000;
    private static int _next = Random.Shared.Next(First, Last);

    public static int Take()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref _next) % (Last - First));
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                continue;
            }
        }
    }
}
