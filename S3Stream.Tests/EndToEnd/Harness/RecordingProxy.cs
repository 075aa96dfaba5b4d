using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Passes HTTP/1.1 requests on to an S3 store as they are, signatures and all, notes each of them and counts the bytes of their bodies. A
/// test may act when a request arrives or is answered: what it awaits there delays the request. Safe for concurrent use.
/// </summary>
internal sealed class RecordingProxy : IAsyncDisposable
{
    private const int HeadLimit = 64 * 1024;
    private static readonly byte[] HeadEnd = "\r\n\r\n"u8.ToArray();

    private readonly Uri _store;
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private readonly ConcurrentDictionary<Task, bool> _connections = new();
    private readonly Task _accepting;
    private int _count;

    private RecordingProxy(Uri store, IPEndPoint listen)
    {
        _store = store;
        _listener = new TcpListener(listen);
        _listener.Start();
        Endpoint = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Runs before a request is passed on.</summary>
    public Func<ProxiedRequest, Task>? Arrived { get; set; }

    /// <summary>Runs when the store has begun to answer, before the answer is passed on.</summary>
    public Func<ProxiedRequest, Task>? Answered { get; set; }

    /// <param name="store">Where requests go.</param>
    /// <param name="listen">Where they come from; default: a free port of 127.0.0.1.</param>
    public static RecordingProxy Start(Uri store, IPEndPoint? listen = null) => new(store, listen ?? new IPEndPoint(IPAddress.Loopback, 0));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Task serving = ServeAsync(client);
                _connections[serving] = true;
                _ = serving.ContinueWith(done => _connections.TryRemove(done, out _), TaskScheduler.Default);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // stopped, or a peer that went away before it was accepted
            }
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var store = new TcpClient { NoDelay = true })
        {
            client.NoDelay = true;
            try
            {
                await store.ConnectAsync(_store.Host, _store.Port, _stop.Token);
                var exchange = new Exchange(client.GetStream(), store.GetStream());
                await await Task.WhenAny(PassRequestsAsync(exchange), PassAnswersAsync(exchange));
            }
            catch (Exception exception) when (
                exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // either side went away, as it does when a server is killed: so does the other
            }
        }
    }

    private async Task PassRequestsAsync(Exchange exchange)
    {
        byte[] buffer = new byte[HeadLimit];
        int filled = 0;
        while (true)
        {
            int end;
            while ((end = buffer.AsSpan(0, filled).IndexOf(HeadEnd)) < 0)
            {
                int count = await exchange.Client.ReadAsync(buffer.AsMemory(filled), _stop.Token);
                if (count == 0)
                {
                    return;
                }

                filled += count;
            }

            int head = end + HeadEnd.Length;
            ProxiedRequest request = Parse(Encoding.Latin1.GetString(buffer, 0, end));
            _requests.Enqueue(request);
            exchange.Pending = request;
            await (Arrived?.Invoke(request) ?? Task.CompletedTask);
            await exchange.Store.WriteAsync(buffer.AsMemory(0, head), _stop.Token);
            int early = (int)Math.Min(filled - head, BodyLength(request));
            await PassBodyAsync(exchange, request, buffer.AsMemory(head, early));
            buffer.AsSpan(head + early, filled - head - early).CopyTo(buffer);
            filled -= head + early;
        }
    }

    private async Task PassBodyAsync(Exchange exchange, ProxiedRequest request, ReadOnlyMemory<byte> early)
    {
        byte[] buffer = new byte[64 * 1024];
        long left = BodyLength(request);
        for (ReadOnlyMemory<byte> piece = early; ;)
        {
            await exchange.Store.WriteAsync(piece, _stop.Token);
            request.CountBody(piece.Length);
            left -= piece.Length;
            if (left == 0)
            {
                return;
            }

            int count = await exchange.Client.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), _stop.Token);
            piece = count > 0 ? buffer.AsMemory(0, count) : throw new IOException("The body broke off.");
        }
    }

    private async Task PassAnswersAsync(Exchange exchange)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int count = await exchange.Store.ReadAsync(buffer, _stop.Token);
            if (count == 0)
            {
                return;
            }

            bool isInterim = buffer.AsSpan(0, count).StartsWith("HTTP/1.1 100"u8);
            if (!isInterim && exchange.TakePending() is { } request)
            {
                await (Answered?.Invoke(request) ?? Task.CompletedTask);
            }

            await exchange.Client.WriteAsync(buffer.AsMemory(0, count), _stop.Token);
        }
    }

    private ProxiedRequest Parse(string head)
    {
        string[] lines = head.Split("\r\n");
        string[] first = lines[0].Split(' ');
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string[] pair in lines.Skip(1).Select(line => line.Split(':', 2)))
        {
            headers[pair[0].ToLowerInvariant()] = pair[1].Trim();
        }

        return new ProxiedRequest(Interlocked.Increment(ref _count), first[0], first[1], headers);
    }

    private static long BodyLength(ProxiedRequest request) => request.Headers.ContainsKey("transfer-encoding")
        ? throw new NotSupportedException($"{request} has a body without a length, which this proxy does not pass on.")
        : request.Headers.TryGetValue("content-length", out string? length) ? long.Parse(length, CultureInfo.InvariantCulture) : 0;

    /// <summary>The two ends of one connection, and the request whose answer has not begun.</summary>
    private sealed class Exchange(NetworkStream client, NetworkStream store)
    {
        private ProxiedRequest? _pending;

        public NetworkStream Client { get; } = client;

        public NetworkStream Store { get; } = store;

        public ProxiedRequest? Pending
        {
            set => Volatile.Write(ref _pending, value);
        }

        public ProxiedRequest? TakePending() => Interlocked.Exchange(ref _pending, null);
    }
}
