using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Processes;

/// <summary>Our endpoint in a process of its own, anonymous or with Grid certificates.</summary>
internal sealed class EndpointServer : IAsyncDisposable
{
    /// <summary>What it says when it can be connected to.</summary>
    public const string ReadyText = "is ready on";

    private readonly string _address;

    private EndpointServer(MeasuredProcess process, string address, int port)
    {
        Process = process;
        Port = port;
        _address = address;
    }

    public MeasuredProcess Process { get; }

    public int Port { get; }

    /// <summary>The URL of a path such as <c>/bucket/key</c>.</summary>
    public string Url(string path) => _address + path;

    public static Task<EndpointServer> StartAsync(RunContext context, StoreAccess store, GridPki? pki = null, params string[] options) =>
        StartAsync(context.Settings.Server, store, pki, options);

    /// <summary>Starts <paramref name="program"/>.</summary>
    public static async Task<EndpointServer> StartAsync(string program, StoreAccess store, GridPki? pki, params string[] options)
    {
        int port = Ports.Free();
        string[] arguments =
        [
            "serve", "--listen", $"127.0.0.1:{port}", "--log-level", "warning",
            "--s3-endpoint", store.Endpoint.ToString(), "--s3-profile", "ceph",
            .. store.Certificate is { } file ? ["--s3-ca", file] : Array.Empty<string>(),
            .. pki is null ? ["--anonymous", "read-write"] : pki.EndpointOptions,
            .. options,
        ];
        MeasuredProcess process = await MeasuredProcess.StartAsync(program, arguments, ReadyText, store.Environment);
        return new EndpointServer(process, pki is null ? $"ftp://127.0.0.1:{port}" : $"gsiftp://localhost:{port}", port);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
