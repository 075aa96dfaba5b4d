using System.Globalization;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What an administrator forbids, in a running server: paths, commands, addresses, clear data, everything.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class RestrictionTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Restricted_paths_hold_for_every_command()
    {
        await using (var open = await StartAsync([]))
        {
            await using var writer = await ScriptedGridFtpClient.LoginAsync(open.Port);
            foreach (var bucket in (string[])["data", "other"])
            {
                (await writer.CommandAsync($"MKD /{bucket}")).Expect(257);
                (await writer.StoreAsync($"/{bucket}/kept/file", TestData.Bytes(100, 1))).Expect(226);
                (await writer.StoreAsync($"/{bucket}/free/file", TestData.Bytes(100, 1))).Expect(226);
            }
        }

        await using var server = await StartAsync("restrict_paths RW/data,R/data/kept");
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);

        string[] refused =
        [
            "DELE /data/kept/file", "SITE RDEL /data/kept", "SITE RDEL /data", "MKD /data/kept/new", "RNFR /data/kept/file",
                "RMD /data/kept",
            "SIZE /other/kept/file", "MDTM /other/kept/file", "MLST /other/kept/file", "STAT /other", "CWD /other", "MLSC /other",
                "CWD /data/../other",
            "CKSM ADLER32 0 -1 /other/kept/file", "DELE /other/kept/file", "MKD /other/new", "MKD /third-bucket",
        ];
        foreach (var command in refused)
        {
            Assert.Contains("Permission denied", (await session.CommandAsync(command)).Expect(550).Text, StringComparison.Ordinal);
        }

        foreach (var transfer in (string[])["RETR /other/kept/file", "STOR /other/new", "STOR /data/kept/new", "APPE /data/kept/file",
            "MLSD /other", "LIST /other", "LIST /other/*", "NLST /other/kept/f*", "NLST /o*"])
        {
            (await session.CommandAsync("PASV")).Expect(227);
            (await session.CommandAsync(transfer)).Expect(550);
        }

        (await session.CommandAsync("RNFR /data/free/file")).Expect(350);
        (await session.CommandAsync("RNTO /other/file")).Expect(550);
        (await session.CommandAsync("RNFR /data/free/file")).Expect(350);
        (await session.CommandAsync("RNTO /data/kept/file2")).Expect(550);
        (await session.CommandAsync("RNFR /data/free/file")).Expect(350);
        (await session.CommandAsync("RNTO /data/free/renamed")).Expect(250);
        Assert.Equal("/data\r\n"u8.ToArray(), await session.RetrieveAsync("/*", "NLST")); // a pattern shows what may be seen
        Assert.Equal("/data/kept/file\r\n"u8.ToArray(), await session.RetrieveAsync("/data/kept/*", "NLST"));
        var root = (await session.CommandAsync("MLSC /")).Expect(250).Text;
        Assert.Contains("data", root, StringComparison.Ordinal);
        Assert.DoesNotContain("other", root, StringComparison.Ordinal);
        Assert.Equal(TestData.Bytes(100, 1), await session.RetrieveAsync("/data/kept/file"));
    }

    [Fact]
    public async Task Sessions_start_in_the_home_that_a_tilde_means_in_paths_urls_and_rules()
    {
        await using (var open = await StartAsync([]))
        {
            await using var writer = await ScriptedGridFtpClient.LoginAsync(open.Port);
            (await writer.CommandAsync("MKD /data")).Expect(257);
        }

        await using var server = await StartAsync("home_dir /data/homes/$USER", "restrict_paths RW~");
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        Assert.Equal("257 \"/data/homes/anonymous\" is current directory.", (await session.CommandAsync("PWD")).Text);
        (await session.StoreAsync("one", TestData.Bytes(100, 1))).Expect(226);
        (await session.CommandAsync("SIZE ~/one")).Expect(213);
        Assert.Contains(
            "Permission denied", (await session.CommandAsync("SIZE ~/../other/one")).Expect(550).Text, StringComparison.Ordinal);

        var hash = TestData.WriteFile(_directory.Path("up"), 100_000, seed: 2);
        string url = $"ftp://127.0.0.1:{server.Port}/~/two";
        (await ClientTool.GlobusUrlCopyAsync($"file://{_directory.Path("up")}", url)).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync(url, $"file://{_directory.Path("down")}")).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_directory.Path("down")));
        (await session.CommandAsync("SIZE /data/homes/anonymous/two")).Expect(213);
    }

    [Fact]
    public async Task Disabled_commands_messages_and_the_demand_for_encryption_hold()
    {
        await using var server = await StartAsync(
            "disable_command_list \"DELE,RMD,SITE RDEL\"", "banner \"A site of ours\"", "login_msg \"Be nice\"", "encrypt_data 1",
            "epsv_ip 1");
        await using var session = await ScriptedGridFtpClient.ConnectAsync(server.Port);
        (await session.CommandAsync("USER anonymous")).Expect(331);
        Assert.Contains("Be nice", (await session.CommandAsync("PASS x@")).Expect(230).Text, StringComparison.Ordinal);

        (await session.CommandAsync("DELE /bucket/x")).Expect(500);
        (await session.CommandAsync("SITE RDEL /bucket/x")).Expect(500);
        Assert.DoesNotMatch("DELE|RDEL|RMD", (await session.CommandAsync("SITE HELP")).Expect(214).Text);
        Assert.Contains("(|1|127.0.0.1|", (await session.CommandAsync("EPSV")).Expect(229).Text, StringComparison.Ordinal);
        Assert.Contains("Encryption is required", (await session.CommandAsync("LIST /")).Expect(534).Text, StringComparison.Ordinal);
        Assert.Contains("A site of ours", (await ClientTool.CurlAsync("-v", $"ftp://127.0.0.1:{server.Port}/")).All,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connections_disabled 1\noffline_msg \"Back on Monday\"", "421 Back on Monday")]
    [InlineData("deny_from 127.", "421 Connections from your address are not accepted.")]
    [InlineData("allow_from 192.0.2.", "421 Connections from your address are not accepted.")]
    public async Task Connections_are_refused_with_a_reason(string lines, string reply)
    {
        await using var server = await StartAsync(lines);

        Assert.Contains(reply, (await ClientTool.CurlAsync("-v", $"ftp://127.0.0.1:{server.Port}/")).All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_pid_file_is_there_while_the_server_is()
    {
        var file = _directory.Path("server.pid");
        await using (await StartAsync($"pidfile {file}"))
        {
            Assert.True(int.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken),
                CultureInfo.InvariantCulture) > 1);
        }

        Assert.False(File.Exists(file));
    }

    private async Task<ServerProcess> StartAsync(params string[] lines)
    {
        var config = _directory.Path(Path.GetRandomFileName());
        await File.WriteAllLinesAsync(config, [.. lines, "allow_anonymous 1"], TestContext.Current.CancellationToken);
        return await ServerProcess.StartAsync(new ServerSettings
        {
            Port = FreePort.Take(),
            EmbeddedDirectory = _directory.Path("store"),
            More = ["--config", config, "--gsi", "off"],
        });
    }
}
