using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// An endpoint that is killed and replaced by another one on another port, behind one address, as a load balancer gives it: connections
/// that come meanwhile wait for the replacement, those to the killed one are reset.
/// </summary>
internal sealed class KilledServer : IAsyncDisposable
{
    private readonly ServerSettings _settings;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _relays = new();
    private readonly Task _accepting;
    private Task<ServerProcess> _server;

    public KilledServer(ServerSettings settings)
    {
        _settings = settings;
        _listener.Start();
        _server = ServerProcess.StartAsync(settings);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Task KillAndReplaceAsync() => _server = ReplaceAsync(_server);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_relays.Keys);
        await (await _server).DisposeAsync();
        _stop.Dispose();
    }

    private async Task<ServerProcess> ReplaceAsync(Task<ServerProcess> old)
    {
        ServerProcess killed = await old;
        await killed.KillAsync();
        await killed.DisposeAsync();
        return await ServerProcess.StartAsync(_settings with { Port = FreePort.Take() });
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Task relay = RelayAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _relays[relay] = true;
                _ = relay.ContinueWith(done => _relays.TryRemove(done, out _), TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException)
        {
            // the test ends
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                await server.ConnectAsync("127.0.0.1", (await _server).Port, _stop.Token);
                Task up = client.GetStream().CopyToAsync(server.GetStream(), _stop.Token);
                Task down = server.GetStream().CopyToAsync(client.GetStream(), _stop.Token);
                await await Task.WhenAny(up, down);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // either side is gone: so is the other
            }
        }
    }
}
