using System.Net;
using System.Net.Sockets;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Clients that hold memory and do nothing with it, beside one that does: scenarios 3, 16 and 59.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class SharesTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>
{
    private const int MiB = 1024 * 1024;
    private const int PartSize = 16 * MiB;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Fifty_clients_that_stop_reading_leave_the_next_one_and_an_upload_unharmed()
    {
        // scenario 16
        byte[] content = TestData.Bytes(80_000_000, 1);
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = 128L * MiB });
        await using ScriptedGridFtpClient good = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await good.CommandAsync("MKD /bucket")).Expect(257);
        (await good.StoreAsync("/bucket/file", content)).Expect(226);
        List<(ScriptedGridFtpClient Session, TcpClient Data)> stopped = [];
        for (int i = 0; i < 50; i++)
        {
            ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            TcpClient data = await session.OpenPassiveAsync();
            await session.SendAsync("RETR /bucket/file");
            (await session.ReadReplyAsync(Limit)).Expect(150, 125);
            stopped.Add((session, data));
        }

        Assert.Equal(content, await good.RetrieveAsync("/bucket/file").WaitAsync(Limit));
        (await good.StoreAsync("/bucket/other", content).WaitAsync(Limit)).Expect(226);
        Assert.Equal(content, await good.RetrieveAsync("/bucket/other").WaitAsync(Limit));

        // and whoever goes on gets every byte
        (ScriptedGridFtpClient late, TcpClient reader) = stopped[0];
        using (var received = new MemoryStream())
        {
            await reader.GetStream().CopyToAsync(received, TestContext.Current.CancellationToken).WaitAsync(Limit);
            Assert.Equal(content, received.ToArray());
        }

        (await late.ReadFinalReplyAsync()).Expect(226);
        foreach ((ScriptedGridFtpClient session, TcpClient data) in stopped)
        {
            data.Dispose();
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sixty_sessions_of_one_byte_blocks_leave_another_client_unharmed()
    {
        byte[] content = TestData.Bytes(80_000_000, 2);
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = 128L * MiB });
        await using ScriptedGridFtpClient good = await ScriptedGridFtpClient.LoginAsync(server.Port, source: Elsewhere);
        (await good.CommandAsync("MKD /bucket")).Expect(257);
        List<(ScriptedGridFtpClient Session, ScriptedModeESender Sender)> hostile = [];
        for (int i = 0; i < 60; i++)
        {
            hostile.Add(await SendSparselyAsync(server.Port, i));
        }

        for (int round = 0; round < 3; round++)
        {
            string path = $"/bucket/good-{round}";
            await using ScriptedModeESender sender = await StoreAsync(good, path, content);
            (await good.ReadFinalReplyAsync().WaitAsync(Limit)).Expect(226);
        }

        foreach ((ScriptedGridFtpClient session, ScriptedModeESender sender) in hostile)
        {
            await sender.DisposeAsync();
            await session.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_session_of_one_byte_blocks_ends_with_452_soon_when_others_wait_and_is_told_what_is_missing()
    {
        // scenario 3: by the second of two such sessions, which wants its share
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = 128L * MiB });
        await using ScriptedGridFtpClient first = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await first.CommandAsync("MKD /bucket")).Expect(257);
        (ScriptedGridFtpClient greedy, ScriptedModeESender sender) = await SendSparselyAsync(server.Port, 1);
        (ScriptedGridFtpClient next, ScriptedModeESender other) = await SendSparselyAsync(server.Port, 2);

        FtpReply reply = await greedy.ReadFinalReplyAsync().WaitAsync(TimeSpan.FromSeconds(15));

        reply.Expect(452);
        Assert.Contains("missing are", reply.Text, StringComparison.Ordinal);
        await sender.DisposeAsync();
        await other.DisposeAsync();
        await greedy.DisposeAsync();
        await next.DisposeAsync();
    }

    [Fact]
    public async Task Sixty_four_uploads_at_once_in_a_small_budget_all_complete()
    {
        // scenario 59
        byte[] content = TestData.Bytes(20_000_000, 3);
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings { MemoryBudget = 256L * MiB });
        await using ScriptedGridFtpClient first = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await first.CommandAsync("MKD /bucket")).Expect(257);

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async i =>
        {
            await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(server.Port);
            (await session.StoreAsync($"/bucket/many-{i}", content)).Expect(226);
        }));

        Assert.Equal(content, await first.RetrieveAsync("/bucket/many-63"));
        Assert.InRange(ProcessUsage.Of(server.Id).Resident, 0, (256L + 200) * MiB);
    }

    private static async Task<(ScriptedGridFtpClient Session, ScriptedModeESender Sender)> SendSparselyAsync(int port, int number)
    {
        ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(port);
        (await session.CommandAsync("MODE E")).Expect(200);
        var sender = new ScriptedModeESender(await session.PassiveAsync(), new byte[1]);
        await session.SendAsync($"STOR /bucket/sparse-{number}");
        int connection = await sender.ConnectAsync();
        (await session.ReadReplyAsync(Limit)).Expect(150, 125);
        for (int block = 0; block < 100; block++)
        {
            await sender.SendBlockAsync(connection, new Extent(0, 1), shift: (long)block * PartSize);
        }

        return (session, sender);
    }

    private static async Task<ScriptedModeESender> StoreAsync(ScriptedGridFtpClient session, string path, byte[] content)
    {
        (await session.CommandAsync("MODE E")).Expect(200);
        var sender = new ScriptedModeESender(await session.PassiveAsync(), content);
        await session.SendAsync($"STOR {path}");
        await sender.ConnectAsync(Elsewhere);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(content.Length, MiB)).WaitAsync(Limit);
        return sender;
    }
}
