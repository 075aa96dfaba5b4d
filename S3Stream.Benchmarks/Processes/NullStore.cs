using System.Globalization;
using S3Stream.Benchmarks.Network;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>A null S3 server in a process of its own.</summary>
internal sealed class NullStore : IAsyncDisposable
{
    private readonly MeasuredProcess _process;

    private NullStore(MeasuredProcess process, StoreAccess access)
    {
        _process = process;
        Access = access;
    }

    public StoreAccess Access { get; }

    public static async Task<NullStore> StartAsync(
        RunContext context, NullServerOptions? options = null, NetworkNamespace? place = null)
    {
        options ??= new NullServerOptions();
        int port = Ports.Free();
        string? certificate = options.Tls ? Path.Combine(context.Folder, $"store-{port}.pem") : null;
        string[] arguments =
        [
            "null-server",
            "--port", Text(port),
            "--latency", Text((int)options.Latency.TotalMilliseconds),
            "--bandwidth", Text(options.BytesPerSecond),
            "--fail-every", Text(options.FailEvery),
            .. options.TellsMd5 ? ["--md5"] : Array.Empty<string>(),
            .. certificate is null ? Array.Empty<string>() : ["--tls", "--certificate", certificate],
        ];
        MeasuredProcess process = await MeasuredProcess.StartAsync(Environment.ProcessPath!, arguments, "ready at", place: place);
        var endpoint = new Uri($"{(options.Tls ? "https" : "http")}://127.0.0.1:{port}");
        return new NullStore(process, new StoreAccess(endpoint, "benchmark", "benchmark-secret") { Certificate = certificate });
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
