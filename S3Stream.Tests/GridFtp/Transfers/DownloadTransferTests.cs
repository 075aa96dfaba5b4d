using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class DownloadTransferTests : IAsyncDisposable
{
    private const string Path = "/bucket/dir/file";
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * TransferRig.PartSize) + 777);

    private readonly TransferRig _rig = new(new GridFtpOptions { BlockSize = 100_000 });

    public DownloadTransferTests() => _rig.Store.Seed(TransferRig.Address, Content);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task RETR_in_MODE_S_sends_the_bytes_in_order()
    {
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"RETR {Path}");
        Assert.Equal(226, reply.Code);
        Assert.Equal(Content, bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6_000_000)]
    public async Task REST_in_MODE_S_sends_from_the_offset(int offset)
    {
        _rig.State.Next.Restart = [new Extent(0, offset)];
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"RETR {Path}");
        Assert.Equal(226, reply.Code);
        Assert.Equal(Content[offset..], bytes);
        Assert.Empty(_rig.State.Next.Restart);
    }

    [Fact]
    public async Task REST_at_the_end_sends_nothing_and_beyond_it_is_554()
    {
        _rig.State.Next.Restart = [new Extent(0, Content.Length)];
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"RETR {Path}");
        Assert.Equal(226, reply.Code);
        Assert.Empty(bytes);

        _rig.State.Next.Restart = [new Extent(0, Content.Length + 1)];
        Assert.Equal(554, (await _rig.DownloadAsync($"RETR {Path}")).Reply.Code);
    }

    [Theory]
    [InlineData(100, 200, 200)]
    [InlineData(0, 0, 0)]
    [InlineData(10_486_000, 5_000_000, 537)] // cut at the end
    public async Task ERET_in_MODE_S_sends_the_extent(int offset, int length, int expected)
    {
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"ERET P {offset} {length} {Path}");
        Assert.Equal(226, reply.Code);
        Assert.Equal(Content[offset..(offset + expected)], bytes);
    }

    [Fact]
    public async Task TYPE_A_sends_lines_that_end_with_CRLF()
    {
        _rig.Store.Seed(TransferRig.Address, "one\ntwo\n"u8.ToArray());
        _rig.State.IsAscii = true;
        Assert.Equal("one\r\ntwo\r\n"u8.ToArray(), (await _rig.DownloadAsync($"RETR {Path}")).Bytes);
    }

    [Fact]
    public async Task A_missing_object_is_550_instead_of_150()
    {
        Assert.Equal(550, (await _rig.DownloadAsync("RETR /bucket/none")).Reply.Code);
        Assert.Empty(_rig.Replies.All);
    }

    [Fact]
    public async Task Wrong_bytes_end_MODE_S_with_451_and_a_reset_before_the_last_of_them()
    {
        FlipABit();
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"RETR {Path}");

        Assert.Equal(451, reply.Code);
        Assert.Contains("c=INCORRECT_CHECKSUM", reply.ToString(), StringComparison.Ordinal);
        Assert.Contains("CRC64NVME", reply.ToString(), StringComparison.Ordinal);
        Assert.True(bytes.Length < Content.Length, "The client has as many bytes as SIZE says.");
    }

    [Fact]
    public async Task The_rest_of_what_was_sent_wrongly_is_not_sent_before_the_whole_was_right()
    {
        FlipABit();
        Assert.Equal(451, (await _rig.DownloadAsync($"RETR {Path}")).Reply.Code);
        _rig.Store.ChangeBody = null;
        _rig.State.Next.Restart = [new Extent(0, 6_000_000)];
        Assert.Equal(554, (await _rig.DownloadAsync($"RETR {Path}")).Reply.Code);

        Assert.Equal(Content, (await _rig.DownloadAsync($"RETR {Path}")).Bytes);
        _rig.State.Next.Restart = [new Extent(0, 6_000_000)];
        Assert.Equal(226, (await _rig.DownloadAsync($"RETR {Path}")).Reply.Code);
    }

    [Fact]
    public async Task Wrong_bytes_end_MODE_E_with_451_and_no_end_of_file()
    {
        FlipABit();
        await using ModeEReceiver receiver = await PortAsync(2);
        Task<Reply> running = _rig.RunAsync($"RETR {Path}");
        await receiver.AcceptAsync(2);
        Task<ReceivedBlocks> receiving = receiver.ReceiveAsync();

        Reply reply = await running;
        Assert.Equal(451, reply.Code);
        Assert.Contains("c=INCORRECT_CHECKSUM", reply.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<Exception>(() => receiving);
    }

    [Theory] // scenario 15
    [InlineData(1)]
    [InlineData(4)]
    public async Task RETR_in_MODE_E_sends_every_byte_once_with_one_end_of_data_each_and_one_end_of_file(int parallelism)
    {
        await using ModeEReceiver receiver = await PortAsync(parallelism);
        Task<Reply> running = _rig.RunAsync($"RETR {Path}");
        await receiver.AcceptAsync(parallelism);
        ReceivedBlocks received = await receiver.ReceiveAsync();

        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content, received.Assemble());
        Assert.Equal(Content.Length, received.Extents.Sum(extent => extent.Length));
        Assert.All(received.Extents, extent => Assert.InRange(extent.Length, 1, 100_000));
        Assert.Equal(parallelism, received.EndsOfData);
        Assert.Equal([(ulong)parallelism], received.Announced);
    }

    [Fact] // scenario 66
    public async Task The_next_RETR_in_MODE_E_says_125_and_ends_every_kept_connection()
    {
        await using ModeEReceiver receiver = await PortAsync(3);
        for (int transfer = 0; transfer < 3; transfer++)
        {
            Task<Reply> running = _rig.RunAsync($"ERET P {transfer} 5 {Path}");
            await receiver.AcceptAsync(transfer == 0 ? 3 : 0);
            ReceivedBlocks received = await receiver.ReceiveAsync();
            Assert.Equal(226, (await running).Code);
            Assert.Equal(Content[transfer..(transfer + 5)], received.Assemble()); // relative offsets
            Assert.Equal(3, received.EndsOfData);
            Assert.Equal([3ul], received.Announced);
        }

        Assert.Equal([150, 125, 125], _rig.Replies.All.Select(reply => reply.Code));
    }

    [Fact]
    public async Task An_empty_object_is_ends_of_data_only()
    {
        _rig.Store.Seed(TransferRig.Address, []);
        await using ModeEReceiver receiver = await PortAsync(2);
        Task<Reply> running = _rig.RunAsync($"RETR {Path}");
        await receiver.AcceptAsync(2);
        ReceivedBlocks received = await receiver.ReceiveAsync();
        Assert.Equal(226, (await running).Code);
        Assert.Equal(2, received.Headers.Count);
        Assert.Equal([2ul], received.Announced);
    }

    [Fact]
    public async Task REST_in_MODE_E_sends_what_the_client_does_not_have_at_its_place()
    {
        _rig.State.Next.Restart = [new Extent(0, 1_000_000), Extent.Between(2_000_000, Content.Length - 10)];
        await using ModeEReceiver receiver = await PortAsync(2);
        Task<Reply> running = _rig.RunAsync($"RETR {Path}");
        await receiver.AcceptAsync(2);
        ReceivedBlocks received = await receiver.ReceiveAsync();
        Assert.Equal(226, (await running).Code);
        Assert.Equal(1_000_010, received.Extents.Sum(extent => extent.Length));
        Assert.Equal(1_000_000, received.Extents[0].Offset);
        Assert.Equal(Content[1_000_000..2_000_000], received.Assemble()[1_000_000..2_000_000]);
        Assert.Equal(Content[^10..], received.Assemble()[^10..]);
    }

    [Fact] // scenario 65
    public async Task A_missing_object_leaves_the_kept_connections_to_the_transfers_behind_it()
    {
        await using ModeEReceiver receiver = await PortAsync(2);
        Task<Reply> running = _rig.RunAsync($"ERET P 0 5 {Path}");
        await receiver.AcceptAsync(2);
        await receiver.ReceiveAsync();
        Assert.Equal(226, (await running).Code);

        Assert.Equal(550, (await _rig.RunAsync("RETR /bucket/none")).Code);

        running = _rig.RunAsync($"ERET P 0 5 {Path}");
        ReceivedBlocks received = await receiver.ReceiveAsync();
        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content[..5], received.Assemble());
    }

    [Fact]
    public async Task In_MODE_E_the_sender_does_not_listen()
    {
        _rig.State.IsExtendedBlockMode = true;
        await _rig.PassiveAsync();
        Assert.Equal(425, (await _rig.RunAsync($"RETR {Path}")).Code);
    }

    [Fact]
    public async Task A_receiver_that_refuses_the_connection_is_425_instead_of_150()
    {
        ModeEReceiver receiver = await PortAsync(1);
        await receiver.DisposeAsync();
        Assert.Equal(425, (await _rig.RunAsync($"RETR {Path}")).Code);
        Assert.Empty(_rig.Replies.All);
    }

    [Fact]
    public async Task A_client_that_hangs_up_early_is_426_and_the_session_lives()
    {
        using (Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync()))
        {
            Task<Reply> running = _rig.RunAsync($"RETR {Path}");
            await socket.ReceiveAsync(new byte[100]);
            socket.Close(0); // curl -r 0-99
            Assert.Equal(426, (await running).Code);
        }

        Assert.Equal(Content, (await _rig.DownloadAsync($"RETR {Path}")).Bytes);
    }

    [Fact] // scenario 16
    public async Task A_reader_that_is_silent_is_426_after_the_stall_time()
    {
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        socket.ReceiveBufferSize = 4096;
        _rig.Store.Seed(TransferRig.Address, new byte[64 * 1024 * 1024]);
        Task<Reply> running = _rig.RunAsync($"RETR {Path}");
        await _rig.Replies.WaitForAsync(150);
        await Eventually.TrueAsync(() => running.IsCompleted, () => _rig.Time.Advance(TimeSpan.FromSeconds(60)));

        Assert.Equal(426, (await running).Code);
    }

    [Fact] // scenario 17
    public async Task An_object_that_changes_meanwhile_is_451_and_never_a_mix()
    {
        int reads = 0;
        _rig.Store.Delay = (call, _) =>
        {
            if (call is { Verb: StoreVerb.GetRange, Moment: StoreMoment.After } && ++reads == 1)
            {
                _rig.Store.Seed(TransferRig.Address, new byte[Content.Length]);
            }

            return Task.CompletedTask;
        };
        (Reply reply, byte[] bytes) = await _rig.DownloadAsync($"RETR {Path}");
        Assert.Equal(451, reply.Code);
        Assert.True(bytes.AsSpan().SequenceEqual(Content.AsSpan(0, bytes.Length)));
    }

    [Fact]
    public async Task Markers_come_only_when_asked_for()
    {
        await _rig.DownloadAsync($"RETR {Path}");
        Assert.Empty(_rig.Replies.Of(112));
        _rig.State.RetrieveMarkers = TimeSpan.FromSeconds(1);
        await _rig.DownloadAsync($"RETR {Path}");
        Assert.Equal($" Stripe Bytes Transferred: {Content.Length}", _rig.Replies.Of(112)[^1].Lines[3]);
        Assert.Empty(_rig.Replies.Of(111));
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 1)]
    public async Task Each_address_of_SPOR_gets_an_end_of_file_with_the_count_of_its_own_connections(int addresses, int parallelism)
    {
        _rig.State.IsExtendedBlockMode = true;
        _rig.State.Parallelism = parallelism;
        ModeEReceiver[] receivers = [.. Enumerable.Range(0, addresses).Select(_ => new ModeEReceiver())];
        string spor = "SPOR " + string.Join(' ', receivers.Select(receiver => HostPort.Format(receiver.Local)));
        Assert.Equal(200, (await _rig.RunAsync(spor)).Code);
        for (int transfer = 0; transfer < 2; transfer++) // the second over the kept connections
        {
            Task<Reply> running = _rig.RunAsync($"RETR {Path}");
            ReceivedBlocks[] received = await Task.WhenAll(receivers.Select(async receiver =>
            {
                await receiver.AcceptAsync(transfer == 0 ? parallelism : 0);
                return await receiver.ReceiveAsync();
            }));

            Assert.Equal(226, (await running).Code);
            Assert.All(received, stripe => Assert.Equal(parallelism, stripe.EndsOfData));
            Assert.All(received, stripe => Assert.Equal([(ulong)parallelism], stripe.Announced));
            Assert.Equal(Content.Length, received.Sum(stripe => stripe.Extents.Sum(extent => extent.Length)));
        }

        foreach (ModeEReceiver receiver in receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Many_addresses_of_SPOR_share_the_connections_there_may_be_and_none_is_left_out()
    {
        await using var rig = new TransferRig(new GridFtpOptions { MaxParallelism = 4 });
        rig.Store.Seed(TransferRig.Address, Content);
        rig.State.IsExtendedBlockMode = true;
        rig.State.Parallelism = 4;
        ModeEReceiver[] receivers = [.. Enumerable.Range(0, 3).Select(_ => new ModeEReceiver())];
        string[] addresses = [.. receivers.Select(receiver => HostPort.Format(receiver.Local))];
        Assert.Equal(501, (await rig.RunAsync("SPOR " + string.Join(' ', [.. addresses, .. addresses]))).Code);
        Assert.Equal(200, (await rig.RunAsync("SPOR " + string.Join(' ', addresses))).Code);
        Task<Reply> running = rig.RunAsync($"RETR {Path}");
        foreach (ModeEReceiver receiver in receivers)
        {
            await receiver.AcceptAsync(1);
        }

        ReceivedBlocks[] received = await Task.WhenAll(receivers.Select(receiver => receiver.ReceiveAsync()));

        Assert.Equal(226, (await running).Code);
        Assert.All(received, stripe => Assert.Equal([1ul], stripe.Announced));
        foreach (ModeEReceiver receiver in receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    private async Task<ModeEReceiver> PortAsync(int parallelism)
    {
        _rig.State.IsExtendedBlockMode = true;
        _rig.State.Parallelism = parallelism;
        var receiver = new ModeEReceiver();
        await _rig.PortAsync(receiver.Local);
        return receiver;
    }

    private void FlipABit() => _rig.Store.ChangeBody = (call, bytes) =>
    {
        byte[] changed = bytes.ToArray();
        changed[^1] ^= call.Range.Offset == 0 ? (byte)1 : (byte)0;
        return changed;
    };
}
