using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// Stands between HTTP clients and a store: takes connections and keeps them until they or the test end. What passes is up to the
/// derived class. Safe for concurrent use.
/// </summary>
internal abstract class HttpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;

    /// <param name="store">Where requests go.</param>
    /// <param name="listen">Where they come from.</param>
    protected HttpRelay(Uri store, IPEndPoint listen)
    {
        Store = store;
        _listener = new TcpListener(listen);
        _listener.Start(backlog: 128);
        Endpoint = new Uri($"http://{_listener.LocalEndpoint}/");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    protected Uri Store { get; }

    /// <summary>Ends all that is under way.</summary>
    protected CancellationToken Stopped => _stop.Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    /// <summary>Serves a connection until it ends. It may fail as connections do.</summary>
    protected abstract Task ServeAsync(TcpClient client);

    protected async Task<TcpClient> ConnectAsync()
    {
        var store = new TcpClient { NoDelay = true };
        try
        {
            await store.ConnectAsync(Store.Host, Store.Port, Stopped);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Task serving = HoldAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
                _connections[serving] = true;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // stopped, or a peer that went away before it was accepted
            }
        }
    }

    private async Task HoldAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await ServeAsync(client);
            }
            catch (Exception exception)
                when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // either side went away, which is what many tests are about: so does the other
            }
        }
    }
}
