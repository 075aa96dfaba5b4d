using System.Diagnostics;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Scenario 56: SIGHUP gives new sessions what changed, and disturbs none.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class ReloadTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SIGHUP_in_mid_transfer_changes_what_new_sessions_get_and_a_bad_file_changes_nothing()
    {
        using var local = new TemporaryDirectory();
        string file = local.Path("settings");
        await File.WriteAllTextAsync(file, "hostname = before\n", Stop);
        await using var server = await StartAsync(["--settings", file]);
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        byte[] content = TestData.Bytes(20_000_000, 5);
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync("STOR /bucket/file")).Expect(150);
            await data.GetStream().WriteAsync(content.AsMemory(0, 10_000_000), Stop);

            await File.WriteAllTextAsync(file, "# changed\nhostname = after\nmemory-budget = 1GiB\n", Stop);
            await server.HangUpAsync();
            Assert.Contains("after", await GreetingAsync(server), StringComparison.Ordinal);
            string restart = server.Log.Split('\n').Single(line => line.Contains("need a restart", StringComparison.Ordinal));
            Assert.Contains("memory-budget", restart, StringComparison.Ordinal);
            Assert.DoesNotContain("embedded-store", restart, StringComparison.Ordinal);

            await File.WriteAllTextAsync(file, "hostname = never\nmax-connections = none\n", Stop);
            await server.HangUpAsync("the old ones stay");
            Assert.Contains($"{file}, line 2", server.Log, StringComparison.Ordinal);
            Assert.Contains("after", await GreetingAsync(server), StringComparison.Ordinal);

            await data.GetStream().WriteAsync(content.AsMemory(10_000_000), Stop);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        Assert.Equal(content, await session.RetrieveAsync("/bucket/file"));
    }

    [Fact]
    public async Task Rules_for_objects_change_for_new_sessions_and_uploads_under_way_end_by_the_old_ones()
    {
        using var local = new TemporaryDirectory();
        string rules = local.Path("rules");
        await File.WriteAllTextAsync(rules, "/bucket/other no-overwrite\n", Stop);
        await using var server = await StartAsync(["--s3-options", rules]);
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.StoreAsync("/bucket/file", TestData.Bytes(1_000, 1))).Expect(226);
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync("STOR /bucket/file")).Expect(150);
            await File.WriteAllTextAsync(rules, "/bucket no-overwrite\n", Stop);
            await server.HangUpAsync();
            await data.GetStream().WriteAsync(TestData.Bytes(2_000, 2), Stop);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        await using var next = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await next.CommandAsync("PASV")).Expect(227);
        (await next.CommandAsync("STOR /bucket/file")).Expect(553);
        Assert.Equal(TestData.Bytes(2_000, 2), await next.RetrieveAsync("/bucket/file"));

        await File.WriteAllTextAsync(rules, "/bucket no-such-word\n", Stop);
        await server.HangUpAsync("the old ones stay");
        Assert.Contains($"{rules}, line 1", server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Certificates_are_accepted_once_the_settings_say_so_and_their_files_may_be_others()
    {
        using var local = new TemporaryDirectory();
        using var pki = await TestPki.CreateAsync();
        string file = local.Path("settings");
        await File.WriteAllTextAsync(file, "hostname = localhost\n", Stop);
        await using var server = await StartAsync(["--settings", file]);
        TestData.WriteFile(local.Path("up"), 100_000, seed: 1);
        string[] copy = [$"file://{local.Path("up")}", $"gsiftp://localhost:{server.Port}/bucket/file"];
        (await ClientTool.RunAsync("globus-url-copy", copy, environment: pki.UserEnvironment)).AssertFailure();

        string names = $"gsi = on\nhost-cert = {pki.HostCertificate}\nhost-key = {pki.HostKey}\nca-dir = {pki.Authorities}\n";
        string elsewhere = local.Path("grid-mapfile");
        await File.WriteAllTextAsync(elsewhere, "# nobody\n", Stop);
        await File.WriteAllTextAsync(file, $"{names}gridmap = {elsewhere}\n", Stop);
        await server.HangUpAsync();
        var refused = (await ClientTool.RunAsync("globus-url-copy", copy, environment: pki.UserEnvironment)).AssertFailure();
        Assert.Contains("Gridmap lookup failure", refused.All, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, $"{names}gridmap = {pki.GridMap}\n", Stop);
        await server.HangUpAsync();
        (await ClientTool.RunAsync("globus-url-copy", copy, environment: pki.UserEnvironment)).AssertSuccess();

        await File.WriteAllTextAsync(file, $"{names}gridmap = {local.Path("missing")}\n", Stop);
        await server.HangUpAsync("the old ones stay");
        (await ClientTool.RunAsync("globus-url-copy", copy, environment: pki.UserEnvironment)).AssertSuccess();
    }

    [Fact]
    public async Task A_shorter_drain_counts_without_a_restart()
    {
        using var local = new TemporaryDirectory();
        string file = local.Path("settings");
        await File.WriteAllTextAsync(file, "drain-timeout = 600\n", Stop);
        await using var server = await StartAsync(["--settings", file]);
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        using var data = await session.OpenPassiveAsync();
        (await session.CommandAsync("STOR /bucket/file")).Expect(150);

        await File.WriteAllTextAsync(file, "drain-timeout = 1\n", Stop);
        await server.HangUpAsync();
        var clock = Stopwatch.StartNew();
        await server.StopAsync();

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"{clock.Elapsed}");
    }

    private static async Task<string> GreetingAsync(ServerProcess server)
    {
        ToolResult result = await ClientTool.CurlAsync("--verbose", "--list-only", $"ftp://127.0.0.1:{server.Port}/");
        return result.All.Split('\n').First(line => line.Contains(" 220 ", StringComparison.Ordinal));
    }

    private async Task<ServerProcess> StartAsync(string[] more)
    {
        ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { More = more });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync("MKD /bucket")).Expect(257);
        return server;
    }
}
