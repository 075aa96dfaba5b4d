using System.Globalization;
using System.Text;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>Transfers whose commands were sent ahead, and transfers of both directions, on one session.</summary>
public sealed class PipelineTests(GridFtpRig rig) : IClassFixture<GridFtpRig>, IAsyncLifetime
{
    private const int Count = 400;
    private const int Size = 1_024;
    private static readonly byte[] Content = UploadRig.RandomBytes(Size + Count);

    private readonly string _folder = $"/bucket/{Guid.NewGuid():n}";
    private ScriptedGridFtpClient _session = null!;

    public async ValueTask InitializeAsync() => _session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact] // scenario 65
    public async Task Hundreds_of_small_transfers_sent_ahead_are_answered_in_order_and_a_failing_one_ends_no_other()
    {
        (await _session.CommandAsync("MODE E")).Expect(200);
        await using (var sender = new ScriptedModeESender(await _session.PassiveAsync(), Content))
        {
            await sender.ConnectAsync();
            Task sending = SendAheadAsync("STOR", Fails);
            for (int i = 0; i < Count; i++)
            {
                if (Fails(i))
                {
                    (await _session.ReadReplyAsync()).Expect(550);
                    continue;
                }

                (await _session.ReadReplyAsync()).Expect(i == 0 ? 150 : 125);
                await sender.SendBlockAsync(0, new Extent(i, Size), shift: -i);
                await sender.EndOfFileAsync(0, 1);
                (await _session.ReadFinalReplyAsync()).Expect(226);
            }

            await sending;
        }

        await using var receiver = new ModeEReceiver();
        (await _session.CommandAsync("PORT " + HostPort.Format(receiver.Local))).Expect(200);
        Task asking = SendAheadAsync("RETR", static _ => false);
        bool isConnected = false;
        for (int i = 0; i < Count; i++)
        {
            if (Fails(i))
            {
                (await _session.ReadReplyAsync()).Expect(550); // never made
                continue;
            }

            (await _session.ReadReplyAsync()).Expect(isConnected ? 125 : 150);
            await (isConnected ? Task.CompletedTask : receiver.AcceptAsync(1));
            isConnected = true;
            Assert.Equal(Content.AsSpan(i, Size).ToArray(), (await receiver.ReceiveAsync()).Assemble());
            (await _session.ReadFinalReplyAsync()).Expect(226);
        }

        await asking;
    }

    [Fact] // scenario 66
    public async Task Puts_and_gets_take_turns_on_one_session_in_MODE_E_and_reuse_their_connections()
    {
        (await _session.CommandAsync("MODE E")).Expect(200);
        for (int round = 0; round < 3; round++)
        {
            await using (var sender = new ScriptedModeESender(await _session.PassiveAsync(), Content))
            {
                await sender.ConnectAsync(2);
                for (int put = 0; put < 2; put++)
                {
                    (await _session.CommandAsync($"STOR {_folder}/{round}-{put}")).Expect(put == 0 ? 150 : 125);
                    await sender.SendAllAsync(ScriptedModeESender.Blocks(Content.Length - round - put, 100));
                    (await _session.ReadFinalReplyAsync()).Expect(226);
                }
            }

            await using var receiver = new ModeEReceiver();
            (await _session.CommandAsync("PORT " + HostPort.Format(receiver.Local))).Expect(200);
            for (int get = 0; get < 2; get++)
            {
                (await _session.CommandAsync($"RETR {_folder}/{round}-{get}")).Expect(get == 0 ? 150 : 125);
                await (get == 0 ? receiver.AcceptAsync(1) : Task.CompletedTask);
                int length = Content.Length - round - get;
                Assert.Equal(Content.AsSpan(0, length).ToArray(), (await receiver.ReceiveAsync()).Assemble());
                (await _session.ReadFinalReplyAsync()).Expect(226);
            }
        }
    }

    [Fact] // scenario 66
    public async Task Puts_and_gets_take_turns_on_one_session_in_both_modes()
    {
        for (int round = 0; round < 3; round++)
        {
            (await _session.CommandAsync("MODE S")).Expect(200);
            (await _session.StoreAsync($"{_folder}/s", Content.AsMemory(round))).Expect(226);
            Assert.Equal(Content[round..], await _session.RetrieveAsync($"{_folder}/s"));

            (await _session.CommandAsync("MODE E")).Expect(200);
            await using var receiver = new ModeEReceiver();
            (await _session.CommandAsync("PORT " + HostPort.Format(receiver.Local))).Expect(200);
            (await _session.CommandAsync($"RETR {_folder}/s")).Expect(150);
            await receiver.AcceptAsync(1);
            int length = Content.Length - round;
            Assert.Equal(Content.AsSpan(round).ToArray(), (await receiver.ReceiveAsync()).Assemble());
            (await _session.ReadFinalReplyAsync()).Expect(226);
        }
    }

    /// <summary>Those are refused: a bucket is no object.</summary>
    private static bool Fails(int number) => number % 97 == 13;

    private Task SendAheadAsync(string verb, Func<int, bool> isWrong)
    {
        var lines = new StringBuilder();
        for (int i = 0; i < Count; i++)
        {
            lines.Append(CultureInfo.InvariantCulture, $"{verb} {(isWrong(i) ? "/bucket" : $"{_folder}/f{i}")}\r\n");
        }

        return _session.SendRawAsync(Encoding.ASCII.GetBytes(lines.ToString()));
    }
}
