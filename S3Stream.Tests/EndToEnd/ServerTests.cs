using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>The endpoint as a process: what its settings allow, how it ends, what a crash leaves.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class ServerTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    [Theory]
    [InlineData("PORT 10,1,2,3,100,1")]
    [InlineData("EPRT |1|10.1.2.3|25601|")]
    [InlineData("PORT 127,0,0,1,0,22")]
    [InlineData("PORT 127,0,0,2,100,1")]
    [InlineData("PORT 169,254,169,254,100,1")]
    [InlineData("PORT 0,0,0,0,100,1")]
    [InlineData("PORT 224,0,0,1,100,1")]
    [InlineData("PORT 255,255,255,255,100,1")]
    [InlineData("EPRT |2|::1|25601|")]
    [InlineData("EPRT |2|::ffff:127.0.0.2|25601|")]
    [InlineData("EPRT |2|64:ff9b::a9fe:a9fe|25601|")]
    [InlineData("SPOR 127,0,0,1,100,1 127,0,0,2,100,1")]
    public async Task Data_connections_to_other_hosts_and_low_ports_are_refused(string command)
    {
        // scenario 42
        await using var server = await endpoint.StartServerAsync(
            Settings() with { ThirdParty = command.Contains("10,1,2,3", StringComparison.Ordinal) || command.Contains("10.1.2.3", StringComparison.Ordinal) ? "dcau" : "always" });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);

        Assert.Contains("refused: it names", (await session.CommandAsync(command)).Expect(504).Text, StringComparison.Ordinal);
        (await session.CommandAsync("NOOP")).Expect(200);
    }

    [Fact]
    public async Task Accounts_of_the_password_file_may_log_in_and_nobody_else()
    {
        // scenario 54: a wrong name and a wrong password get the same reply
        using var local = new TemporaryDirectory();
        var accounts = local.Path("accounts");
        (await ClientTool.RunAsync(
            "sh", ["-c", $"umask 077; echo s3cret | '{ServerProcess.Executable}' hash-password alice > '{accounts}'"])).AssertSuccess();
        await using var server = await endpoint.StartServerAsync(
            Settings() with { Anonymous = "none", More = ["--password-file", accounts] });

        Assert.Equal(230, (await TryLoginAsync(server.Port, "alice", "s3cret")).Code);
        var wrongPassword = await TryLoginAsync(server.Port, "alice", "wrong");
        var wrongName = await TryLoginAsync(server.Port, "mallory", "wrong");
        Assert.Equal(530, wrongPassword.Code);
        Assert.Equal(wrongPassword.Text, wrongName.Text);
        Assert.Equal(530, (await TryLoginAsync(server.Port, "anonymous", "test@")).Code);
    }

    [Fact]
    public async Task A_server_that_nobody_could_use_does_not_start_and_says_what_to_do()
    {
        var result = await ClientTool.RunAsync(ServerProcess.Executable, ["serve", "--listen", "127.0.0.1:0", "--anonymous", "none"]);

        result.AssertFailure();
        Assert.Contains("password-file", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_readers_may_read_and_not_write()
    {
        // scenario 55
        using var local = new TemporaryDirectory();
        var settings = new ServerSettings { EmbeddedDirectory = local.Path("store") };
        var content = TestData.Bytes(1_000, 1);
        await using (var writable = await ServerProcess.StartAsync(settings))
        {
            await using var writer = await ScriptedGridFtpClient.LoginAsync(writable.Port);
            (await writer.CommandAsync("MKD /bucket")).Expect(257);
            (await writer.StoreAsync("/bucket/file", content)).Expect(226);
        }

        await using var server = await ServerProcess.StartAsync(settings with { Port = FreePort.Take(), Anonymous = "read" });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);

        Assert.Equal(content, await session.RetrieveAsync("/bucket/file"));
        (await session.CommandAsync("PASV")).Expect(227);
        (await session.CommandAsync("STOR /bucket/new")).Expect(550, 553, 530, 532);
        (await session.CommandAsync("DELE /bucket/file")).Expect(550, 530, 532);
        (await session.CommandAsync("MKD /new-bucket")).Expect(550, 530, 532, 553);
        Assert.Equal(content, await session.RetrieveAsync("/bucket/file"));
    }

    [Fact]
    public async Task Objects_outlive_a_restart_of_the_server()
    {
        using var local = new TemporaryDirectory();
        var settings = new ServerSettings { EmbeddedDirectory = local.Path("store") };
        var content = TestData.Bytes(300_000, 2);
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            (await session.CommandAsync("MKD /bucket")).Expect(257);
            (await session.StoreAsync("/bucket/file", content)).Expect(226);
        }

        await using (var server = await ServerProcess.StartAsync(settings with { Port = FreePort.Take() }))
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            Assert.Equal(content, await session.RetrieveAsync("/bucket/file"));
        }
    }

    [Fact]
    public async Task A_crash_in_mid_upload_leaves_no_object()
    {
        // scenario 61: SIGKILL of the server
        using var local = new TemporaryDirectory();
        var settings = new ServerSettings { EmbeddedDirectory = local.Path("store") };
        await using (var server = await ServerProcess.StartAsync(settings))
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            (await session.CommandAsync("MKD /bucket")).Expect(257);
            using var data = await session.OpenPassiveAsync();
            (await session.CommandAsync("STOR /bucket/file")).Expect(150);
            await data.GetStream().WriteAsync(TestData.Bytes(40_000_000, 3), TestContext.Current.CancellationToken);
            await server.KillAsync();
        }

        await using (var server = await ServerProcess.StartAsync(settings with { Port = FreePort.Take() }))
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            (await session.CommandAsync("SIZE /bucket/file")).Expect(550);
            (await session.StoreAsync("/bucket/file", TestData.Bytes(1_000, 4))).Expect(226);
        }
    }

    [Fact]
    public async Task Asked_to_end_in_mid_upload_the_server_lets_it_finish_and_exits_with_0()
    {
        // scenario 61: drain
        using var local = new TemporaryDirectory();
        var content = TestData.Bytes(20_000_000, 5);
        await using var server = await ServerProcess.StartAsync(new ServerSettings { EmbeddedDirectory = local.Path("store") });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync("MKD /bucket")).Expect(257);
        Task stopping;
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync("STOR /bucket/file")).Expect(150);
            await data.GetStream().WriteAsync(content.AsMemory(0, 10_000_000), TestContext.Current.CancellationToken);
            stopping = server.StopAsync();
            await data.GetStream().WriteAsync(content.AsMemory(10_000_000), TestContext.Current.CancellationToken);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        session.Drop(reset: false);
        await stopping;
    }

    [Fact]
    public async Task Secrets_are_not_in_the_log()
    {
        // scenario 48
        const string Password = "hunter2-is-not-to-be-seen";
        await using var server = await endpoint.StartServerAsync(Settings() with { More = ["--log-level", "trace"] });
        await using (var session = await ScriptedGridFtpClient.ConnectAsync(server.Port))
        {
            (await session.CommandAsync("USER somebody")).Expect(331, 530);
            (await session.CommandAsync($"PASS {Password}")).Expect(530, 503);
        }

        await server.StopAsync();
        Assert.DoesNotContain(Password, server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_refused_at_the_start_with_their_name()
    {
        // scenario 56
        var result = await ClientTool.RunAsync(ServerProcess.Executable, ["serve", "--listen", "not-an-address", "--anonymous", "read"]);

        result.AssertFailure();
        Assert.Contains("listen", result.All, StringComparison.OrdinalIgnoreCase);
    }

    private static ServerSettings Settings() => new();

    private static async Task<FtpReply> TryLoginAsync(int port, string user, string password)
    {
        await using var session = await ScriptedGridFtpClient.ConnectAsync(port);
        var reply = await session.CommandAsync($"USER {user}");
        return reply.Code == 331 ? await session.CommandAsync($"PASS {password}") : reply;
    }
}
