using System.Globalization;
using S3Stream.Benchmarks.Network;

namespace S3Stream.Benchmarks.Processes;

/// <summary>The C globus-gridftp-server over the whole file system, anonymous or with Grid certificates.</summary>
internal sealed class ReferenceServer : IAsyncDisposable
{
    private readonly string _address;

    private ReferenceServer(MeasuredProcess process, string address)
    {
        Process = process;
        _address = address;
    }

    public MeasuredProcess Process { get; }

    /// <summary>The URL of a local path.</summary>
    public string Url(string path) => _address + path;

    /// <param name="folder">Where its empty configuration is written.</param>
    /// <param name="pki">Certificates; without them it takes everybody.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <param name="site">Where it runs and listens; on this machine's loopback interface if not given.</param>
    public static async Task<ReferenceServer> StartAsync(
        string folder, GridPki? pki, CancellationToken cancellationToken, Site? site = null)
    {
        site ??= Site.Here;
        string program = Tool.Require("globus-gridftp-server", "globus-gridftp-server-progs");
        int port = Ports.Free();
        string configuration = Path.Combine(folder, "gridftp-empty.conf");
        await File.WriteAllTextAsync(configuration, "", cancellationToken);
        string configurationFolder = Directory.CreateDirectory(Path.Combine(folder, "gridftp-empty.d")).FullName;
        string[] arguments =
        [
            "-c", configuration, "-C", configurationFolder, "-p", port.ToString(CultureInfo.InvariantCulture),
            "-control-interface", site.Address, "-data-interface", site.Address,
            "-hostname", site.HostName, "-allow-root", "-no-detach",
            .. pki is null ? ["-aa", "-anonymous-user", Environment.UserName, "-anonymous-group", "root"] : Array.Empty<string>(),
        ];
        var server = new ReferenceServer(
            await MeasuredProcess.StartAsync(program, arguments, null, pki?.ReferenceServerEnvironment, site.Place),
            $"{(pki is null ? "ftp" : "gsiftp")}://{site.HostName}:{port}");
        await Ports.WaitUntilListeningAsync(server.Process, port, cancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
