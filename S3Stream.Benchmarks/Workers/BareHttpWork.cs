using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace S3Stream.Benchmarks.Workers;

/// <summary>The platform's own limit: HTTP requests without S3, checksums or order.</summary>
internal sealed class BareHttpWork : IWork
{
    private const int BufferSize = 1024 * 1024;
    private readonly WorkerSettings _settings;
    private readonly Func<BareHttpWork, CancellationToken, Task> _run;
    private readonly HttpClient _http;
    private readonly byte[] _resident;
    private byte[][]? _parts;

    public BareHttpWork(WorkerSettings settings, Func<BareHttpWork, CancellationToken, Task> run)
    {
        _settings = settings;
        _run = run;
        _http = new HttpClient(Handler(settings));
        _resident = new byte[settings.PartSize];
        Random.Shared.NextBytes(_resident);
    }

    public static SocketsHttpHandler Handler(WorkerSettings settings)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = settings.Requests };
        if (settings.Store.Certificate is { } file)
        {
            var policy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        return handler;
    }

    public Task RunAsync(CancellationToken cancellationToken) => _run(this, cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>One part again and again, which stays in the processor's cache.</summary>
    public Task UploadCachedAsync(CancellationToken cancellationToken) => UploadAsync(_ => _resident, cancellationToken);

    /// <summary>Parts that fill as much memory as the library's budget, in turn: as cold as the bytes of a real upload are.</summary>
    public Task UploadAsync(CancellationToken cancellationToken)
    {
        byte[][] parts = Parts(_settings.Budget / _settings.PartSize);
        return UploadAsync(part => parts[part % parts.Length], cancellationToken);
    }

    public async Task UploadStreamAsync(CancellationToken cancellationToken)
    {
        for (long sent = 0; sent < _settings.Bytes; sent += _settings.PartSize)
        {
            using var content = new StreamContent(new ForwardOnlyStream(_resident, _settings.PartSize), BufferSize);
            content.Headers.ContentLength = _settings.PartSize;
            using HttpResponseMessage response = await _http.PutAsync(
                new Uri(_settings.Store.Endpoint, "/bucket/bare"), content, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    public Task DownloadAsync(CancellationToken cancellationToken) =>
        EachPieceAsync(static (_, _, _) => ValueTask.CompletedTask, cancellationToken);

    /// <summary>
    /// Each range into memory of its own, two for each request in turn: as cold as memory is in which ranges wait for their turn.
    /// </summary>
    public async Task DownloadRangesAsync(CancellationToken cancellationToken)
    {
        byte[][] parts = Parts(2 * _settings.Requests);
        await EachRangeAsync(
            async (body, offset, token) => await body.ReadExactlyAsync(parts[offset / _settings.PartSize % parts.Length], token),
            cancellationToken);
    }

    public async Task DownloadFileAsync(CancellationToken cancellationToken)
    {
        using FileStream file = File.Create(Path.Combine(_settings.Folder, "bare-downloaded"));
        await EachPieceAsync(
            (bytes, offset, token) => RandomAccess.WriteAsync(file.SafeFileHandle, bytes, offset, token), cancellationToken);
    }

    /// <summary>Made in the first run, which is not measured.</summary>
    private byte[][] Parts(long count) => _parts ??= [.. Enumerable.Range(0, (int)count).Select(_ => _resident.ToArray())];

    private Task UploadAsync(Func<long, byte[]> find, CancellationToken cancellationToken) => EachPartAsync(
        async (part, token) =>
        {
            using var content = new ByteArrayContent(find(part));
            using HttpResponseMessage response = await _http.PutAsync(new Uri(_settings.Store.Endpoint, "/bucket/bare"), content, token);
            response.EnsureSuccessStatusCode();
        },
        cancellationToken);

    private Task EachPieceAsync(
        Func<ReadOnlyMemory<byte>, long, CancellationToken, ValueTask> consume, CancellationToken cancellationToken) =>
        EachRangeAsync(
        async (body, offset, token) =>
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
            for (int count; (count = await body.ReadAsync(buffer, token)) > 0; offset += count)
            {
                await consume(buffer.AsMemory(0, count), offset, token);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        },
        cancellationToken);

    private Task EachRangeAsync(Func<Stream, long, CancellationToken, Task> read, CancellationToken cancellationToken) => EachPartAsync(
        async (part, token) =>
        {
            long offset = part * _settings.PartSize;
            using var request = new HttpRequestMessage(
                HttpMethod.Get, new Uri(_settings.Store.Endpoint, $"/bucket/zero/{_settings.Bytes}"));
            request.Headers.Range = new RangeHeaderValue(offset, offset + _settings.PartSize - 1);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token);
            response.EnsureSuccessStatusCode();
            await using Stream body = await response.Content.ReadAsStreamAsync(token);
            await read(body, offset, token);
        },
        cancellationToken);

    private Task EachPartAsync(Func<long, CancellationToken, ValueTask> send, CancellationToken cancellationToken) => Parallel.ForAsync(
        0L, _settings.Bytes / _settings.PartSize, new ParallelOptions
        {
            MaxDegreeOfParallelism = _settings.Requests,
            CancellationToken = cancellationToken,
        }, send);
}
