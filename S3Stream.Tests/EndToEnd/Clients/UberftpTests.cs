using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// uberftp, an interactive GridFTP client. Debian has not had it since version 11, so that these tests run only where one is on PATH
/// (https://github.com/JasonAlt/UberFTP, built with libglobus-gssapi-gsi-dev).
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class UberftpTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    public override ValueTask InitializeAsync()
    {
        Assert.SkipUnless(ClientTool.Has("uberftp"), "'uberftp' is not installed, and Debian has no package of it");
        return base.InitializeAsync();
    }

    [Theory]
    [InlineData("mode S")]
    [InlineData("mode E; parallel 4")]
    public async Task Files_go_up_and_down_by_patterns(string mode)
    {
        var hashes = WriteFiles("up");
        Directory.CreateDirectory(Local("down"));

        (await RunAsync(mode, "mkdir up", "cd up", $"lcd {Local("up")}", "mput *", $"lcd {Local("down")}", "mget *")).AssertSuccess();

        await AssertStoredAsync("up", hashes);
        await AssertFilesAsync("down", hashes);
    }

    [Fact]
    public async Task A_tree_goes_up_and_down_and_is_removed()
    {
        var hashes = WriteFiles("tree/sub");

        (await RunAsync($"put -r {Local("tree")} tree")).AssertSuccess();
        await AssertStoredAsync("tree/sub", hashes);

        (await RunAsync($"get -r tree {Local("back")}", "rm -r tree")).AssertSuccess();
        await AssertFilesAsync("back/sub", hashes);
        await AssertAbsentAsync("tree");
    }

    [Fact]
    public async Task A_pattern_fetches_what_it_matches_and_a_directory_its_own()
    {
        var (a, b, inside) = await SeedTablesAsync();
        Directory.CreateDirectory(Local("inner", "dir")); // the client makes none

        (await RunAsync($"lcd {Local()}", "mget *.csv", $"lcd {Local("inner")}", "mget dir/*.csv")).AssertSuccess();

        await AssertFileAsync("a.csv", a);
        await AssertFileAsync("b.csv", b);
        Assert.False(File.Exists(Local("c.txt")));
        await AssertFileAsync("inner/dir/a.csv", inside);
    }

    [Fact]
    public async Task Names_are_changed_listed_and_removed()
    {
        var hash = await SeedAsync("old", Small);

        var output = (await RunAsync("rename old new", "mkdir made", "rmdir made", "size new", "ls", "dir", "pwd")).AssertSuccess().All;

        await AssertStoredAsync("new", hash);
        await AssertAbsentAsync("old");
        await AssertAbsentAsync("made");
        Assert.Contains($"{Small}", output, StringComparison.Ordinal);
        (await RunAsync("rm new")).AssertSuccess();
        await AssertAbsentAsync("new");
    }

    [Fact]
    public async Task A_part_of_a_file_is_fetched()
    {
        await SeedAsync("file", 100_000, seed: 7);

        (await RunAsync($"lcd {Local()}", "pget 50000 1000 file piece")).AssertSuccess();

        var piece = await File.ReadAllBytesAsync(Local("piece"), TestContext.Current.CancellationToken);
        Assert.Equal(TestData.Bytes(1_000, 7, 50_000), piece[^1_000..]);
    }

    [Fact]
    public async Task An_object_is_copied_to_and_from_the_C_server()
    {
        await using var other = await GlobusServer.StartAsync();
        var hash = TestData.WriteFile(Local("source"), TwoParts, seed: 5);
        string open = $"lopen -P {other.Port} -u anonymous -p test@ 127.0.0.1";

        (await RunAsync(open, $"put {Local("source")} {Folder}/copy", $"get {Folder}/copy {Local("back")}")).AssertSuccess();

        await AssertStoredAsync("copy", hash);
        await AssertFileAsync("back", hash);
    }

    private Task<ToolResult> RunAsync(params string[] commands) => ClientTool.RunAsync(
        "uberftp", ["-P", $"{Port}", "-u", "anonymous", "-p", "test@", "127.0.0.1", string.Join("; ", [$"cd {Folder}", .. commands])]);
}
