using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    [Fact]
    public async Task Gfal_copies_sums_and_stats_a_file()
    {
        var hash = TestData.WriteFile(Local.Path("up"), 20_000_000, seed: 1);

        (await GfalAsync("gfal-copy", "-K", "ADLER32", FileUrl(Local.Path("up")), Url("file"))).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await GfalAsync("gfal-copy", Url("file"), FileUrl(Local.Path("down")))).AssertSuccess();
        await AssertFileAsync(Local.Path("down"), hash);

        var sum = (await GfalAsync("gfal-sum", Url("file"), "ADLER32")).AssertSuccess();
        Assert.EndsWith(
            Adler32(await File.ReadAllBytesAsync(Local.Path("up"), TestContext.Current.CancellationToken)),
            sum.Output.Trim(),
            StringComparison.OrdinalIgnoreCase);

        var stat = (await GfalAsync("gfal-stat", Url("file"))).AssertSuccess();
        Assert.Contains("Size: 20000000", stat.Output, StringComparison.Ordinal);
        Assert.Contains("regular file", stat.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gfal_manages_directories()
    {
        var hash = await SeedAsync("dir/one", Small);

        (await GfalAsync("gfal-mkdir", "-p", Url("made/deeper"))).AssertSuccess();
        (await GfalAsync("gfal-rename", Url("dir/one"), Url("made/deeper/two"))).AssertSuccess();
        await AssertStoredAsync("made/deeper/two", hash);
        Assert.Contains("two", (await GfalAsync("gfal-ls", Url("made/deeper"))).AssertSuccess().Output, StringComparison.Ordinal);

        (await GfalAsync("gfal-rm", "-r", Url("made"))).AssertSuccess();
        await AssertAbsentAsync("made/deeper/two");
    }

    [Fact]
    public async Task Gfal_tells_that_a_file_does_not_exist()
    {
        var result = (await GfalAsync("gfal-stat", Url("absent"))).AssertFailure();

        Assert.Contains("No such file", result.All, StringComparison.Ordinal);
    }

    private static Task<ToolResult> GfalAsync(string tool, params string[] arguments) => ClientTool.RunAsync(tool, arguments);

    private static string Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Modulus = 65_521;
        uint low = 1;
        uint high = 0;
        foreach (var value in bytes)
        {
            low = (low + value) % Modulus;
            high = (high + low) % Modulus;
        }

        return $"{(high << 16) | low:x8}";
    }
}
