using System.Globalization;
using System.Net;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// npm's s3rver, a crude S3 server: it compares nothing that is sent with bytes, and neither lists nor aborts multipart uploads. Installed
/// into a temporary directory.
/// </summary>
public sealed class S3rverFixture : StoreFixture
{
    private const string Package = "s3rver@3.7.1";
    private const string Key = "S3RVER"; // the one it knows
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TemporaryDirectory? _directory;
    private ChildProcess? _process;

    public override async ValueTask InitializeAsync()
    {
        if (!ClientTool.Has("npm") || !ClientTool.Has("node"))
        {
            Unavailable = "node and npm are not installed (Debian: npm)";
            return;
        }

        _directory = new TemporaryDirectory();
        ToolResult installed = await ClientTool.RunAsync(
            "npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", _directory.Path("npm"), Package],
            TimeSpan.FromMinutes(2));
        if (installed.ExitCode != 0)
        {
            Unavailable = $"npm could not install {Package}: {installed.Errors.Trim()}";
            return;
        }

        int port = FreePort.Take();
        Directory.CreateDirectory(_directory.Path("data"));
        _process = ChildProcess.Start(
            "node",
            [
                _directory.Path("npm", "node_modules", "s3rver", "bin", "s3rver.js"), "--no-vhost-buckets", "-a", "127.0.0.1",
                "-p", port.ToString(CultureInfo.InvariantCulture), "-d", _directory.Path("data"),
            ],
            new Dictionary<string, string?> { ["NODE_OPTIONS"] = "--openssl-legacy-provider" }); // its listings' tokens want DES
        await _process.WaitForLineAsync(line => line.Contains("listening", StringComparison.OrdinalIgnoreCase), Patience);
        Settings = new StoreSettings(
            new Uri($"http://{IPAddress.Loopback}:{port}"), "", "us-east-1", Key, Key);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory?.Dispose();
    }
}
