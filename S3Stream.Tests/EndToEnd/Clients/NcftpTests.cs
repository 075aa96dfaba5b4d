using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>ncftp and its tools for scripts.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class NcftpTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    [Fact]
    public async Task Files_go_up_into_a_directory_that_is_made_and_down_by_a_pattern()
    {
        var hashes = WriteFiles("up");
        Directory.CreateDirectory(Local("down"));

        (await ToolAsync("ncftpput", ["-m"], $"{Folder}/made", [.. Names.Select(name => Local("up", name))])).AssertSuccess();
        await AssertStoredAsync("made", hashes);

        (await ToolAsync("ncftpget", [], Local("down"), [$"{Folder}/made/*"])).AssertSuccess();
        await AssertFilesAsync("down", hashes);
    }

    [Fact]
    public async Task A_tree_goes_up_and_down()
    {
        var hashes = WriteFiles("tree/sub");
        Directory.CreateDirectory(Local("down"));

        (await ToolAsync("ncftpput", ["-R"], Folder, [Local("tree")])).AssertSuccess();
        await AssertStoredAsync("tree/sub", hashes);

        (await ToolAsync("ncftpget", ["-R"], Local("down"), [$"{Folder}/tree"])).AssertSuccess();
        await AssertFilesAsync("down/tree/sub", hashes);
    }

    [Fact]
    public async Task Patterns_fetch_what_they_match()
    {
        var (a, b, inside) = await SeedTablesAsync();
        Directory.CreateDirectory(Local("inner"));

        await RunAsync($"lcd {Local()}", "mget *.csv", $"lcd {Local("inner")}", "mget dir/[a-b].csv");

        await AssertFileAsync("a.csv", a);
        await AssertFileAsync("b.csv", b);
        Assert.False(File.Exists(Local("c.txt")));
        await AssertFileAsync("inner/a.csv", inside);
    }

    [Fact]
    public async Task Names_are_changed_and_removed()
    {
        var hash = await SeedAsync("old name", Small);
        await SeedAsync("x1.tmp", 10);
        await SeedAsync("x2.tmp", 10);

        await RunAsync("rename \"old name\" \"new name\"", "mkdir made", "rmdir made", "rm x*.tmp");

        await AssertStoredAsync("new name", hash);
        await AssertAbsentAsync("old name");
        await AssertAbsentAsync("made");
        await AssertAbsentAsync("x1.tmp");
        await AssertAbsentAsync("x2.tmp");
    }

    [Fact] // not uploads: after REST, ncftpput -z of 3.2.6 sends the file from its beginning
    public async Task A_download_is_continued()
    {
        var hash = await SeedAsync("file", TwoParts, seed: 1);
        await File.WriteAllBytesAsync(Local("file"), TestData.Bytes(5_000_001, 1), TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(Local("file"), DateTime.UtcNow.AddDays(1)); // an older one is not taken for its beginning

        (await ToolAsync("ncftpget", ["-z"], Local(), [$"{Folder}/file"])).AssertSuccess();

        await AssertFileAsync("file", hash);
    }

    [Fact]
    public async Task Listings_show_names_and_sizes()
    {
        await SeedTablesAsync();

        var details = (await ClientTool.RunAsync("ncftpls", ["-l", .. Login, $"ftp://127.0.0.1:{Port}{Folder}/"])).AssertSuccess().Output;
        var names = (await ClientTool.RunAsync("ncftpls", ["-1", .. Login, $"ftp://127.0.0.1:{Port}{Folder}/"])).AssertSuccess().Output;

        Assert.Matches($@"(?m)^-.* {Small} .* a\.csv\r?$", details);
        Assert.Equal(
            ["a.csv", "b.csv", "c.txt", "dir"],
            names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
    }

    private static IReadOnlyList<string> Login => ["-u", "anonymous", "-p", "test@"];

    private Task<ToolResult> ToolAsync(string tool, string[] options, string into, string[] what) => ClientTool.RunAsync(
        tool, ["-V", .. options, .. Login, "-P", $"{Port}", "127.0.0.1", into, .. what], environment: Home);

    /// <summary>Says commands to one session of ncftp, which begins in the test's folder.</summary>
    private async Task<string> RunAsync(params string[] commands) => (await ClientTool.RunAsync(
        "ncftp", [.. Login, "-P", $"{Port}", "127.0.0.1"], input: string.Join('\n', [$"cd {Folder}", .. commands, "quit", ""]),
        environment: Home)).AssertSuccess().All;

    private Dictionary<string, string?> Home
    {
        get
        {
            // beside the questions of a first run, it keeps the hosts it has seen there
            Directory.CreateDirectory(Local(".home", ".ncftp"));
            File.WriteAllText(Local(".home", ".ncftp", "firewall"), "firewall-type=0\n");
            return new() { ["HOME"] = Local(".home"), ["NCFTPDIR"] = Local(".home") };
        }
    }
}
