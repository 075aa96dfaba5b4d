using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.Control;

/// <summary>
/// Accepts control connections at one address and hands each to <paramref name="serve"/>, which owns it and must not block.
/// </summary>
internal sealed class ControlListener(IPEndPoint address, Action<Socket> serve, ILogger logger, TimeProvider time) : IAsyncDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens, with the real port.</summary>
    public IPEndPoint Local => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Connections wait from now on; see <see cref="Start"/>.</summary>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public void Bind()
    {
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            _socket.DualMode = address.Address.Equals(IPAddress.IPv6Any);
        }

        _socket.Bind(address);
        _socket.Listen(Backlog);
    }

    /// <summary>Accepts those that wait and those that come.</summary>
    public void Start()
    {
        logger.Listening(Local.ToString());
        _accepting = AcceptAsync();
    }

    /// <summary>Stops accepting; connections made so far go on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                serve(await _socket.AcceptAsync(_stop.Token));
            }
            catch (Exception exception) when (_stop.IsCancellationRequested
                && exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // out of descriptors, or a peer that is gone already: neither ends the server
                logger.AcceptFailed(address.ToString(), exception.Message);
                await Task.Delay(RetryDelay, time, CancellationToken.None);
            }
        }
    }
}
