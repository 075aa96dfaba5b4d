using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Scenario 43 with a password user, port scanners and strangers, and the real clients that must not suffer from the defence.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class StrayConnectionTests : IAsyncLifetime
{
    private const string Password = "s3cret";
    private static readonly byte[] Precious = TestData.Bytes(100_000, 1);
    private readonly TemporaryDirectory _directory = new();
    private ServerProcess? _server;

    private int Port => _server!.Port;

    public async ValueTask InitializeAsync()
    {
        var accounts = _directory.Path("accounts");
        (await ClientTool.RunAsync("sh",
            ["-c", $"umask 077; echo {Password} | '{ServerProcess.Executable}' hash-password alice > '{accounts}'"])).AssertSuccess();
        _server = await ServerProcess.StartAsync(new ServerSettings
        {
            EmbeddedDirectory = _directory.Path("store"),
            More = ["--password-file", accounts],
        });
        await using var session = await LoginAsync();
        (await session.CommandAsync("MKD /demo")).Expect(257);
        (await session.StoreAsync("/demo/precious", Precious)).Expect(226);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    public async Task A_port_scanner_does_not_replace_an_object_by_nothing(string scanner)
    {
        await using var session = await LoginAsync();
        var where = await session.PassiveAsync();
        (await ConnectAsync(where, scanner)).Dispose();
        await Task.Delay(50, TestContext.Current.CancellationToken);

        await session.SendAsync("STOR /demo/precious");
        using (var data = await ScriptedGridFtpClient.ConnectDataAsync(where))
        {
            (await session.ReadReplyAsync()).Expect(150);
            await data.GetStream().WriteAsync(TestData.Bytes(200_000, 2), TestContext.Current.CancellationToken);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        Assert.Equal(TestData.Bytes(200_000, 2), await session.RetrieveAsync("/demo/precious"));
    }

    [Fact]
    public async Task A_stranger_neither_reads_nor_writes_a_password_users_files()
    {
        await using var session = await LoginAsync();
        foreach (var command in (string[])["RETR /demo/precious", "NLST /demo", "STOR /demo/precious"])
        {
            var where = await session.PassiveAsync();
            using var stranger = await ConnectAsync(where, "127.0.0.2");
            await session.SendAsync(command);
            using (var data = await ScriptedGridFtpClient.ConnectDataAsync(where))
            {
                (await session.ReadReplyAsync()).Expect(150);
                if (command.StartsWith("STOR", StringComparison.Ordinal))
                {
                    await data.GetStream().WriteAsync(Precious, TestContext.Current.CancellationToken);
                }
                else
                {
                    using var content = new MemoryStream();
                    await data.GetStream().CopyToAsync(content, TestContext.Current.CancellationToken);
                    Assert.NotEqual(0, content.Length);
                }
            }

            (await session.ReadFinalReplyAsync()).Expect(226);
            await Assert.ThrowsAsync<SocketException>(
                async () => await stranger.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        }

        Assert.Equal(Precious, await session.RetrieveAsync("/demo/precious"));
    }

    [Fact]
    public async Task Empty_files_of_the_real_clients_are_still_files()
    {
        // scenario 13
        var file = _directory.Path("empty");
        TestData.WriteFile(file, 0, seed: 0);
        string url = string.Create(CultureInfo.InvariantCulture, $"ftp://127.0.0.1:{Port}/demo/");

        (await ClientTool.CurlAsync("-T", file, "--user", $"alice:{Password}", url + "curl")).AssertSuccess();
        (await ClientTool.LftpAsync($"-u alice,{Password} {url}", $"put {file} -o lftp")).AssertSuccess();
        (await ClientTool.RunAsync("gfal-copy", [$"file://{file}", url + "gfal"])).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync($"file://{file}", url + "globus")).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync("-p", "4", $"file://{file}", url + "parallel")).AssertSuccess();

        await using var session = await LoginAsync();
        foreach (var name in (string[])["curl", "lftp", "gfal", "globus", "parallel"])
        {
            Assert.Equal("213 0", (await session.CommandAsync($"SIZE /demo/{name}")).Text);
        }
    }

    private async Task<ScriptedGridFtpClient> LoginAsync()
    {
        var client = await ScriptedGridFtpClient.ConnectAsync(Port);
        (await client.CommandAsync("USER alice")).Expect(331);
        (await client.CommandAsync($"PASS {Password}")).Expect(230);
        (await client.CommandAsync("TYPE I")).Expect(200);
        return client;
    }

    private static async Task<Socket> ConnectAsync(IPEndPoint where, string source)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        await socket.ConnectAsync(where, TestContext.Current.CancellationToken);
        return socket;
    }
}
