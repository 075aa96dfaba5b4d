using S3Stream.Tests.Fakes;
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

    [Fact] // scenario 2
    public async Task Two_gibibytes_over_throttled_streams_one_of_which_stalls_stay_within_the_memory()
    {
        Assert.SkipWhen(endpoint.Store.Unavailable is not null, endpoint.Store.Unavailable ?? "");
        const int block = 1024 * 1024;
        const int blocks = 2048;
        const int streams = 8;
        const int period = 251; // a prime: no two places of a part hold the same block
        var content = TestData.Bytes(period * block, seed: 2);
        using var local = new TemporaryDirectory();
        await using var server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = Budget });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync("MODE E")).Expect(200);
        await using var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync($"STOR /{endpoint.Bucket}/throttled");
        await sender.ConnectAsync(streams);

        await Task.WhenAll(Enumerable.Range(0, streams).Select(async stream =>
        {
            for (int index = stream; index < blocks; index += streams)
            {
                bool stalls = stream == 3 && index / streams == 20;
                // 20 MB/s
                await Task.Delay(stalls ? TimeSpan.FromSeconds(20) : TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
                long offset = (long)index * block;
                var piece = new Extent(index % period * (long)block, block);
                await sender.SendBlockAsync(stream, piece, shift: offset - piece.Offset);
            }

            await (stream == 0 ? sender.EndOfFileAsync(stream, streams) : sender.EndOfDataAsync(stream));
        }));
        (await session.ReadFinalReplyAsync()).Expect(226);
        Assert.InRange(server.PeakMemory, 1, Budget + Overhead);

        var url = $"ftp://127.0.0.1:{server.Port}/{endpoint.Bucket}/throttled";
        (await ClientTool.RunAsync("globus-url-copy", ["-p", "8", url, $"file://{local.Path("down")}"], Timeout)).AssertSuccess();
        using var expected = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        for (int index = 0; index < blocks; index++)
        {
            expected.AppendData(content, index % period * block, block);
        }

        Assert.Equal(Convert.ToHexStringLower(expected.GetHashAndReset()), await TestData.Sha256Async(local.Path("down")));
        Assert.InRange(server.PeakMemory, 1, Budget + Overhead);
        await endpoint.Store.Client!.DeleteObjectAsync(endpoint.Bucket, "throttled", TestContext.Current.CancellationToken);
    }
}
