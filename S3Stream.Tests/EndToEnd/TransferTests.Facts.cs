using System.Security.Cryptography;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <content>Times and checksums, as real clients set and ask for them.</content>
public abstract partial class TransferTests
{
    private static readonly DateTime Stamp = new(2011, 12, 13, 14, 15, 16, DateTimeKind.Utc);

    [Theory] // scenario 57
    [InlineData(Small)]
    [InlineData(SeveralParts)]
    public async Task Lftp_gives_what_it_puts_the_time_of_the_file(int length)
    {
        var hash = TestData.WriteFile(Local.Path("up"), length, seed: 1);
        File.SetLastWriteTimeUtc(Local.Path("up"), Stamp);
        await SeedAsync(".keep", 1);

        (await ClientTool.LftpAsync(FolderUrl, $"put {Local.Path("up")} -o file")).AssertSuccess();

        await AssertStoredAsync("file", hash);
        await using var session = await LoginAsync();
        Assert.Equal("213 20111213141516", (await session.CommandAsync($"MDTM {Folder}/file")).Text);
        (await ClientTool.LftpAsync(FolderUrl, $"get file -o {Local.Path("down")}")).AssertSuccess();
        Assert.Equal(Stamp, File.GetLastWriteTimeUtc(Local.Path("down")));
    }

    [Fact] // scenario 57
    public async Task A_time_set_later_leaves_bytes_checksums_and_name_as_they_were()
    {
        await using var session = await LoginAsync();
        var hash = await SeedAsync("file", SeveralParts, seed: 2);
        var adler = (await session.CommandAsync($"CKSM ADLER32 0 -1 {Folder}/file")).Expect(213).Text;

        (await session.CommandAsync($"MFMT 20111213141516 {Folder}/file")).Expect(213);
        (await session.CommandAsync($"MFMT 20010203040506 {Folder}/file")).Expect(213);

        await AssertStoredAsync("file", hash);
        Assert.Equal("213 20010203040506", (await session.CommandAsync($"MDTM {Folder}/file")).Text);
        Assert.Equal(adler, (await session.CommandAsync($"CKSM ADLER32 0 -1 {Folder}/file")).Text);
    }

    [Fact] // scenario 57
    public async Task Gfal_is_told_that_S3_has_no_permission_bits()
    {
        await SeedAsync("file", Small);

        var result = (await GfalAsync("gfal-chmod", "640", Url("file"))).AssertFailure();

        Assert.Contains("Operation not supported", result.All, StringComparison.Ordinal);
    }

    [Theory] // scenario 38
    [InlineData("MD5", "md5sum")]
    [InlineData("SHA1", "sha1sum")]
    [InlineData("SHA256", "sha256sum")]
    [InlineData("SHA512", "sha512sum")]
    public async Task Gfal_sums_what_the_reference_tool_sums(string algorithm, string tool)
    {
        TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 3);
        await SeedAsync("file", SeveralParts, seed: 3);

        var ours = (await GfalAsync("gfal-sum", Url("file"), algorithm)).AssertSuccess().Output.Trim();
        var theirs = (await ClientTool.RunAsync(tool, [Local.Path("up")])).AssertSuccess().Output.Split(' ')[0];

        Assert.EndsWith(theirs, ours, StringComparison.Ordinal);
    }

    [Theory] // scenario 38
    [InlineData(0, 5)]
    [InlineData(16 * 1024 * 1024 - 3, 7)]
    [InlineData(1, SeveralParts)]
    public async Task Sums_of_an_extent_are_those_of_its_bytes(int offset, int length)
    {
        await SeedAsync("file", SeveralParts, seed: 4);
        var piece = TestData.Bytes(SeveralParts, 4).AsSpan(offset, Math.Min(length, SeveralParts - offset)).ToArray();
        await using var session = await LoginAsync();

        Assert.Equal($"213 {Adler32(piece)}", (await session.CommandAsync($"CKSM ADLER32 {offset} {length} {Folder}/file")).Text);
        var md5 = (await session.CommandAsync($"CKSM MD5 {offset} {length} {Folder}/file")).Text;
        Assert.Equal($"213 {Convert.ToHexStringLower(MD5.HashData(piece))}", md5);
    }

    [Theory]
    [InlineData("ADLER32")]
    [InlineData("MD5")]
    public async Task Gfal_verifies_what_it_copies(string algorithm)
    {
        var hash = TestData.WriteFile(Local.Path("up"), SeveralParts, seed: 5);

        (await GfalAsync("gfal-copy", "-K", algorithm, FileUrl(Local.Path("up")), Url("file"))).AssertSuccess();

        await AssertStoredAsync("file", hash);
    }
}
