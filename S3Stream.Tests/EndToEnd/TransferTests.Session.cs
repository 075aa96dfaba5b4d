using System.Globalization;
using System.Net.Sockets;
using System.Text;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

public abstract partial class TransferTests
{
    [Fact]
    public async Task Abort_in_mid_upload_answers_426_then_226_and_the_session_lives()
    {
        // scenario 22
        await using var session = await LoginAsync();
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync($"STOR {Folder}/file")).Expect(150);
            await data.GetStream().WriteAsync(TestData.Bytes(2_000_000, 1), TestContext.Current.CancellationToken);
            await session.SendAsync("ABOR");

            (await session.ReadFinalReplyAsync()).Expect(426);
            (await session.ReadReplyAsync()).Expect(226);
        }

        (await session.CommandAsync("NOOP")).Expect(200);
        await AssertAbsentAsync("file");
        (await session.StoreAsync($"{Folder}/file", TestData.Bytes(1_000, 2))).Expect(226);
        await AssertStoredAsync("file", TestData.Sha256(TestData.Bytes(1_000, 2)));
    }

    [Fact]
    public async Task Abort_in_mid_download_answers_426_then_226_and_the_session_lives()
    {
        await SeedAsync("file", SeveralParts);
        await using var session = await LoginAsync();
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync($"RETR {Folder}/file")).Expect(150);
            await data.GetStream().ReadExactlyAsync(new byte[1_000], TestContext.Current.CancellationToken);
            await session.SendAsync("ABOR");

            (await session.ReadFinalReplyAsync()).Expect(426);
            (await session.ReadReplyAsync()).Expect(226);
        }

        Assert.Equal($"213 {SeveralParts}", (await session.CommandAsync($"SIZE {Folder}/file")).Text);
    }

    [Fact]
    public async Task Abort_without_a_transfer_answers_226()
    {
        await using var session = await LoginAsync();

        (await session.CommandAsync("ABOR")).Expect(226, 225);
        (await session.CommandAsync("NOOP")).Expect(200);
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    public async Task A_client_killed_in_mid_upload_leaves_no_object(params string[] options)
    {
        // scenario 22: kill -9 of the client.
        TestData.WriteFile(Local.Path("up"), 400_000_000, seed: 1);
        await using (var client = ClientTool.Start("globus-url-copy", ["-dbg", .. options, FileUrl(Local.Path("up")), Url("file")]))
        {
            await client.WaitForLineAsync(line => line.Contains("150", StringComparison.Ordinal), TimeSpan.FromSeconds(30));
            await client.KillAsync();
        }

        await using var session = await LoginAsync();
        (await session.CommandAsync("NOOP")).Expect(200);
        await AssertAbsentAsync("file");
    }

    [Fact]
    public async Task One_failing_command_does_not_disturb_the_pipelined_ones_behind_it()
    {
        // scenario 65
        await SeedAsync("file", Small);
        await using var session = await LoginAsync();

        await session.SendRawAsync(Encoding.ASCII.GetBytes(
            $"NOOP\r\nSIZE {Folder}/file\r\nSIZE {Folder}/absent\r\nBLAH\r\nMDTM {Folder}/file\r\nPWD\r\n"));

        (await session.ReadReplyAsync()).Expect(200);
        Assert.Equal($"213 {Small}", (await session.ReadReplyAsync()).Text);
        (await session.ReadReplyAsync()).Expect(550);
        (await session.ReadReplyAsync()).Expect(500);
        (await session.ReadReplyAsync()).Expect(213);
        (await session.ReadReplyAsync()).Expect(257);
    }

    [Fact]
    public async Task Commands_sent_during_a_transfer_wait_for_its_end()
    {
        await using var session = await LoginAsync();
        using (var data = await session.OpenPassiveAsync())
        {
            (await session.CommandAsync($"STOR {Folder}/file")).Expect(150);
            await session.SendAsync($"SIZE {Folder}/file");
            await session.SendAsync("NOOP");
            await data.GetStream().WriteAsync(TestData.Bytes(5_000, 1), TestContext.Current.CancellationToken);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        Assert.Equal("213 5000", (await session.ReadReplyAsync()).Text);
        (await session.ReadReplyAsync()).Expect(200);
    }

    [Fact]
    public async Task Put_then_get_works_on_one_session()
    {
        // scenario 66, MODE S; data connections of MODE E are reused in the tree tests with -fast
        await using var session = await LoginAsync();
        for (var round = 0; round < 3; round++)
        {
            var content = TestData.Bytes(10_000 * (round + 1), round);
            (await session.StoreAsync($"{Folder}/file", content)).Expect(226);
            Assert.Equal(content, await session.RetrieveAsync($"{Folder}/file"));
        }
    }

    [Fact]
    public async Task Very_long_lines_are_refused_and_the_server_lives()
    {
        // scenario 51
        await using (var session = await LoginAsync())
        {
            await session.SendAsync("SIZE /" + new string('x', 70_000));
            try
            {
                (await session.ReadReplyAsync()).Expect(500, 501, 550, 553, 421);
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // closing the connection is a fair answer too
            }
        }

        await using var next = await LoginAsync();
        (await next.CommandAsync("NOOP")).Expect(200);
    }

    [Fact]
    public async Task Ten_thousand_pipelined_commands_are_all_answered_in_order()
    {
        // scenario 51
        const int Count = 10_000;
        await using var session = await LoginAsync();
        var lines = new StringBuilder();
        for (var index = 0; index < Count; index++)
        {
            lines.Append(index % 2 == 0 ? "NOOP\r\n" : "PWD\r\n");
        }

        var sending = session.SendRawAsync(Encoding.ASCII.GetBytes(lines.ToString()));
        for (var index = 0; index < Count; index++)
        {
            (await session.ReadReplyAsync()).Expect(index % 2 == 0 ? 200 : 257);
        }

        await sending;
    }

    [Fact]
    public async Task Passive_address_comes_after_the_command_when_delayed()
    {
        await using var session = await LoginAsync();
        (await session.CommandAsync("OPTS PASV AllowDelayed=1;")).Expect(200);
        (await session.CommandAsync("PASV")).Expect(200);
        var content = TestData.Bytes(20_000, 1);

        var address = ScriptedGridFtpClient.ParsePassive((await session.CommandAsync($"STOR {Folder}/file")).Expect(127));
        using (var data = await ScriptedGridFtpClient.ConnectDataAsync(address))
        {
            (await session.ReadReplyAsync()).Expect(150);
            await data.GetStream().WriteAsync(content, TestContext.Current.CancellationToken);
        }

        (await session.ReadFinalReplyAsync()).Expect(226);
        await AssertStoredAsync("file", TestData.Sha256(content));
    }

    [Fact]
    public async Task A_session_that_dies_in_mid_transfer_leaves_nothing_behind()
    {
        // scenario 22: loss of the control connection
        var session = await LoginAsync();
        using var data = await session.OpenPassiveAsync();
        (await session.CommandAsync($"STOR {Folder}/file")).Expect(150);
        await data.GetStream().WriteAsync(TestData.Bytes(1_000_000, 1), TestContext.Current.CancellationToken);
        session.Drop(reset: true);
        data.Client.Close(0); // a reset; closing the stream would end it properly first, and an end is all MODE S has

        await AssertAbsentAsync("file");
    }

    [Fact]
    public async Task An_upload_shorter_than_announced_makes_no_object()
    {
        // scenario 11: MODE S has no end mark of its own, the announced size is all there is
        await using var session = await LoginAsync();
        (await session.CommandAsync(string.Create(CultureInfo.InvariantCulture, $"ALLO {2_000_000}"))).Expect(200);

        (await session.StoreAsync($"{Folder}/file", TestData.Bytes(1_000_000, 1))).Expect(426, 451, 550, 552);

        await AssertAbsentAsync("file");
    }
}
