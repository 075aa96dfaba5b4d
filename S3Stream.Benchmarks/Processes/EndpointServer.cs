using S3Stream.Benchmarks.Network;
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
        StartAsync(context.Settings.Server, store, pki, Site.Here, options);

    /// <summary>Starts it at a site of the benchmark's own.</summary>
    public static Task<EndpointServer> StartAsync(RunContext context, StoreAccess store, GridPki? pki, Site site) =>
        StartAsync(context.Settings.Server, store, pki, site);

    /// <summary>Starts <paramref name="program"/>.</summary>
    public static async Task<EndpointServer> StartAsync(
        string program, StoreAccess store, GridPki? pki, Site site, params string[] options)
    {
        int port = Ports.Free();
        string[] arguments =
        [
            "serve", "--listen", $"{site.Address}:{port}", "--log-level", "warning",
            "--s3-endpoint", store.Endpoint.ToString(), "--s3-profile", store.Profile,
            .. store.Certificate is { } file ? ["--s3-ca", file] : Array.Empty<string>(),
            .. pki is null ? ["--anonymous", "read-write"] : pki.EndpointOptions,
            .. options,
        ];
        MeasuredProcess process = await MeasuredProcess.StartAsync(program, arguments, ReadyText, store.Environment, site.Place);
        string host = pki is null ? site.Address : site.HostName;
        return new EndpointServer(process, $"{(pki is null ? "ftp" : "gsiftp")}://{host}:{port}", port);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
