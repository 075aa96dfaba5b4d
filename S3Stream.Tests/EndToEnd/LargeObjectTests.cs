using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Objects much larger than the memory the endpoint may use.</summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class LargeObjectTests(EndpointFixture<RgwFixture> endpoint) : IClassFixture<EndpointFixture<RgwFixture>>
{
    private const long Budget = 256L * 1024 * 1024;
    private const long Overhead = 100L * 1024 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    // the promise of the memory budget: peak resident memory is at most the budget and what any .NET server needs
    [Fact]
    public async Task Three_gibibytes_over_eight_streams_pass_through_a_quarter_gibibyte_of_memory()
    {
        Assert.SkipWhen(endpoint.Store.Unavailable is not null, endpoint.Store.Unavailable ?? "");
        using var local = new TemporaryDirectory();
        await using var server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = Budget });
        var url = $"ftp://127.0.0.1:{server.Port}/{endpoint.Bucket}/large";
        var hash = TestData.WriteFile(local.Path("up"), 3L * 1024 * 1024 * 1024, seed: 1);

        (await ClientTool.RunAsync("globus-url-copy", ["-p", "8", $"file://{local.Path("up")}", url], Timeout)).AssertSuccess();
        File.Delete(local.Path("up"));
        var afterPut = server.PeakMemory;
        Assert.InRange(afterPut, 1, Budget + Overhead);

        (await ClientTool.RunAsync("globus-url-copy", ["-p", "8", url, $"file://{local.Path("down")}"], Timeout)).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(local.Path("down")));
        Assert.InRange(server.PeakMemory, 1, Budget + Overhead);

        // the store lives in memory: give it back for the tests to come
        await endpoint.Store.Client!.DeleteObjectAsync(endpoint.Bucket, "large", TestContext.Current.CancellationToken);
    }
}
