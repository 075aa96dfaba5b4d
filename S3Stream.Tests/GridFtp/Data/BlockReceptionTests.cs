using System.Net;
using S3Stream.Addressing;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

public sealed class BlockReceptionTests
{
    private const int Block = 64 * 1024;
    private static readonly byte[] Content = UploadRig.RandomBytes((3 * UploadRig.Slab) + 12_345);

    [Theory] // scenario 15
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(64)]
    public async Task Blocks_over_any_number_of_connections_make_the_object(int connections)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(connections);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(Content.Length, Block));

        Assert.Equal(Content, await receiving);
        Assert.Equal(Content.Length, rig.Progress.BytesMoved);
        Assert.Equal(connections, rig.Progress.Streams);
    }

    [Fact] // scenario 1
    public async Task Blocks_in_reverse_order_make_the_same_object()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(Content.Length, Block).Reverse());
        Assert.Equal(Content, await receiving);
    }

    [Fact] // scenario 2
    public async Task One_connection_that_stalls_holds_the_others_back_within_the_budget_until_it_goes_on()
    {
        const int part = 4 * UploadRig.Slab; // every part waits for a block of the stalled connection
        byte[] content = UploadRig.RandomBytes(8 * part);
        await using var rig = new ReceptionRig(budgetSlabs: 16);
        await using ScriptedModeESender sender = await rig.ListenAsync(content);
        var resume = new TaskCompletionSource();
        Task<byte[]?> receiving = rig.ReceiveAsync(part);
        await sender.ConnectAsync(4);
        Task sending = sender.SendAllAsync(
            ScriptedModeESender.Blocks(content.Length, UploadRig.Slab), (_, block) => block.Offset == 0 ? resume.Task : Task.CompletedTask);
        await Eventually.TrueAsync(() => rig.Uploads.Services.Budget.Used >= rig.Uploads.Services.Budget.Limit);

        Assert.False(sending.IsCompleted);
        resume.SetResult();
        await sending;
        Assert.Equal(content, await receiving); // the rig checks the budget's peak
    }

    [Fact]
    public async Task Blocks_of_any_size_empty_ones_and_ends_of_record_included_make_the_object()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        int offset = 0;
        for (int size = 0; offset < Content.Length; size = (size * 3) + 1)
        {
            int length = Math.Min(size, Content.Length - offset);
            await sender.SendBlockAsync(0, new Extent(offset, length), BlockDescriptors.EndOfRecord);
            offset += length;
        }

        await sender.EndOfFileAsync(0, 1);
        Assert.Equal(Content, await receiving);
    }

    [Fact]
    public async Task End_of_data_may_sit_on_a_data_block_and_end_of_file_come_first_and_a_connection_late()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.EndOfFileAsync(0, 2, withEndOfData: false);
        await sender.SendBlockAsync(0, new Extent(Block, Content.Length - Block), BlockDescriptors.EndOfData);
        await Eventually.TrueAsync(() => rig.Progress.BytesMoved >= Content.Length - Block);

        Assert.False(receiving.IsCompleted);
        int late = await sender.ConnectAsync();
        await sender.SendBlockAsync(late, new Extent(0, Block), BlockDescriptors.EndOfData);
        Assert.Equal(Content, await receiving);
    }

    [Fact] // scenario 13
    public async Task No_blocks_make_an_empty_object()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync([]);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(3);
        await sender.SendAllAsync([]);
        Assert.Empty((await receiving)!);
    }

    [Fact] // scenario 66
    public async Task Kept_connections_serve_the_next_transfer_and_new_ones_may_join()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        await sender.ConnectAsync(2);
        for (int transfer = 0; transfer < 3; transfer++)
        {
            Task<byte[]?> receiving = rig.ReceiveAsync();
            await sender.SendAllAsync(ScriptedModeESender.Blocks(Content.Length, Block));
            Assert.Equal(Content, await receiving);
            await sender.ConnectAsync();
        }
    }

    [Fact]
    public async Task Blocks_of_a_transfer_sent_before_its_command_are_read_by_it()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 100));
        await sender.EndOfFileAsync(0, 1);
        await sender.SendBlockAsync(0, new Extent(0, 200)); // pipelined: the next transfer
        await sender.EndOfFileAsync(0, 1);

        Assert.Equal(Content[..100], await rig.ReceiveAsync());
        Assert.Equal(Content[..200], await rig.ReceiveAsync());
    }

    [Theory] // scenario 43
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stray_connection_does_not_end_the_upload(bool reset)
    {
        await using var rig = new ReceptionRig { Options = new GridFtpOptions { MaxParallelism = 3 } };
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(2);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        for (int i = 0; i < 5; i++) // none of them takes the place of one of the sender's
        {
            int stray = await sender.ConnectAsync();
            await Task.Delay(20);
            if (reset)
            {
                sender.Reset(stray);
            }
            else
            {
                sender.Close(stray);
            }

            await Task.Delay(20);
        }

        await sender.SendBlockAsync(1, new Extent(1000, Content.Length - 1000));
        await sender.EndOfFileAsync(0, 2);
        await sender.EndOfDataAsync(1);

        Assert.Equal(Content, await receiving);
        Assert.Equal(2, (await rig.Channel.TakeKeptAsync()).Count);
    }

    [Fact]
    public async Task A_connection_that_the_sender_said_it_closes_is_not_kept()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 10));
        await sender.EndOfFileAsync(0, 1, withEndOfData: false);
        await sender.EndOfDataAsync(0, close: true);
        Assert.Equal(Content[..10], await receiving);
        Assert.Empty(await rig.Channel.TakeKeptAsync());
    }

    [Fact]
    public async Task A_kept_connection_that_ends_before_its_first_block_does_not_fail_the_transfer()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> first = rig.ReceiveAsync();
        await sender.ConnectAsync(2);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(1000, 100));
        await first;

        Task<byte[]?> second = rig.ReceiveAsync();
        sender.Close(1);
        await sender.SendBlockAsync(0, new Extent(0, 500));
        await sender.EndOfFileAsync(0, 1);
        Assert.Equal(Content[..500], await second);
    }

    [Fact] // scenario 22
    public async Task Abort_resets_every_connection_at_once()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(3);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        await Eventually.TrueAsync(() => rig.Progress.Streams >= 3);

        rig.Abort();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
        for (int connection = 0; connection < 3; connection++)
        {
            Assert.True(await sender.IsClosedByServerAsync(connection));
        }
    }

    [Fact] // scenario 43
    public async Task A_foreign_connection_takes_no_part()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        int foreign = await sender.ConnectAsync(IPAddress.Parse("127.0.0.2"));
        Assert.True(await sender.IsClosedByServerAsync(foreign));
        int client = await sender.ConnectAsync();
        await sender.SendBlockAsync(client, new Extent(0, 1000));
        await sender.EndOfFileAsync(client, 1);
        Assert.Equal(Content[..1000], await receiving);
    }

    [Fact] // scenario 19
    public async Task Bytes_that_an_earlier_attempt_stored_are_read_and_dropped_when_they_come_again()
    {
        const int part = 1000;
        await using var rig = new ReceptionRig();
        var options = new UploadOptions { KeepForResume = true };
        await using (ObjectUpload first = await rig.Uploads.OpenAsync(part, options))
        {
            await UploadRig.WriteAsync(first, Content, new Extent(0, 3 * part));
        }

        ObjectUpload resumed = await rig.Uploads.ResumeAsync(PartLayout.Uniform(part), options);
        Assert.Equal([new Extent(0, 3 * part)], resumed.StoredExtents);
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync(resumed: resumed, held: resumed.StoredExtents);
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, Extent.Between(part, 5 * part)); // the client only knew of the first part
        await sender.EndOfFileAsync(0, 1);

        Assert.Equal(Content[..(5 * part)], await receiving);
        Assert.Equal(5, rig.Uploads.Store.CallsOf(StoreVerb.UploadPart).Count);
    }

    [Fact]
    public async Task With_a_base_offsets_count_from_it()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        ObjectUpload upload = await rig.Uploads.OpenAsync(UploadRig.Slab);
        await UploadRig.WriteAsync(upload, Content, new Extent(0, 700));
        Task<byte[]?> receiving = rig.ReceiveAsync(resumed: upload, wireBase: 700);
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(700, 300), shift: -700);
        await sender.EndOfFileAsync(0, 1);
        Assert.Equal(Content[..1000], await receiving);
    }

    [Fact] // scenario 68
    public async Task Any_order_any_sizes_and_any_number_of_connections_make_the_same_object()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            byte[] content = UploadRig.RandomBytes(random.Next(1, 200_000), seed);
            await using var rig = new ReceptionRig(budgetSlabs: 32); // room for all parts at once: these senders have no order at all
            await using ScriptedModeESender sender = await rig.ListenAsync(content);
            Extent[] blocks = [.. ScriptedModeESender.Blocks(content.Length, random.Next(1, 20_000))];
            random.Shuffle(blocks);
            Task<byte[]?> receiving = rig.ReceiveAsync(partSize: random.Next(10_000, 50_000));
            await sender.ConnectAsync(random.Next(1, 9));
            await sender.SendAllAsync(blocks);
            Assert.Equal(content, await receiving);
        }
    }
}
