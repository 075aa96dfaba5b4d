using System.Net.Sockets;
using System.Text.RegularExpressions;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// What the program says when it does not do what it was asked for: one line what, with the setting's own name, and one line what to do;
/// exit code 2 for wrong use and 1 for a failure. The table is the list of its complaints, told by the built program.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed partial class StartMessageTests : IDisposable
{
    private const string NoLogin = "no-such-flag";
    private readonly TemporaryDirectory _directory = new();

    public StartMessageTests()
    {
        Directory.CreateDirectory(_directory.Path("empty"));
        File.WriteAllText(_directory.Path("text"), "no certificate\n");
        File.WriteAllText(_directory.Path("open-passwords"), "alice:x\n");
        File.WriteAllText(_directory.Path("settings"), "anonymous = read\nmemory-budgett = 1GiB\n");
        File.WriteAllText(_directory.Path("connector"), "host_name =\n");
        File.WriteAllText(_directory.Path("gridftp.conf"), "port 2811\nchroot_pth /x\n");
        File.SetUnixFileMode(_directory.Path("open-passwords"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
    }

    public void Dispose() => _directory.Dispose();

    [Theory] // scenario 56; {d}: the test's directory, {s}: options that would serve
    [InlineData("", 2, "no command is given", "'s3stream-gridftp --help' lists all commands")]
    [InlineData("srve", 2, "there is no command srve", "Did you mean serve?")]
    [InlineData("serve --" + NoLogin, 2, "there is no option --no-such-flag", "'s3stream-gridftp serve --help' lists all options")]
    [InlineData("serve --memory-budgt 1GiB", 2, "there is no option --memory-budgt", "Did you mean --memory-budget?")]
    [InlineData("serve {s} --part-size", 2, "--part-size needs a value: SIZE", "serve --help")]
    [InlineData("serve {s} --part-size 8MiB --part-size 9MiB", 2, "--part-size is given twice", "serve --help")]
    [InlineData("serve", 2, "nobody could log in: none of gsi, password-file and anonymous is set", "anonymous = read")]
    [InlineData("serve {s} --memory-budget 1MiB", 2, "memory-budget = 1MiB: 1MiB is out of range: expected 20MiB or more", "Default 512MiB")]
    [InlineData("serve {s} --memory-budget 40MiB", 2, "memory-budget is 40MiB, less than four times part-size", "Set memory-budget to 64MiB")]
    [InlineData("serve {s} --block-size 1KiB", 2, "block-size = 1KiB: 1KiB is out of range: expected 4KiB to 16MiB", "Default 1MiB")]
    [InlineData("serve {s} --listen somewhere", 2, "listen = somewhere: expected ADDRESS:PORT", "listen ADDR:PORT: ")]
    [InlineData("serve {s} --s3-endpoint http://127.0.0.1:9", 2, "embedded-store and s3-endpoint exclude each other", "Leave one of them out")]
    [InlineData("serve {s} --settings {d}/none", 2, "configuration file {d}/none: Could not find", "--settings")]
    [InlineData("serve {s} --settings {d}/settings", 2, "line 2: 'memory-budgett' is not a setting", "Did you mean memory-budget?")]
    [InlineData("serve {s} --s3-config {d}/connector", 2, "line 1: host_name has no value", "s3.REGION.amazonaws.com")]
    [InlineData("serve {s} --config {d}/gridftp.conf", 2, "line 2: unknown option 'chroot_pth'", "Did you mean chroot_path?")]
    [InlineData("serve {s} --password-file {d}/open-passwords", 2, "password-file: {d}/open-passwords: ", "mode 0600")]
    [InlineData("serve {s} --gsi --host-cert {d}/text --host-key {d}/none", 2, "host-key = {d}/none: ", "host-key FILE: ")]
    [InlineData("serve {s} --host-cert {d}/text --host-key {d}/text", 2, "host-cert or host-key: {d}/text holds secrets", "mode 0600")]
    [InlineData("serve {s} --s3-ca {d}/text", 2, "s3-ca {d}/text holds no certificate", "-----BEGIN CERTIFICATE-----")]
    [InlineData("serve {s} --upload-journal /proc/none", 2, "upload-journal /proc/none cannot be written", "Let upload-journal name a directory")]
    [InlineData("serve {s} --spill-dir /proc/none", 2, "spill-dir /proc/none cannot be written", "Let spill-dir name a directory")]
    [InlineData("serve --anonymous read --embedded-store /proc/none", 2, "embedded-store /proc/none cannot be written", "Let embedded-store")]
    [InlineData("serve {s} --process-user no-such-user", 2, "embedded-store and process-user exclude each other", "without process-user")]
    [InlineData("serve --anonymous read --process-user no-such-user", 2, "process-user: there is no user 'no-such-user'", "getent passwd no-such-user")]
    [InlineData("serve {s} --log-file /none/log", 1, "log-file /none/log cannot be opened", "Let log-file name a file")]
    [InlineData("serve {s} --transfer-log /none/log", 1, "transfer-log /none/log cannot be opened", "Let transfer-log name a file")]
    [InlineData("serve {s} --pid-file /none/pid", 1, "pid-file /none/pid cannot be written", "/run/s3stream")]
    [InlineData("serve {s} --listen 192.0.2.1:23456", 1, "listen: cannot listen on 192.0.2.1:23456: Cannot assign", "ss -ltnp")]
    [InlineData("serve {s} --metrics-listen 192.0.2.1:23456", 1, "metrics-listen: cannot listen on 192.0.2.1:23456", "ss -ltnp")]
    [InlineData("serve {s} --embedded-store-listen 192.0.2.1:23456", 1, "embedded-store {d}/store cannot be served", "embedded-store-listen")]
    [InlineData("check-config", 2, "error: nobody could log in", "anonymous = read")]
    [InlineData("doctor", 2, "Option '--bucket' is required", "'s3stream-gridftp doctor --help'")]
    [InlineData("doctor {s} --bucket b", 2, "doctor looks at an S3 service", "Leave --embedded-store out")]
    [InlineData("hash-password a:b", 2, "a user name has no blank, colon or # in it", "Give another name")]
    public async Task What_is_wrong_and_what_to_do_are_told_in_a_line_each(string command, int exitCode, string what, string remedy)
    {
        string[] arguments = [.. Fill(command.Replace("{s}", "--anonymous read --embedded-store {d}/store", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        if (command.StartsWith("serve", StringComparison.Ordinal) && !command.Contains("--listen", StringComparison.Ordinal))
        {
            arguments = [.. arguments, .. command.Contains("{s}", StringComparison.Ordinal) ? (string[])["--listen", "127.0.0.1:0"] : []];
        }

        ToolResult result = await RunAsync(arguments);

        string[] lines = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] complaint = [.. lines.Where(line => !EntryForm().IsMatch(line))];
        Assert.Contains(Fill(what), complaint[0], StringComparison.Ordinal);
        Assert.StartsWith("s3stream-gridftp: ", complaint[0], StringComparison.Ordinal);
        Assert.Contains(remedy, complaint[1], StringComparison.Ordinal);
        Assert.StartsWith("  ", complaint[1], StringComparison.Ordinal);
        Assert.True(complaint.Length == 2 || command == "check-config", result.All);
        Assert.DoesNotContain("   at ", result.All, StringComparison.Ordinal); // of a stack trace
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Fact]
    public async Task A_log_file_has_the_failure_too()
    {
        ToolResult result = await RunAsync(Serve("--log-file", _directory.Path("log"), "--pid-file", "/none/pid"));

        Assert.Equal(1, result.ExitCode);
        string log = await File.ReadAllTextAsync(_directory.Path("log"), TestContext.Current.CancellationToken);
        Assert.Contains("The server does not run: pid-file /none/pid cannot be written", log, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, FreePort.Take());
        other.Start();

        ToolResult result = await RunAsync(Serve("--listen", $"{other.LocalEndpoint}"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains($"listen: cannot listen on {other.LocalEndpoint}: Address already in use\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9", true, "the connection failed", "Check s3-endpoint: its host, port and scheme")]
    [InlineData("http://no-such-host.invalid", true, "host name of the store cannot be resolved", "Check the host name in s3-endpoint")]
    [InlineData("http://127.0.0.1:9", false, "there are no S3 credentials", "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")]
    [InlineData("https://{http}", true, "the service does not speak TLS at that address", "seems to speak http, not https")]
    public async Task A_store_that_cannot_be_used_is_told_at_the_start_and_to_the_client(
        string endpoint, bool hasKeys, string what, string remedy)
    {
        using var http = new TcpListener(System.Net.IPAddress.Loopback, 0);
        http.Start();
        Task answering = AnswerAsync(http);
        int port = FreePort.Take();
        var variables = new Dictionary<string, string?>
        {
            ["AWS_ACCESS_KEY_ID"] = hasKeys ? "key" : null,
            ["AWS_SECRET_ACCESS_KEY"] = hasKeys ? "secret" : null,
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["HOME"] = _directory.FullPath,
        };
        string[] arguments =
        [
            "serve", "--listen", $"127.0.0.1:{port}", "--anonymous", "read-write", "--s3-attempts", "1",
            "--s3-endpoint", endpoint.Replace("{http}", $"{http.LocalEndpoint}", StringComparison.Ordinal),
        ];
        await using var server = ChildProcess.Start(ServerProcess.Executable, arguments, variables);

        string line = await server.WaitForLineAsync(
            text => text.Contains("The S3 service cannot be used", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Contains(what, line, StringComparison.Ordinal);
        Assert.Contains(remedy, line, StringComparison.Ordinal);
        await using var client = await ScriptedGridFtpClient.LoginAsync(port);
        FtpReply reply = await client.CommandAsync("MLST /bucket");
        Assert.True(reply.Code is 451 or 550, reply.ToString());
        Assert.DoesNotContain("INVALID_PATH_NAME", reply.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception 1 of", reply.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync(TimeSpan.FromSeconds(30)));
        http.Stop();
        await answering;
    }

    [Fact]
    public async Task With_few_open_files_clients_beyond_them_are_refused_and_none_hangs()
    {
        int port = FreePort.Take();
        string serve = string.Join(' ', Serve("--listen", $"127.0.0.1:{port}"));
        await using var server = ChildProcess.Start("sh", ["-c", $"ulimit -n 256; exec {ServerProcess.Executable} {serve}"]);
        await server.WaitForLineAsync(line => line.Contains("is ready", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
        Assert.Contains("the limit of open files is 256, so at most 48 sessions are served (max-connections = 4096)", server.Errors, StringComparison.Ordinal);
        Assert.Contains("LimitNOFILE=", server.Errors, StringComparison.Ordinal);

        var clients = new List<TcpClient>();
        var greetings = new List<string>();
        for (int i = 0; i < 60; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            greetings.Add(await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20)) ?? "");
        }

        Assert.Contains(greetings, greeting => greeting.StartsWith("421 ", StringComparison.Ordinal));
        Assert.All(greetings, greeting => Assert.Matches("^(220|421)[ -]", greeting));
        Assert.DoesNotContain("Too many open files", server.Errors, StringComparison.Ordinal);
        clients.ForEach(client => client.Dispose());
    }

    /// <summary>Speaks plain HTTP to whoever comes.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync();
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            // the test is over
        }
    }

    private static Task<ToolResult> RunAsync(params string[] arguments) => ClientTool.RunAsync(
        ServerProcess.Executable, arguments, TimeSpan.FromSeconds(30), NoVariables());

    /// <summary>Those of this test run are none of the program's settings, and it says so.</summary>
    private static Dictionary<string, string?> NoVariables() => Environment.GetEnvironmentVariables().Keys.Cast<string>()
        .Where(name => name.StartsWith("S3STREAM_", StringComparison.Ordinal) || name == "NOTIFY_SOCKET")
        .ToDictionary(name => name, _ => (string?)null);

    private string[] Serve(params string[] more) =>
        ["serve", "--anonymous", "read", "--embedded-store", _directory.Path("store"), .. more];

    private string Fill(string text) => text.Replace("{d}", _directory.FullPath, StringComparison.Ordinal);

    /// <summary>Of the log: what the embedded store and the like tell before.</summary>
    [GeneratedRegex(@"^\d{4}-\d{2}-\d{2}T\S+ (info|warn|fail): ")]
    private static partial Regex EntryForm();
}
