using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>tnftp, the ftp of the BSDs (and of macOS): its commands are those of the first ftp(1).</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class TnftpTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    [Fact]
    public async Task Files_go_up_and_down_by_mput_and_mget()
    {
        var hashes = WriteFiles("up");
        Directory.CreateDirectory(Local("down"));

        await RunAsync("mkdir up", "cd up", $"lcd {Local("up")}", "mput *", $"lcd {Local("down")}", "mget *");

        await AssertStoredAsync("up", hashes);
        await AssertFilesAsync("down", hashes);
    }

    [Fact]
    public async Task A_pattern_fetches_what_it_matches_and_nothing_else()
    {
        var (a, b, _) = await SeedTablesAsync();

        await RunAsync($"lcd {Local()}", "mget *.csv");

        await AssertFileAsync("a.csv", a);
        await AssertFileAsync("b.csv", b);
        Assert.False(File.Exists(Local("c.txt")));
    }

    [Theory]
    [InlineData("mget dir")]
    [InlineData("mget dir/*.csv")]
    public async Task A_directory_gives_its_own_files_and_not_those_of_the_current_one(string command)
    {
        var (_, _, inside) = await SeedTablesAsync();
        Directory.CreateDirectory(Local("dir")); // the client makes none

        await RunAsync($"lcd {Local()}", command);

        await AssertFileAsync("dir/a.csv", inside);
        Assert.False(File.Exists(Local("a.csv")));
    }

    [Fact]
    public async Task A_pattern_that_matches_nothing_is_told()
    {
        var output = await RunAsync($"lcd {Local()}", "mget *.none", "nlist *.none");

        Assert.Contains("No such file or directory", output, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Local()));
    }

    [Fact]
    public async Task Names_are_changed_and_removed()
    {
        var hash = await SeedAsync("old name", Small);
        await SeedAsync("x1.tmp", 10);
        await SeedAsync("x2.tmp", 10);

        await RunAsync("rename \"old name\" \"new name\"", "mkdir made", "rmdir made", "mdelete x*.tmp");

        await AssertStoredAsync("new name", hash);
        await AssertAbsentAsync("old name");
        await AssertAbsentAsync("made");
        await AssertAbsentAsync("x1.tmp");
        await AssertAbsentAsync("x2.tmp");
    }

    [Fact]
    public async Task A_download_and_an_upload_are_continued()
    {
        var hash = await SeedAsync("file", TwoParts, seed: 1);
        await File.WriteAllBytesAsync(Local("file"), TestData.Bytes(5_000_001, 1), TestContext.Current.CancellationToken);
        var up = TestData.WriteFile(Local("up"), TwoParts, seed: 2);
        await SeedAsync("up", 6_000_000, seed: 2);

        await RunAsync($"lcd {Local()}", "reget file", "restart 6000000", "put up");

        await AssertFileAsync("file", hash);
        await AssertStoredAsync("up", up);
    }

    [Fact]
    public async Task Listings_show_names_sizes_and_facts()
    {
        await SeedTablesAsync();

        var output = await RunAsync("ls", "ls *.csv", "nlist dir", "mlsd", "mlst a.csv", "size a.csv", "pwd");

        string[] details = [.. output.Split('\n').Where(line => line.StartsWith("-r", StringComparison.Ordinal))];
        Assert.Equal(2, details.Count(line => line.EndsWith(" b.csv", StringComparison.Ordinal))); // of the folder and of the pattern
        Assert.Single(details, line => line.EndsWith(" c.txt", StringComparison.Ordinal));
        Assert.Matches(@"(?m)^dir/a\.csv\r?$", output);
        Assert.Contains("Type=dir;", output, StringComparison.Ordinal);
        Assert.Contains(Folder, output, StringComparison.Ordinal);
    }

    /// <summary>Says commands to one session, which begins in the test's folder. Its exit code says nothing, so its output is returned.</summary>
    private async Task<string> RunAsync(params string[] commands)
    {
        string[] lines = ["user anonymous test@", "binary", $"cd {Folder}", .. commands, "quit", ""];
        var result = await ClientTool.RunAsync(
            "tnftp", ["-i", "-n", "127.0.0.1", $"{Port}"], input: string.Join('\n', lines), environment: HomeIn(Local(".home")));
        return result.AssertSuccess().All;
    }

    private static Dictionary<string, string?> HomeIn(string directory) => new() { ["HOME"] = directory };
}
