using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// gfal2, what <see cref="TransferTests"/> and <see cref="GsiTests"/> do not do with it: trees, pipes, and copies between servers.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class GfalTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    [Fact]
    public async Task A_tree_goes_up_is_listed_comes_down_and_is_removed()
    {
        var hashes = WriteFiles("tree/sub");
        string accented = Names.Single(name => name.Any(character => character > '\x7f'));
        hashes.Remove(accented); // the client takes no such URL
        File.Delete(Local("tree", "sub", accented));

        (await RunAsync("gfal-copy", "-r", $"file://{Local("tree")}", Url("tree"))).AssertSuccess();
        await AssertStoredAsync("tree/sub", hashes);

        // NLST, whose lines gfal2 takes for names as they are; with -l MLSD
        Assert.Equal(
            hashes.Keys.Order(StringComparer.Ordinal), Lines(await RunAsync("gfal-ls", Url("tree/sub"))).Order(StringComparer.Ordinal));
        Assert.Matches($@"(?m)^-.* {Small} .*plain\.dat", (await RunAsync("gfal-ls", "-l", Url("tree/sub"))).AssertSuccess().Output);
        Assert.Equal([Url("tree/sub/plain.dat")], Lines(await RunAsync("gfal-ls", Url("tree/sub/plain.dat"))));

        (await RunAsync("gfal-copy", "-r", Url("tree"), $"file://{Local("back")}")).AssertSuccess();
        await AssertFilesAsync("back/sub", hashes);

        (await RunAsync("gfal-rm", "-r", Url("tree"))).AssertSuccess();
        await AssertAbsentAsync("tree");
    }

    [Fact]
    public async Task Bytes_are_saved_from_a_pipe_and_shown()
    {
        (await ClientTool.RunAsync("gfal-save", [Url("saved")], input: "from a pipe\n")).AssertSuccess();

        await AssertStoredAsync("saved", TestData.Sha256("from a pipe\n"u8));
        Assert.Equal("from a pipe\n", (await RunAsync("gfal-cat", Url("saved"))).AssertSuccess().Output);
    }

    [Theory]
    [InlineData("ADLER32")]
    [InlineData("MD5")]
    public async Task Copies_between_two_servers_are_compared_by_checksum(string algorithm)
    {
        await using var other = await GlobusServer.StartAsync();
        var hash = TestData.WriteFile(Local("source"), TwoParts, seed: 5);

        (await RunAsync("gfal-copy", "-n", "2", "-K", algorithm, Theirs("source"), Url("copy"))).AssertSuccess();
        await AssertStoredAsync("copy", hash);

        (await RunAsync("gfal-copy", "-K", algorithm, Url("copy"), Theirs("back"))).AssertSuccess();
        await AssertFileAsync("back", hash);

        var refused = (await RunAsync("gfal-copy", "-K", $"{algorithm}:00000001", Theirs("source"), Url("wrong"))).AssertFailure();
        Assert.Contains("checksum", refused.All, StringComparison.OrdinalIgnoreCase);

        string Theirs(string name) => $"ftp://127.0.0.1:{other.Port}{Local(name)}";
    }

    [Fact]
    public async Task What_is_there_is_not_replaced_unasked()
    {
        var hash = await SeedAsync("file", Small, seed: 1);
        var other = TestData.WriteFile(Local("other"), Small, seed: 2);

        var refused = (await RunAsync("gfal-copy", $"file://{Local("other")}", Url("file"))).AssertFailure();
        Assert.Contains("exists", refused.All, StringComparison.Ordinal);
        await AssertStoredAsync("file", hash);

        (await RunAsync("gfal-copy", "-f", $"file://{Local("other")}", Url("file"))).AssertSuccess();
        await AssertStoredAsync("file", other);
    }

    private string Url(string name) => $"ftp://127.0.0.1:{Port}{Folder}/{name}";

    private static string[] Lines(ToolResult result) => result.AssertSuccess().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<ToolResult> RunAsync(string tool, params string[] arguments) => ClientTool.RunAsync(tool, arguments);
}
