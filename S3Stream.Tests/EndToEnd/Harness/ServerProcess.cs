using System.Net.Sockets;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// The built endpoint, run as its users run it. <c>S3STREAM_SERVER</c> in the environment names another executable to test, such as the
/// published one. Disposing it asks it to end and checks that it ends well.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);
    private readonly ChildProcess _process;

    private ServerProcess(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public static string Executable => Published ?? Path.Combine(AppContext.BaseDirectory, "s3stream-gridftp");

    public int Port { get; }

    public int Id => _process.Id;

    public string Log => _process.Output + _process.Errors;

    /// <summary>
    /// The most memory the server ever had resident, in bytes. For the framework-dependent build without the pages of program files (56
    /// MB), which the system shares between processes and takes back when it likes; the published, native one is counted in full.
    /// </summary>
    public long PeakMemory => _process.ReadMemory("VmHWM") - (Published is null ? _process.ReadMemory("RssFile") : 0);

    private static string? Published => Environment.GetEnvironmentVariable("S3STREAM_SERVER") is { Length: > 0 } named ? named : null;

    public static async Task<ServerProcess> StartAsync(ServerSettings settings)
    {
        string[] command = [.. settings.Launcher, Executable, .. settings.Arguments()];
        var process = ChildProcess.Start(command[0], command[1..], settings.Environment());
        var server = new ServerProcess(process, settings.Port);
        try
        {
            await server.WaitUntilReadyAsync();
            return server;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks the server to end; it must drain and exit with 0 (scenario 61).</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            Assert.Fail($"the server ended by itself:\n{Log}");
        }

        var exitCode = await _process.TerminateAsync(StopTimeout);
        Assert.True(exitCode == 0, $"the server ended with exit code {exitCode} after SIGTERM:\n{Log}");
    }

    /// <summary>SIGHUP, and the log entry that says it was answered.</summary>
    public async Task HangUpAsync(string answer = "Settings were read again")
    {
        int before = Count(answer);
        (await ClientTool.RunAsync("kill", ["-HUP", $"{Id}"])).AssertSuccess();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        while (Count(answer) == before)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private int Count(string words) => Log.Split(words).Length - 1;

    /// <summary>Ends the server as a crash would.</summary>
    public Task KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
            {
                await StopAsync();
            }
        }
        finally
        {
            await _process.DisposeAsync();
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        await _process.WaitForLineAsync(line => line.Contains($"is ready on 127.0.0.1:{Port}", StringComparison.Ordinal), StartTimeout);
        using var probe = new TcpClient();
        await probe.ConnectAsync("127.0.0.1", Port, TestContext.Current.CancellationToken);
    }
}
