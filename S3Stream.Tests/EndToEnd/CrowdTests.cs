using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Scenario 58 in short: what a day would add up is seen in a few rounds of a crowd.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class CrowdTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>, IAsyncLifetime
{
    private const int Idle = 1_800;
    private const int Active = 200;

    // the collector's heap and the touched part memory stand still after some 1,000 transfers (then 4 MiB more in the next 7,000)
    private const int WarmUp = 6;
    private const int Rounds = 3;

    /// <summary>Fewer than one for every eight transfers of the rounds; connections to S3 that are kept come and go.</summary>
    private const int HandleSlack = 2 * Active * Rounds / 8;

    private const int ThreadSlack = 10;
    private const long MemorySlack = 48L << 20;

    private readonly List<ScriptedGridFtpClient> _sessions = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (ScriptedGridFtpClient session in _sessions)
        {
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_crowd_of_idle_and_active_sessions_takes_no_more_round_after_round_and_gives_all_back()
    {
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings());
        await JoinAsync(server, 1);
        (await _sessions[0].CommandAsync("MKD /bucket")).Expect(257);
        ProcessUsage alone = ProcessUsage.Of(server.Id);
        await JoinAsync(server, Idle + Active - 1);
        Assert.True(ProcessUsage.Of(server.Id).Handles >= alone.Handles + Idle + Active - 1, "the crowd is not there");
        await RunAsync(WarmUp);

        ProcessUsage before = ProcessUsage.Of(server.Id);
        await RunAsync(Rounds);
        ProcessUsage after = ProcessUsage.Of(server.Id);

        string figures = $"before {before}, after {after}";
        TestContext.Current.TestOutputHelper?.WriteLine(figures);
        Assert.True(after.Handles <= before.Handles + HandleSlack, figures);
        Assert.True(after.Threads <= before.Threads + ThreadSlack, figures);
        Assert.True(after.Resident <= before.Resident + MemorySlack, figures);
        Assert.All(await Task.WhenAll(_sessions.Select(session => session.CommandAsync("NOOP"))), reply => reply.Expect(200));

        await DisposeAsync();
        await Eventually.TrueAsync(() => ProcessUsage.Of(server.Id).Handles <= alone.Handles + HandleSlack);
    }

    /// <summary>A hundred at a time: one address may have 256 sessions that have not logged in.</summary>
    private async Task JoinAsync(ServerProcess server, int count)
    {
        foreach (int[] some in Enumerable.Range(0, count).Chunk(100))
        {
            _sessions.AddRange(await Task.WhenAll(some.Select(_ => ScriptedGridFtpClient.LoginAsync(server.Port))));
        }
    }

    /// <summary>Every active session puts and gets a file of its own, all at once.</summary>
    private async Task RunAsync(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            byte[] content = TestData.Bytes(4_000, round);
            await Task.WhenAll(_sessions.Take(Active).Index().Select(async active =>
            {
                string path = $"/bucket/file-{active.Index}";
                (await active.Item.StoreAsync(path, content)).Expect(226);
                Assert.Equal(content, await active.Item.RetrieveAsync(path));
            }));
        }
    }
}
