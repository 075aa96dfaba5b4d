using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Passes HTTP/1.1 requests on to an S3 store as they are, signatures and all, notes each of them and counts the bytes of their bodies. A
/// test may act when a request arrives or is answered: what it awaits there delays the request. Safe for concurrent use.
/// </summary>
internal sealed class RecordingProxy : HttpRelay
{
    private readonly ConcurrentQueue<ProxiedRequest> _requests = new();
    private int _count;

    private RecordingProxy(Uri store, IPEndPoint listen)
        : base(store, listen)
    {
    }

    /// <summary>All requests so far.</summary>
    public IReadOnlyList<ProxiedRequest> Requests => [.. _requests];

    /// <summary>Runs before a request is passed on.</summary>
    public Func<ProxiedRequest, Task>? Arrived { get; set; }

    /// <summary>Runs when the store has begun to answer, before the answer is passed on.</summary>
    public Func<ProxiedRequest, Task>? Answered { get; set; }

    /// <param name="store">Where requests go.</param>
    /// <param name="listen">Where they come from; default: a free port of 127.0.0.1.</param>
    public static RecordingProxy Start(Uri store, IPEndPoint? listen = null) => new(store, listen ?? new IPEndPoint(IPAddress.Loopback, 0));

    protected override async Task ServeAsync(TcpClient client)
    {
        using TcpClient store = await ConnectAsync();
        var exchange = new Exchange(client.GetStream(), store.GetStream());
        await await Task.WhenAny(PassRequestsAsync(exchange), PassAnswersAsync(exchange));
    }

    private async Task PassRequestsAsync(Exchange exchange)
    {
        while (await HttpMessage.ReadHeadAsync(exchange.Client, Stopped) is { } head)
        {
            ProxiedRequest request = Describe(head);
            _requests.Enqueue(request);
            exchange.Pending = request;
            await (Arrived?.Invoke(request) ?? Task.CompletedTask);
            await exchange.Store.WriteAsync(head.HeadBytes(), Stopped);
            await PassBodyAsync(exchange, request);
        }
    }

    private async Task PassBodyAsync(Exchange exchange, ProxiedRequest request)
    {
        byte[] buffer = new byte[64 * 1024];
        for (long left = BodyLength(request); left > 0;)
        {
            int count = await exchange.Client.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left)), Stopped);
            if (count == 0)
            {
                throw new IOException("The body broke off.");
            }

            await exchange.Store.WriteAsync(buffer.AsMemory(0, count), Stopped);
            request.CountBody(count);
            left -= count;
        }
    }

    private async Task PassAnswersAsync(Exchange exchange)
    {
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            int count = await exchange.Store.ReadAsync(buffer, Stopped);
            if (count == 0)
            {
                return;
            }

            bool isInterim = buffer.AsSpan(0, count).StartsWith("HTTP/1.1 100"u8);
            if (!isInterim && exchange.TakePending() is { } request)
            {
                await (Answered?.Invoke(request) ?? Task.CompletedTask);
            }

            await exchange.Client.WriteAsync(buffer.AsMemory(0, count), Stopped);
        }
    }

    private ProxiedRequest Describe(HttpMessage head)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in head.Headers)
        {
            headers[name.ToLowerInvariant()] = value;
        }

        return new ProxiedRequest(Interlocked.Increment(ref _count), head.Method, head.Target, headers);
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
