using System.Globalization;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(16)]
    public async Task Globus_url_copy_puts_and_gets_a_file_over_parallel_streams(int streams)
    {
        // 0: no -p at all, which is MODE S
        string[] parallel = streams == 0 ? [] : ["-p", streams.ToString(CultureInfo.InvariantCulture)];
        var hash = TestData.WriteFile(Local.Path("up"), SeveralParts, seed: streams);

        (await ClientTool.GlobusUrlCopyAsync([.. parallel, FileUrl(Local.Path("up")), Url("file")])).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.GlobusUrlCopyAsync([.. parallel, Url("file"), FileUrl(Local.Path("down"))])).AssertSuccess();
        await AssertFileAsync(Local.Path("down"), hash);
    }

    // scenario 13: sizes at the edges of parts
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((5 * 1024 * 1024) - 1)]
    [InlineData(5 * 1024 * 1024)]
    [InlineData((5 * 1024 * 1024) + 1)]
    [InlineData(32 * 1024 * 1024)]
    public async Task Objects_of_every_awkward_size_survive_both_modes(int length)
    {
        var hash = TestData.WriteFile(Local.Path("up"), length, seed: 7);
        foreach (var (name, options) in new (string, string[])[] { ("stream", []), ("blocks", ["-p", "3"]) })
        {
            (await ClientTool.GlobusUrlCopyAsync([.. options, FileUrl(Local.Path("up")), Url(name)])).AssertSuccess();
            await AssertStoredAsync(name, hash);
            (await ClientTool.GlobusUrlCopyAsync([.. options, Url(name), FileUrl(Local.Path(name))])).AssertSuccess();
            await AssertFileAsync(Local.Path(name), hash);
        }
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    [InlineData("-fast")]
    [InlineData("-pp")]
    [InlineData("-cc", "4")]
    [InlineData("-fast", "-p", "2", "-cc", "2")]
    public async Task Globus_url_copy_moves_a_tree_both_ways(params string[] options)
    {
        var expected = WriteTree(Local.Path("tree"));

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-r", "-cd", FileUrl(Local.Path("tree") + "/"), Url("tree/")])).AssertSuccess();
        await AssertTreeStoredAsync("tree", expected);

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-r", "-cd", Url("tree/"), FileUrl(Local.Path("back") + "/")])).AssertSuccess();
        await AssertTreeAsync(Local.Path("back"), expected);
    }

    [Fact]
    public async Task Pipelined_uploads_of_many_small_files_all_arrive()
    {
        // scenario 65: lots of small files, commands sent ahead of their replies
        var expected = Enumerable.Range(0, 200).ToDictionary(
            index => string.Create(CultureInfo.InvariantCulture, $"f{index:d4}"),
            index => TestData.WriteFile(Local.Path("many", string.Create(CultureInfo.InvariantCulture, $"f{index:d4}")), 1024, index));

        (await ClientTool.GlobusUrlCopyAsync("-pp", "-r", "-cd", FileUrl(Local.Path("many") + "/"), Url("many/"))).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync("-pp", "-r", "-cd", Url("many/"), FileUrl(Local.Path("back") + "/"))).AssertSuccess();

        await AssertTreeAsync(Local.Path("back"), expected);
    }

    [Fact]
    public async Task Striped_transfers_work_against_the_one_stripe_there_is()
    {
        var hash = TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 3);

        (await ClientTool.GlobusUrlCopyAsync("-stripe", "-p", "2", FileUrl(Local.Path("up")), Url("file"))).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.GlobusUrlCopyAsync("-stripe", Url("file"), FileUrl(Local.Path("down")))).AssertSuccess();
        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    public async Task Extended_address_commands_work(params string[] options)
    {
        // -ipv6 makes the client use EPSV and EPRT, over IPv4 too
        var hash = TestData.WriteFile(Local.Path("up"), 2_000_000, seed: 4);

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-ipv6", FileUrl(Local.Path("up")), Url("file")])).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-ipv6", Url("file"), FileUrl(Local.Path("down"))])).AssertSuccess();
        await AssertFileAsync(Local.Path("down"), hash);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sync_copies_what_differs_and_leaves_the_rest(int level)
    {
        var expected = WriteTree(Local.Path("tree"));
        (await ClientTool.GlobusUrlCopyAsync("-r", "-cd", FileUrl(Local.Path("tree") + "/"), Url("tree/"))).AssertSuccess();
        expected["one.dat"] = TestData.WriteFile(Local.Path("tree", "one.dat"), 70_001, seed: 99);
        expected["sub/new"] = TestData.WriteFile(Local.Path("tree", "sub", "new"), 10, seed: 98);

        var sync = (await ClientTool.GlobusUrlCopyAsync(
            "-vb", "-r", "-cd", "-sync", "-sync-level", level.ToString(
                CultureInfo.InvariantCulture), FileUrl(Local.Path("tree") + "/"), Url("tree/")))
            .AssertSuccess();

        // level 0 compares existence only
        expected.Remove("one.dat", out var changed);
        if (level > 0)
        {
            await AssertStoredAsync("tree/one.dat", changed!);
        }

        await AssertTreeStoredAsync("tree", expected);
        Assert.DoesNotContain("three.bin", sync.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    [InlineData("-checksum-alg", "sha256")]
    public async Task Checksums_are_verified_end_to_end(params string[] options)
    {
        var hash = TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 5);

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-verify-checksum", FileUrl(Local.Path("up")), Url("file")])).AssertSuccess();

        await AssertStoredAsync("file", hash);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    public async Task A_piece_of_an_object_can_be_fetched(params string[] options)
    {
        const int Offset = 16 * 1024 * 1024 - 1_000;
        const int Length = 3_000_000;
        await SeedAsync("file", SeveralParts, seed: 6);

        (await ClientTool.GlobusUrlCopyAsync(
            [.. options, "-off", $"{Offset}", "-len", $"{Length}", Url("file"), FileUrl(Local.Path("piece"))]))
            .AssertSuccess();

        // the client writes the piece at the same offset of its own file
        var piece = new byte[Length];
        await using var file = File.OpenRead(Local.Path("piece"));
        file.Position = Offset;
        await file.ReadExactlyAsync(piece, TestContext.Current.CancellationToken);
        Assert.Equal(TestData.Bytes(Length, 6, Offset), piece);
        Assert.Equal(Offset + Length, file.Length);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    public async Task The_first_piece_of_a_file_can_be_put(params string[] options)
    {
        const int Length = 20_000_000;
        TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 6);

        (await ClientTool.GlobusUrlCopyAsync([.. options, "-off", "0", "-len", $"{Length}", FileUrl(Local.Path("up")), Url("piece")]))
            .AssertSuccess();

        await AssertStoredAsync("piece", TestData.Sha256(TestData.Bytes(Length, 6)));
    }

    [Fact]
    public async Task Fetching_what_is_not_there_fails_and_says_why()
    {
        var result = (await ClientTool.GlobusUrlCopyAsync(Url("absent"), FileUrl(Local.Path("down")))).AssertFailure();

        Assert.Contains("No such file", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Globus_url_copy_lists_a_directory()
    {
        await SeedAsync("dir/one", 10);
        await SeedAsync("dir/two words", 20);
        await SeedAsync("dir/sub/three", 30);

        var result = (await ClientTool.GlobusUrlCopyAsync("-list", Url("dir/"))).AssertSuccess();

        Assert.Contains("one", result.Output, StringComparison.Ordinal);
        Assert.Contains("two words", result.Output, StringComparison.Ordinal);
        Assert.Contains("sub/", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("three", result.Output, StringComparison.Ordinal);
    }
}
