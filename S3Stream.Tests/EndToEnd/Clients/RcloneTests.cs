using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>rclone: a Go client that counts a transfer as failed when the time of the file cannot be set.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class RcloneTests(EndpointFixture<EmbeddedFixture> endpoint) : ClientTests(endpoint)
{
    private static readonly DateTime Stamp = new(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc);

    [Fact]
    public async Task Files_go_up_and_down_at_the_first_attempt_and_keep_their_times()
    {
        var hashes = WriteFiles("up");
        foreach (var name in Names)
        {
            File.SetLastWriteTimeUtc(Local("up", name), Stamp);
        }

        (await RcloneAsync("copy", Local("up"), $":ftp:{Folder}/up")).AssertSuccess();
        await AssertStoredAsync("up", hashes);
        Assert.Equal("20111213141516", await TimeAsync("up/plain.dat"));

        (await RcloneAsync("copy", $":ftp:{Folder}/up", Local("down"))).AssertSuccess();
        await AssertFilesAsync("down", hashes);
    }

    [Fact]
    public async Task An_object_in_parts_goes_up_and_down()
    {
        var hash = TestData.WriteFile(Local("file"), TwoParts, seed: 1);

        (await RcloneAsync("copyto", Local("file"), $":ftp:{Folder}/file")).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await RcloneAsync("copyto", $":ftp:{Folder}/file", Local("down"))).AssertSuccess();
        await AssertFileAsync("down", hash);
        (await RcloneAsync("check", "--download", Local(), $":ftp:{Folder}", "--include", "file")).AssertSuccess();
    }

    [Fact]
    public async Task Directories_are_synchronised_by_size()
    {
        // the times in listings of directories are S3's own
        var hashes = WriteFiles("tree");
        await SeedAsync("tree/stale", 10);

        (await RcloneAsync("sync", "--size-only", Local("tree"), $":ftp:{Folder}/tree")).AssertSuccess();
        await AssertStoredAsync("tree", hashes);
        await AssertAbsentAsync("tree/stale");

        var again = (await RcloneAsync("sync", "--size-only", "-v", Local("tree"), $":ftp:{Folder}/tree")).AssertSuccess();
        Assert.Contains("There was nothing to transfer", again.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_changed_listed_and_removed()
    {
        var hash = await SeedAsync("dir/old name", Small);

        (await RcloneAsync("moveto", $":ftp:{Folder}/dir/old name", $":ftp:{Folder}/dir/new name")).AssertSuccess();
        await AssertStoredAsync("dir/new name", hash);
        await AssertAbsentAsync("dir/old name");

        (await RcloneAsync("move", $":ftp:{Folder}/dir", $":ftp:{Folder}/moved")).AssertSuccess();
        Assert.Matches($@"(?m)^ *{Small} .* new name$", (await RcloneAsync("lsl", $":ftp:{Folder}/moved")).AssertSuccess().Output);

        (await RcloneAsync("mkdir", $":ftp:{Folder}/made")).AssertSuccess();
        (await RcloneAsync("rmdir", $":ftp:{Folder}/made")).AssertSuccess();
        (await RcloneAsync("deletefile", $":ftp:{Folder}/moved/new name")).AssertSuccess();
        await AssertAbsentAsync("made");
        await AssertAbsentAsync("moved/new name");
    }

    [Fact]
    public async Task A_piece_of_an_object_is_read()
    {
        await SeedAsync("digits", 100_000, seed: 7);
        string rclone = ClientTool.Require("rclone");

        (await ClientTool.RunAsync(
            "sh", ["-c", $"{rclone} cat --offset 50000 --count 1000 \"$0\" > \"$1\"", $":ftp:{Folder}/digits", Local("piece")],
            environment: Remote)).AssertSuccess();

        Assert.Equal(
            TestData.Bytes(1_000, 7, 50_000), await File.ReadAllBytesAsync(Local("piece"), TestContext.Current.CancellationToken));
    }

    /// <summary>One attempt: what fails at first counts as failed.</summary>
    private Task<ToolResult> RcloneAsync(params string[] arguments) =>
        ClientTool.RunAsync("rclone", ["--retries", "1", "--low-level-retries", "1", .. arguments], environment: Remote);

    private Dictionary<string, string?> Remote => new()
    {
        ["RCLONE_CONFIG"] = "/dev/null",
        ["RCLONE_FTP_HOST"] = "127.0.0.1",
        ["RCLONE_FTP_PORT"] = $"{Port}",
        ["RCLONE_FTP_USER"] = "anonymous",
        ["RCLONE_FTP_PASS"] = "cLfMdNQENuEJsMm2K1p5gTUUahHy", // as rclone obscure writes it
    };
}
