using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Uploads over streams that are slow or stop for a while, with little memory: the others run ahead until they are not read any more.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class SlowStreamTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    private const int BlockSize = 1024 * 1024;
    private const int Streams = 4;
    private static readonly TimeSpan BlockInterval = TimeSpan.FromMilliseconds(50); // 20 MB/s and stream

    [Fact]
    public async Task A_stream_that_stalls_for_twenty_seconds_holds_the_upload_up_and_does_not_break_it()
    {
        // scenario 2: 160 MB through a budget of 64 MiB, so the other streams cannot all be taken in meanwhile
        var content = TestData.Bytes(160_000_000, 1);
        await using var server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = 64L * 1024 * 1024 });
        await using var session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync("MKD /bucket")).Expect(257);
        (await session.CommandAsync("MODE E")).Expect(200);
        await using var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync("STOR /bucket/file");
        await sender.ConnectAsync(Streams);
        var blocksOfStalling = 0;

        await sender.SendAllAsync(ScriptedModeESender.Blocks(content.Length, BlockSize), async (connection, _) =>
            await Task.Delay(
                connection == 1 && ++blocksOfStalling == 5
                    ? TimeSpan.FromSeconds(20)
                    : BlockInterval, TestContext.Current.CancellationToken));

        var preliminary = new List<FtpReply>();
        (await session.ReadFinalReplyAsync(preliminary)).Expect(226);
        Assert.Contains(preliminary, reply => reply.Code == 112);
        (await session.CommandAsync("MODE S")).Expect(200);
        Assert.Equal(TestData.Sha256(content), TestData.Sha256(await session.RetrieveAsync("/bucket/file")));
    }

    [Fact]
    public async Task A_gap_in_the_blocks_makes_no_object()
    {
        // scenario 6
        var content = TestData.Bytes(40_000_000, 2);
        await using var session = await ScriptedGridFtpClient.LoginAsync(endpoint.Server.Port);
        (await session.CommandAsync("MODE E")).Expect(200);
        await using var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync($"STOR /{endpoint.Bucket}/gap");
        await sender.ConnectAsync(2);

        await sender.SendAllAsync(ScriptedModeESender.Blocks(content.Length, BlockSize).Where((_, index) => index != 20));

        (await session.ReadFinalReplyAsync()).Expect(426, 451, 550);
        (await session.CommandAsync($"SIZE /{endpoint.Bucket}/gap")).Expect(550);
    }

    [Fact]
    public async Task A_stream_lost_before_its_end_of_data_makes_no_object()
    {
        // scenario 7
        var content = TestData.Bytes(10_000_000, 3);
        await using var session = await ScriptedGridFtpClient.LoginAsync(endpoint.Server.Port);
        (await session.CommandAsync("MODE E")).Expect(200);
        await using var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync($"STOR /{endpoint.Bucket}/lost");
        await sender.ConnectAsync(2);
        await sender.SendBlockAsync(0, new Extent(0, BlockSize));
        await sender.SendBlockAsync(1, new Extent(BlockSize, BlockSize));
        sender.Close(1);

        (await session.ReadFinalReplyAsync()).Expect(426, 451);
        (await session.CommandAsync($"SIZE /{endpoint.Bucket}/lost")).Expect(550);
    }

    [Fact]
    public async Task Blocks_in_reverse_order_make_the_same_object()
    {
        // scenario 1, on a real endpoint
        var content = TestData.Bytes(50_000_000, 4);
        await using var session = await ScriptedGridFtpClient.LoginAsync(endpoint.Server.Port);
        (await session.CommandAsync("MODE E")).Expect(200);
        await using var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync($"STOR /{endpoint.Bucket}/reversed");
        await sender.ConnectAsync(3);

        await sender.SendAllAsync(ScriptedModeESender.Blocks(content.Length, 64 * 1024).Reverse());

        (await session.ReadFinalReplyAsync()).Expect(226);
        (await session.CommandAsync("MODE S")).Expect(200);
        Assert.Equal(TestData.Sha256(content), TestData.Sha256(await session.RetrieveAsync($"/{endpoint.Bucket}/reversed")));
    }
}
