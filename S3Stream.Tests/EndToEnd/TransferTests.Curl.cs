using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    [Fact]
    public async Task Curl_puts_and_gets_a_file()
    {
        var hash = TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 1);

        (await ClientTool.CurlAsync("--ftp-create-dirs", "-T", Local.Path("up"), Url("file"))).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.CurlAsync("-o", Local.Path("down"), Url("file"))).AssertSuccess();
        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Fact]
    public async Task Curl_active_mode_works()
    {
        var hash = await SeedAsync("file", Small);

        (await ClientTool.CurlAsync("-P", "-", "-o", Local.Path("down"), Url("file"))).AssertSuccess();

        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Fact]
    public async Task Curl_resumes_a_download()
    {
        var hash = await SeedAsync("file", SeveralParts, seed: 2);
        await File.WriteAllBytesAsync(Local.Path("down"), TestData.Bytes(17_000_001, 2), TestContext.Current.CancellationToken);

        (await ClientTool.CurlAsync("-C", "-", "-o", Local.Path("down"), Url("file"))).AssertSuccess();

        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Theory]
    [InlineData(40_000, 100_003)]
    [InlineData(6_000_000, 20_000_000)]
    public async Task Curl_resumes_an_upload(int before, int length)
    {
        // the client asks SIZE and then sends the rest with APPE
        var hash = TestData.WriteFile(Local.Path("up"), length, seed: 3);
        await SeedAsync("file", before, seed: 3);

        (await ClientTool.CurlAsync("-C", "-", "-T", Local.Path("up"), Url("file"))).AssertSuccess();

        await AssertStoredAsync("file", hash);
    }

    [Fact]
    public async Task Curl_appends_to_a_file()
    {
        await SeedAsync("file", 50_000, seed: 4);
        await File.WriteAllBytesAsync(Local.Path("rest"), TestData.Bytes(30_000, 4, 50_000), TestContext.Current.CancellationToken);

        (await ClientTool.CurlAsync("-a", "-T", Local.Path("rest"), Url("file"))).AssertSuccess();

        await AssertStoredAsync("file", TestData.Sha256(TestData.Bytes(80_000, 4)));
    }

    [Fact] // the store copies whole parts of what is there: its answers, checksums and completion must fit parts that were sent
    public async Task Curl_appends_to_a_file_of_several_parts()
    {
        await SeedAsync("file", SeveralParts, seed: 4);
        await File.WriteAllBytesAsync(
            Local.Path("rest"), TestData.Bytes(17_000_000, 4, SeveralParts), TestContext.Current.CancellationToken);

        (await ClientTool.CurlAsync("-a", "-T", Local.Path("rest"), Url("file"))).AssertSuccess();

        await AssertStoredAsync("file", TestData.Sha256(TestData.Bytes(SeveralParts + 17_000_000, 4)));
    }

    [Fact]
    public async Task Curl_fetches_a_range_and_the_endpoint_survives_the_hang_up()
    {
        // curl sends REST, RETR, reads what it wants, then closes the data connection and sends ABOR
        await SeedAsync("file", SeveralParts, seed: 5);

        (await ClientTool.CurlAsync("-r", "1000000-1000999", "-o", Local.Path("range"), Url("file"))).AssertSuccess();

        Assert.Equal(
            TestData.Bytes(1000, 5, 1_000_000), await File.ReadAllBytesAsync(Local.Path("range"), TestContext.Current.CancellationToken));
        await using var session = await LoginAsync();
        (await session.CommandAsync("NOOP")).Expect(200);
    }

    [Fact]
    public async Task Curl_lists_names_and_details()
    {
        await SeedAsync("dir/one", 10);
        await SeedAsync("dir/two", 123_456);
        await SeedAsync("dir/sub/three", 30);

        var names = (await ClientTool.CurlAsync("-l", Url("dir/"))).AssertSuccess();
        Assert.Equal(
            ["one", "sub", "two"], names.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).Order());

        var details = (await ClientTool.CurlAsync(Url("dir/"))).AssertSuccess();
        Assert.Matches(@"(?m)^-.* 123456 .* two\r?$", details.Output);
        Assert.Matches(@"(?m)^d.* sub\r?$", details.Output);
    }

    [Fact]
    public async Task Curl_head_tells_size_and_time()
    {
        await SeedAsync("file", Small);

        var head = (await ClientTool.CurlAsync("-I", Url("file"))).AssertSuccess();

        Assert.Contains($"Content-Length: {Small}", head.Output, StringComparison.Ordinal);
        Assert.Contains("Last-Modified:", head.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_makes_missing_directories()
    {
        var hash = TestData.WriteFile(Local.Path("up"), 10, seed: 6);

        (await ClientTool.CurlAsync("--ftp-create-dirs", "-T", Local.Path("up"), Url("x/y/z/file"))).AssertSuccess();

        await AssertStoredAsync("x/y/z/file", hash);
    }

    [Theory]
    [InlineData("nocwd")]
    [InlineData("singlecwd")]
    [InlineData("multicwd")]
    public async Task Curl_reaches_files_by_every_method(string method)
    {
        var hash = await SeedAsync("a/b/file", Small);

        (await ClientTool.CurlAsync("--ftp-method", method, "-o", Local.Path("down"), Url("a/b/file"))).AssertSuccess();

        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Fact]
    public async Task Quoted_commands_rename_and_delete()
    {
        var hash = await SeedAsync("old", Small);

        (await ClientTool.CurlAsync("-Q", $"RNFR {Folder}/old", "-Q", $"RNTO {Folder}/new", Url(""))).AssertSuccess();
        await AssertStoredAsync("new", hash);
        await AssertAbsentAsync("old");

        (await ClientTool.CurlAsync("-Q", $"DELE {Folder}/new", $"ftp://127.0.0.1:{Port}/")).AssertSuccess();
        await AssertAbsentAsync("new");
    }

    [Fact]
    public async Task One_control_connection_serves_several_files()
    {
        var first = await SeedAsync("first", 70_000, seed: 8);
        var second = await SeedAsync("second", 80_000, seed: 9);

        (await ClientTool.CurlAsync("-o", Local.Path("first"), "-o", Local.Path("second"), Url("first"), Url("second"))).AssertSuccess();

        await AssertFileAsync(Local.Path("first"), first);
        await AssertFileAsync(Local.Path("second"), second);
    }

    [Theory] // with nocwd the directory is NLST's argument
    [InlineData("nocwd", true)]
    [InlineData("multicwd", false)]
    public async Task Curl_lists_names_by_every_method(string method, bool isArgument)
    {
        await SeedAsync("dir/one", 10);

        var names = (await ClientTool.CurlAsync("--ftp-method", method, "-l", Url("dir/"))).AssertSuccess();

        Assert.Equal(isArgument ? $"{Folder[1..]}/dir/one" : "one", names.Output.Trim());
    }
}
