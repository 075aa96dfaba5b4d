using System.Net;
using System.Net.Sockets;
using System.Text;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Scenarios 52 and 54 in a running server: silent crowds and guessed passwords, and the real clients beside them.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class LoginLimitTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Silent_connections_of_one_host_keep_nobody_out()
    {
        await using var server = await StartAsync("--max-connections", "20");
        await using var before = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await before.CommandAsync("MKD /bucket")).Expect(257);
        var silent = new List<Socket>();
        try
        {
            for (int i = 0; i < 20; i++)
            {
                silent.Add(await ConnectAsync(server.Port, "127.0.0.2"));
            }

            var greetings = await Task.WhenAll(silent.Select(ReadLineAsync));
            Assert.Equal(10, greetings.Count(line => line.StartsWith("220", StringComparison.Ordinal)));
            Assert.All(
                greetings[10..],
                line => Assert.StartsWith("421 Too many connections that have not logged in", line, StringComparison.Ordinal));

            var file = _directory.Path("up");
            TestData.WriteFile(file, 100_000, seed: 1);
            string url = $"ftp://127.0.0.1:{server.Port}/bucket/";
            (await ClientTool.CurlAsync("-T", file, url + "curl")).AssertSuccess();
            (await ClientTool.GlobusUrlCopyAsync("-p", "4", $"file://{file}", url + "globus")).AssertSuccess();
            (await ClientTool.RunAsync("gfal-copy", [$"file://{file}", url + "gfal"])).AssertSuccess();
            (await ClientTool.LftpAsync(url, $"put {file} -o lftp")).AssertSuccess();
            Assert.StartsWith("421 The server is full", await ReadLineAsync(silent[0]), StringComparison.Ordinal);
            (await before.CommandAsync("NOOP")).Expect(200);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task Guesses_at_once_are_counted_and_shut_out_passwords_of_that_address_only()
    {
        var accounts = _directory.Path("accounts");
        (await ClientTool.RunAsync("sh",
            ["-c", $"umask 077; echo s3cret | '{ServerProcess.Executable}' hash-password alice > '{accounts}'"])).AssertSuccess();
        await using var server = await StartAsync("--password-file", accounts);

        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => LoginAsync(server.Port, "127.0.0.2", "alice", "wrong")));

        Assert.Equal(20, answers.Count(line => line.StartsWith("530", StringComparison.Ordinal)));
        Assert.Equal(40, answers.Count(line => line.StartsWith("421 Too many failed logins from your address", StringComparison.Ordinal)));
        Assert.StartsWith("421", await LoginAsync(server.Port, "127.0.0.2", "alice", "s3cret"), StringComparison.Ordinal);
        Assert.StartsWith("230", await LoginAsync(server.Port, "127.0.0.2", "anonymous", "x@"), StringComparison.Ordinal);
        Assert.StartsWith("230", await LoginAsync(server.Port, "127.0.0.1", "alice", "s3cret"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_has_so_many_sessions()
    {
        await using var server = await StartAsync("--max-connections-per-user", "1");
        await using (await ScriptedGridFtpClient.LoginAsync(server.Port))
        {
            Assert.StartsWith(
                "421 Too many sessions of this user: at most 1",
                await LoginAsync(server.Port, "127.0.0.1", "anonymous", "x@"),
                StringComparison.Ordinal);
        }
    }

    private Task<ServerProcess> StartAsync(params string[] more) => ServerProcess.StartAsync(
        new ServerSettings { EmbeddedDirectory = _directory.Path("store"), More = more });

    /// <summary>The answer to PASS.</summary>
    private static async Task<string> LoginAsync(int port, string source, string user, string password)
    {
        using var socket = await ConnectAsync(port, source);
        await ReadLineAsync(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"USER {user}\r\n"), TestContext.Current.CancellationToken);
        await ReadLineAsync(socket);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"PASS {password}\r\n"), TestContext.Current.CancellationToken);
        return await ReadLineAsync(socket);
    }

    private static async Task<Socket> ConnectAsync(int port, string source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<string> ReadLineAsync(Socket socket)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        var line = new StringBuilder();
        byte[] one = new byte[1];
        while (await socket.ReceiveAsync(one, limit.Token) > 0 && one[0] != '\n')
        {
            line.Append((char)one[0]);
        }

        return line.ToString();
    }
}
