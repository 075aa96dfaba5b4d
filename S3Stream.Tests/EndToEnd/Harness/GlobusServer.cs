using System.Globalization;
using System.Net.Sockets;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// The C globus-gridftp-server on loopback, over the whole file system, anonymous or with Grid certificates: the other end of third-party
/// transfers.
/// </summary>
internal sealed class GlobusServer : IAsyncDisposable
{
    private readonly ChildProcess _process;
    private readonly List<GlobusServer> _dataNodes = [];
    private readonly TemporaryDirectory _directory;

    private readonly string _scheme;

    private GlobusServer(ChildProcess process, TemporaryDirectory directory, string scheme, int port)
    {
        _process = process;
        _directory = directory;
        _scheme = scheme;
        Port = port;
    }

    public int Port { get; }

    public string Url(string localPath) => $"{_scheme}://localhost:{Port}{localPath}";

    /// <summary>Starts a front end with data nodes: it gives one address for each of them to SPAS, and sends from each to SPOR.</summary>
    public static async Task<GlobusServer> StartStripedAsync(int nodes)
    {
        string[] all = ["-ipc-interface", "127.0.0.1", "-no-si"];
        var started = new List<GlobusServer>();
        try
        {
            for (int i = 0; i < nodes; i++)
            {
                started.Add(await StartAsync(more: [.. all, "-dn", "-auth-level", "0", "-ipc-allow-from", "127.0.0.1"]));
            }

            var front = await StartAsync(more: [.. all, "-r", string.Join(',', started.Select(node => $"localhost:{node.Port}"))]);
            front._dataNodes.AddRange(started);
            return front;
        }
        catch
        {
            foreach (var node in started)
            {
                await node.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Starts it; anonymous without <paramref name="pki"/>.</summary>
    public static async Task<GlobusServer> StartAsync(TestPki? pki = null, IReadOnlyList<string>? more = null)
    {
        var program = ClientTool.Require("globus-gridftp-server");
        var directory = new TemporaryDirectory();
        var configuration = directory.Path("empty.conf");
        await File.WriteAllTextAsync(configuration, "", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(directory.Path("conf.d"));
        var port = FreePort.Take();
        string[] arguments =
        [
            "-c", configuration, "-C", directory.Path("conf.d"), "-p", port.ToString(CultureInfo.InvariantCulture),
            "-control-interface", "127.0.0.1", "-data-interface", "127.0.0.1", "-hostname", "localhost",
            "-allow-root", "-no-detach", "-d", "ERROR", "-l", directory.Path("gridftp.log"),
            .. pki is null ? ["-aa", "-anonymous-user", Environment.UserName, "-anonymous-group", "root"] : Array.Empty<string>(),
            .. more ?? [],
        ];
        var process = ChildProcess.Start(program, arguments, pki?.HostEnvironment);
        var server = new GlobusServer(process, directory, pki is null ? "ftp" : "gsiftp", port);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // it forks a process per session, so the whole tree goes
        foreach (var node in _dataNodes)
        {
            await node.DisposeAsync();
        }

        await _process.KillAsync();
        await _process.DisposeAsync();
        _directory.Dispose();
    }

    private async Task WaitUntilReadyAsync()
    {
        var deadline = DateTime.UtcNow.AddSeconds(20);
        while (true)
        {
            using var probe = new TcpClient();
            try
            {
                await probe.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException exception) when (DateTime.UtcNow < deadline && !_process.HasExited)
            {
                Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }
}
