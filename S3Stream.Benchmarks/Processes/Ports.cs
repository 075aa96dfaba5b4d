using System.Net;
using System.Net.Sockets;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Loopback ports for the servers that are started.</summary>
internal static class Ports
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private const int Tries = 200;
    private static readonly string[] SocketTables = ["tcp", "tcp6"];

    /// <summary>A port nobody listens on now.</summary>
    public static int Free()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    /// <summary>Returns once the process, in whichever network namespace it runs, listens on the port (proc_pid_net(5)).</summary>
    /// <exception cref="TimeoutException">It did not within ten seconds.</exception>
    public static async Task WaitUntilListeningAsync(MeasuredProcess process, int port, CancellationToken cancellationToken)
    {
        string localPort = $":{port:X4}";
        for (int attempt = 1; process.HasExited || !Listens(process.Id, localPort); attempt++)
        {
            if (process.HasExited || attempt == Tries)
            {
                throw new TimeoutException($"nobody listens on port {port}: {process.Said}");
            }

            await Task.Delay(Interval, cancellationToken);
        }
    }

    // "  sl  local_address rem_address   st ...": address:port in hexadecimal, state 0A is LISTEN
    private static bool Listens(int process, string localPort) =>
        SocketTables
            .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[1].EndsWith(localPort, StringComparison.Ordinal) && fields[3] == "0A");
}
