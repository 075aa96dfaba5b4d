using System.Net.Sockets;
using S3Stream.Tests.Embedded;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// A client reconnects while its old session still runs, as behind a balancer: on one endpoint, on two that share the upload journal, and
/// on two that share the store only (docs/decisions/0013).
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class TakeoverTests : IAsyncLifetime
{
    private const int Part = 5 * 1024 * 1024;
    private const int Block = 256 * 1024;
    private const string Path = $"/{StoreUnderTest.Bucket}/object";

    private readonly TemporaryDirectory _local = new();
    private readonly byte[] _content = TestData.Bytes((4 * Part) + 12_345, seed: 1);
    private StoreUnderTest _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _local.Dispose();
    }

    [Theory]
    [InlineData(Endpoints.One)]
    [InlineData(Endpoints.TwoWithOneJournal)]
    [InlineData(Endpoints.TwoWithTheStoreOnly)]
    public async Task A_late_part_and_an_abort_of_the_old_session_do_no_harm_to_the_new_one(Endpoints endpoints)
    {
        await using Servers servers = await StartAsync(endpoints);
        await using Session old = await OldSessionAsync(servers.Old);
        await using Session fresh = await ContinueAsync(servers.New);
        await fresh.SendAsync(Part, 3 * Part);
        await old.SendLateAsync(3 * Part / 2, 2 * Part); // its second part is whole now
        await fresh.WaitForMarkerAsync(3 * Part);
        await old.Control.SendAsync("ABOR");
        Assert.InRange((await old.FinalAsync()).Code, 400, 499);

        Assert.Equal(226, (await fresh.FinishAsync(3 * Part, _content.Length)).Code);
        Assert.Equal(_content, await ReadAsync());
    }

    [Theory]
    [InlineData(Endpoints.One)]
    [InlineData(Endpoints.TwoWithOneJournal)]
    public async Task A_late_part_with_other_bytes_never_reaches_the_store(Endpoints endpoints)
    {
        await using Servers servers = await StartAsync(endpoints);
        await using Session old = await OldSessionAsync(servers.Old);
        await using Session fresh = await ContinueAsync(servers.New);
        await fresh.SendAsync(Part, 3 * Part);
        await fresh.WaitForMarkerAsync(3 * Part);
        await old.SendLateAsync(3 * Part / 2, 2 * Part, shift: 3 * Part / 2);
        Assert.InRange((await old.FinalAsync()).Code, 400, 499);

        Assert.Equal(226, (await fresh.FinishAsync(3 * Part, _content.Length)).Code);
        Assert.Equal(_content, await ReadAsync());
    }

    [Fact]
    public async Task Other_bytes_of_an_endpoint_that_shares_the_store_only_make_no_object_and_the_next_try_begins_anew()
    {
        await using Servers servers = await StartAsync(Endpoints.TwoWithTheStoreOnly);
        await using Session old = await OldSessionAsync(servers.Old);
        await using Session fresh = await ContinueAsync(servers.New);
        await fresh.SendAsync(Part, 3 * Part);
        await fresh.WaitForMarkerAsync(3 * Part);
        await old.SendLateAsync(3 * Part / 2, 2 * Part, shift: 3 * Part / 2);
        await old.WaitForMarkerAsync(2 * Part);

        FtpReply reply = await fresh.FinishAsync(3 * Part, _content.Length);
        Assert.True(reply.Code >= 400, reply.Text);
        await using Session third = await LoginAsync(servers.New);
        (await third.Control.CommandAsync($"REST 0-{3 * Part}")).Expect(350);
        (await third.Control.CommandAsync($"STOR {Path}")).Expect(553);
        (await third.Control.CommandAsync($"SIZE {Path}")).Expect(550);
    }

    private async Task<Servers> StartAsync(Endpoints endpoints)
    {
        ServerProcess old = await ServerProcess.StartAsync(Settings("a"));
        return endpoints switch
        {
            Endpoints.One => new Servers(old, old),
            Endpoints.TwoWithOneJournal => new Servers(old, await ServerProcess.StartAsync(Settings("a"))),
            _ => new Servers(old, await ServerProcess.StartAsync(Settings("b"))),
        };
    }

    private ServerSettings Settings(string journal) => new()
    {
        Store = new StoreSettings(_store.Server.Endpoint, "minio", "us-east-1", _store.Server.AccessKey, _store.Server.SecretKey),
        More = ["--part-size", "5MiB", "--upload-journal", _local.Path(journal)],
    };

    /// <summary>The first part is stored, and half of the second has come.</summary>
    private async Task<Session> OldSessionAsync(ServerProcess server)
    {
        Session session = await LoginAsync(server);
        await session.BeginAsync(Path);
        await session.SendAsync(0, 3 * Part / 2);
        await session.WaitForMarkerAsync(Part);
        return session;
    }

    private async Task<Session> ContinueAsync(ServerProcess server)
    {
        Session session = await LoginAsync(server);
        (await session.Control.CommandAsync($"REST 0-{Part}")).Expect(350);
        await session.BeginAsync(Path);
        return session;
    }

    private async Task<Session> LoginAsync(ServerProcess server)
    {
        ScriptedGridFtpClient control = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await control.CommandAsync("MODE E")).Expect(200);
        (await control.CommandAsync("TREV RESTART 1")).Expect(200);
        return new Session(control, new ScriptedModeESender(await control.PassiveAsync(), _content));
    }

    private async Task<byte[]> ReadAsync()
    {
        using var reply = await _store.Client.GetObjectAsync(StoreUnderTest.Bucket, "object", TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await reply.ResponseStream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }

    public enum Endpoints
    {
        One,
        TwoWithOneJournal,
        TwoWithTheStoreOnly,
    }

    private sealed record Servers(ServerProcess Old, ServerProcess New) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Old.DisposeAsync();
            if (New != Old)
            {
                await New.DisposeAsync();
            }
        }
    }

    private sealed record Session(ScriptedGridFtpClient Control, ScriptedModeESender Data) : IAsyncDisposable
    {
        public async Task BeginAsync(string path)
        {
            Assert.True((await Control.CommandAsync($"STOR {path}")).IsPreliminary);
            await Data.ConnectAsync(1);
        }

        /// <summary>Sends bytes to their place; with <paramref name="shift"/>, those that stand so far before it.</summary>
        public async Task SendAsync(long from, long to, long shift = 0)
        {
            for (long offset = from; offset < to; offset += Block)
            {
                await Data.SendBlockAsync(0, new Extent(offset - shift, Math.Min(to - offset, Block)), shift: shift);
            }
        }

        /// <summary>The same from a session that may have been ended meanwhile.</summary>
        public async Task SendLateAsync(long from, long to, long shift = 0)
        {
            try
            {
                await SendAsync(from, to, shift);
            }
            catch (SocketException)
            {
                // the endpoint has reset the connection; the final reply is looked at
            }
        }

        public async Task WaitForMarkerAsync(long end)
        {
            while (true)
            {
                FtpReply reply = await Control.ReadReplyAsync();
                Assert.True(reply.IsPreliminary, reply.Text);
                if (reply.Code == 111 && reply.Text.TrimEnd().EndsWith($"-{end}", StringComparison.Ordinal))
                {
                    return;
                }
            }
        }

        public Task<FtpReply> FinalAsync() => Control.ReadFinalReplyAsync();

        public async Task<FtpReply> FinishAsync(long from, long to)
        {
            await SendAsync(from, to);
            await Data.EndOfFileAsync(0, connections: 1);
            return await FinalAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await Data.DisposeAsync();
            await Control.DisposeAsync();
        }
    }
}
