using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What an administrator runs the endpoint by: logs, metrics, signals.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed partial class OperationTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transfers_of_a_real_client_are_in_both_transfer_logs_and_rotation_loses_none()
    {
        using var local = new TemporaryDirectory();
        string log = local.Path("transfers.log");
        string json = local.Path("transfers.json");
        string source = local.Path("source");
        await File.WriteAllBytesAsync(source, TestData.Bytes(3_000_000, 1), Stop);
        await using var server = await StartAsync(["--transfer-log", log, "--transfer-log-json", json, "--hostname", "server.example.org"]);

        string url = $"ftp://127.0.0.1:{server.Port}/bucket/a%20b";
        (await ClientTool.GlobusUrlCopyAsync("-cd", "-p", "2", $"file://{source}", url)).AssertSuccess();
        File.Move(log, log + ".1");
        await server.HangUpAsync();
        (await ClientTool.GlobusUrlCopyAsync(url, $"file://{local.Path("copy")}")).AssertSuccess();
        await server.StopAsync();

        string stored = await LineAsync(log + ".1", "TYPE=STOR");
        string retrieved = await LineAsync(log, "TYPE=RETR");
        Assert.All([stored, retrieved], line => Assert.Matches(ReferenceLine(), line));
        Assert.Contains(" FILE=/bucket/a b ", stored, StringComparison.Ordinal);
        Assert.Contains(" NBYTES=3000000 ", retrieved, StringComparison.Ordinal);
        JsonElement upload = JsonDocument.Parse(await LineAsync(json, "\"verb\":\"STOR\"")).RootElement;
        Assert.Equal(3_000_000, upload.GetProperty("bytes").GetInt64());
        Assert.Equal(1, upload.GetProperty("parts").GetInt64());
        Assert.Equal(16, upload.GetProperty("checksums").GetProperty("crc64nvme").GetString()!.Length);
    }

    [Fact]
    public async Task A_full_disk_under_the_logs_does_not_harm_transfers()
    {
        // scenario 60
        await using var server = await StartAsync(
            ["--transfer-log", "/dev/full", "--transfer-log-json", "/dev/full", "--log-file", "/dev/full"]);
        byte[] content = TestData.Bytes(100_000, 2);

        for (int i = 0; i < 3; i++)
        {
            await StoreAsync(server, $"/bucket/file-{i}", content);
        }

        await server.StopAsync();
        Assert.Contains("/dev/full cannot be written", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_are_served_to_Prometheus_and_name_nobody()
    {
        int port = FreePort.Take();
        await using var server = await StartAsync(["--metrics-listen", $"127.0.0.1:{port}"]);
        await StoreAsync(server, "/bucket/very-private-name", TestData.Bytes(100_000, 3));

        ToolResult scrape = (await ClientTool.CurlAsync($"http://127.0.0.1:{port}/metrics")).AssertSuccess();

        string[] names =
        [
            "s3stream_request_duration_seconds_count", "s3stream_memory_used_bytes", "gridftp_sessions_active", "gridftp_logins",
            "gridftp_transfer_duration_seconds_count", "gridftp_io_bytes",
        ];
        Assert.All(names, name => Assert.Contains(name, scrape.Output, StringComparison.Ordinal));
        Assert.Contains("s3_operation=\"PutObject\"", scrape.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("very-private-name", scrape.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_debug_log_shows_the_steps_and_no_secret_and_is_its_owners_only()
    {
        // scenario 48
        const string Password = "hunter2-is-not-to-be-seen";
        using var local = new TemporaryDirectory();
        string log = local.Path("debug.log");
        string store = local.Path("store");
        var variables = new Dictionary<string, string?> { ["GLOBUS_S3_DEBUG"] = $"1023,{log}" };
        var settings = new ServerSettings { EmbeddedDirectory = store, Variables = variables };
        await using var server = await ServerProcess.StartAsync(settings);
        await using (var session = await ScriptedGridFtpClient.ConnectAsync(server.Port))
        {
            (await session.CommandAsync("USER somebody")).Expect(331, 530);
            (await session.CommandAsync($"PASS {Password}")).Expect(530, 503);
        }

        await MakeBucketAsync(server);
        await StoreAsync(server, "/bucket/file", TestData.Bytes(40_000_000, 4));
        await server.StopAsync();

        string text = await File.ReadAllTextAsync(log, Stop);
        Assert.Contains("STOR /bucket/file", text, StringComparison.Ordinal);
        Assert.Contains("UploadPart 1 of bucket/file", text, StringComparison.Ordinal);
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(log));
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(store, "credentials"), Stop);
        string[] keys = [.. lines.Where(line => line.Contains('=', StringComparison.Ordinal)).Select(line => line.Split('=', 2)[1].Trim())];
        Assert.Equal(2, keys.Length);
        Assert.All(
            [.. keys, Password, "Authorization:", "X-Amz-Signature", "X-Amz-Credential", "AWS4-HMAC"],
            secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Systemd_is_told_when_the_server_listens_and_when_it_stops()
    {
        using var local = new TemporaryDirectory();
        string path = local.Path("notify");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        string[] arguments =
        [
            "serve", "--anonymous", "read", "--listen", "127.0.0.1:0", "--log-format", "json", "--embedded-store", local.Path("store"),
        ];
        var variables = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = path };
        await using var server = ChildProcess.Start(ServerProcess.Executable, arguments, variables);

        Assert.Contains("READY=1", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains("STOPPING=1", await ReceiveAsync(socket), StringComparison.Ordinal);
        Assert.StartsWith("{", server.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^DATE=\d{14}\.\d{6} HOST=server\.example\.org PROG=globus-gridftp-server NL\.EVNT=FTP_INFO START=\d{14}\.\d{6} USER=anonymous "
        + @"FILE=.+ BUFFER=\d+ BLOCK=\d+ NBYTES=\d+ VOLUME=/ STREAMS=\d+ STRIPES=1 DEST=\[127\.0\.0\.1\] TYPE=(STOR|RETR) "
        + "CODE=226 TASKID=none$")]
    private static partial Regex ReferenceLine();

    private static async Task<string> LineAsync(string file, string words) =>
        (await File.ReadAllLinesAsync(file, Stop)).Single(line => line.Contains(words, StringComparison.Ordinal));

    private static async Task<string> ReceiveAsync(Socket socket)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        byte[] message = new byte[1024];
        return Encoding.UTF8.GetString(message, 0, await socket.ReceiveAsync(message.AsMemory(), patience.Token));
    }

    private static async Task StoreAsync(ServerProcess server, string path, byte[] content)
    {
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.StoreAsync(path, content)).Expect(226);
    }

    private static async Task MakeBucketAsync(ServerProcess server)
    {
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync("MKD /bucket")).Expect(257);
    }

    private async Task<ServerProcess> StartAsync(string[] more)
    {
        ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { More = more });
        await MakeBucketAsync(server);
        return server;
    }
}
