using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    [InlineData("-p", "4", "-fast")]
    public async Task Third_party_copies_go_to_and_from_the_C_server(params string[] options)
    {
        await using var other = await GlobusServer.StartAsync();
        var hash = TestData.WriteFile(Local.Path("source"), SeveralParts, seed: 1);

        (await ClientTool.GlobusUrlCopyAsync([.. options, other.Url(Local.Path("source")), Url("file")])).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.GlobusUrlCopyAsync([.. options, Url("file"), other.Url(Local.Path("back"))])).AssertSuccess();
        await AssertFileAsync(Local.Path("back"), hash);
    }

    [Fact]
    public async Task Third_party_copies_go_from_the_endpoint_to_itself()
    {
        var hash = await SeedAsync("file", SeveralParts, seed: 2);

        (await ClientTool.GlobusUrlCopyAsync("-p", "4", Url("file"), Url("copy"))).AssertSuccess();

        await AssertStoredAsync("copy", hash);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "2")]
    [InlineData("-p", "2", "-sbs", "1048576")]
    [InlineData("-p", "2", "-fast")]
    public async Task Striped_copies_go_to_and_from_a_C_server_with_data_nodes(params string[] options)
    {
        await using var other = await GlobusServer.StartStripedAsync(2);
        var hash = TestData.WriteFile(Local.Path("source"), SeveralParts, seed: 4);

        (await ClientTool.GlobusUrlCopyAsync(["-stripe", .. options, other.Url(Local.Path("source")), Url("file")])).AssertSuccess();
        await AssertStoredAsync("file", hash);

        (await ClientTool.GlobusUrlCopyAsync(["-stripe", .. options, Url("file"), other.Url(Local.Path("back"))])).AssertSuccess();
        await AssertFileAsync(Local.Path("back"), hash);
    }

    [Fact]
    public async Task A_piece_travels_between_two_servers()
    {
        await using var other = await GlobusServer.StartAsync();
        const int Offset = 1_000_000;
        const int Length = 2_000_000;
        await SeedAsync("file", SeveralParts, seed: 3);

        (await ClientTool.GlobusUrlCopyAsync(
            "-p", "2", "-off", $"{Offset}", "-len", $"{Length}", Url("file"), other.Url(Local.Path("piece")))).AssertSuccess();

        var piece = await File.ReadAllBytesAsync(Local.Path("piece"), TestContext.Current.CancellationToken);
        Assert.Equal(TestData.Bytes(Length, 3, Offset), piece[Offset..]);
    }
}
