using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    private string FolderUrl => $"ftp://127.0.0.1:{Port}{Folder}";

    [Fact]
    public async Task Lftp_mirrors_a_tree_both_ways()
    {
        var expected = WriteTree(Local.Path("tree"));
        await SeedAsync(".keep", 1);

        (await ClientTool.LftpAsync(FolderUrl, $"mirror -R {Local.Path("tree")} tree")).AssertSuccess();
        await AssertTreeStoredAsync("tree", expected);

        (await ClientTool.LftpAsync(FolderUrl, $"mirror --parallel=3 tree {Local.Path("back")}")).AssertSuccess();
        await AssertTreeAsync(Local.Path("back"), expected);
    }

    [Fact]
    public async Task Lftp_fetches_one_file_over_several_sessions()
    {
        var hash = await SeedAsync("file", SeveralParts, seed: 1);

        (await ClientTool.LftpAsync(FolderUrl, $"pget -n 4 file -o {Local.Path("down")}")).AssertSuccess();

        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Theory]
    [InlineData(40_000, 100_003)]
    [InlineData(6_000_000, 20_000_000)]
    public async Task Lftp_continues_an_upload(int before, int length)
    {
        // REST n, then STOR: the bytes before n are those that the object has
        var hash = TestData.WriteFile(Local.Path("up"), length, seed: 2);
        await SeedAsync("up", before, seed: 2);

        (await ClientTool.LftpAsync(FolderUrl, $"put -c {Local.Path("up")} -o up")).AssertSuccess();

        await AssertStoredAsync("up", hash);
    }

    [Fact]
    public async Task Lftp_continues_a_download()
    {
        var hash = await SeedAsync("file", SeveralParts, seed: 3);
        await File.WriteAllBytesAsync(Local.Path("down"), TestData.Bytes(20_000_001, 3), TestContext.Current.CancellationToken);

        (await ClientTool.LftpAsync(FolderUrl, $"get -c file -o {Local.Path("down")}")).AssertSuccess();

        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Fact]
    public async Task Lftp_renames_a_file_and_a_directory()
    {
        var file = await SeedAsync("old name", Small, seed: 4);
        var below = await SeedAsync("dir/sub/file", Small, seed: 5);

        (await ClientTool.LftpAsync(FolderUrl, "mv 'old name' 'new name'; mv dir moved")).AssertSuccess();

        await AssertStoredAsync("new name", file);
        await AssertStoredAsync("moved/sub/file", below);
        await AssertAbsentAsync("old name");
        await AssertAbsentAsync("dir/sub/file");
    }

    [Fact]
    public async Task Lftp_removes_a_tree()
    {
        WriteTree(Local.Path("tree"));
        var kept = await SeedAsync("kept", 10);
        (await ClientTool.LftpAsync(FolderUrl, $"mirror -R {Local.Path("tree")} tree")).AssertSuccess();

        (await ClientTool.LftpAsync(FolderUrl, "rm -r tree")).AssertSuccess();

        await AssertStoredAsync("kept", kept);
        var names = (await ClientTool.CurlAsync("-l", Url(""))).AssertSuccess();
        Assert.Equal("kept", names.Output.Trim());
    }

    [Fact]
    public async Task Lftp_lists_and_makes_directories()
    {
        await SeedAsync("file with blank", 77);

        var result = (await ClientTool.LftpAsync(FolderUrl, "mkdir made; cls -1; ls")).AssertSuccess();

        Assert.Contains("made/", result.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^-.* 77 .* file with blank$", result.Output);
    }

    [Fact] // its own patterns are matched against LIST or MLSD; nlist sends the argument as it is
    public async Task Lftp_fetches_by_patterns()
    {
        var hash = await SeedAsync("dir/a.csv", Small, seed: 6);
        await SeedAsync("dir/b.txt", Small, seed: 7);
        await SeedAsync("a.csv", Small, seed: 8);

        var result = (await ClientTool.LftpAsync(FolderUrl, $"mget -O {Local.FullPath} dir/*.csv; nlist dir/*.txt; cls -1 dir"))
            .AssertSuccess();

        await AssertFileAsync(Local.Path("a.csv"), hash);
        Assert.False(File.Exists(Local.Path("b.txt")));
        Assert.Contains("dir/b.txt", result.Output, StringComparison.Ordinal);
        Assert.Contains("a.csv", result.Output, StringComparison.Ordinal);
    }
}
