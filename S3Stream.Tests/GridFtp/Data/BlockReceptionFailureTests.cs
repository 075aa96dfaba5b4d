using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Data;

/// <summary>Transfers in MODE E that must not end well, and what is told of them.</summary>
public sealed class BlockReceptionFailureTests
{
    private static readonly byte[] Content = UploadRig.RandomBytes((3 * UploadRig.Slab) + 12_345);

    [Fact] // scenario 6
    public async Task A_gap_fails_and_names_the_first_missing_bytes()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        await sender.SendBlockAsync(0, new Extent(3000, 1000));
        await sender.EndOfFileAsync(0, 1);

        TransferFailedException gap = await Assert.ThrowsAsync<TransferFailedException>(() => receiving);
        Assert.Equal(Extent.Between(1000, 3000), gap.At);
        Assert.Null(rig.Uploads.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 7
    public async Task More_connections_announced_than_come_fail_after_the_time_limit()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        await sender.EndOfFileAsync(0, 2);
        await FailsWithAsync(426, rig, receiving);
    }

    [Fact]
    public async Task Nobody_connecting_is_425()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        await FailsWithAsync(425, rig, rig.ReceiveAsync());
    }

    [Fact] // scenario 2
    public async Task A_silent_sender_is_426_after_the_stall_time()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(2);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        await FailsWithAsync(426, rig, receiving);
        Assert.True(await sender.IsClosedByServerAsync(0));
        Assert.True(await sender.IsClosedByServerAsync(1));
    }

    [Theory] // scenario 7
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_lost_before_its_end_of_data_is_426_and_resets_the_others(bool reset)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(2);
        await sender.SendBlockAsync(0, new Extent(0, 1000));
        await sender.SendBlockAsync(1, new Extent(1000, 1000));
        await Eventually.TrueAsync(() => rig.Progress.BytesMoved >= 2000);

        if (reset)
        {
            sender.Reset(1);
        }
        else
        {
            sender.Close(1);
        }

        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
        Assert.True(await sender.IsClosedByServerAsync(0));
        Assert.Null(rig.Uploads.Store.Find(UploadRig.Address));
    }

    [Theory] // scenario 9: and nothing is allocated by what a header says
    [InlineData(0x8000000000000000, 0)]
    [InlineData(ulong.MaxValue, ulong.MaxValue)]
    [InlineData(1, long.MaxValue)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(1, ulong.MaxValue)]
    [InlineData(1, UploadTarget.MaxObjectBytes)] // scenario 10
    [InlineData(UploadTarget.MaxObjectBytes + 1, 0)]
    public async Task A_header_that_cannot_be_is_426(ulong count, ulong offset)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendHeaderAsync(0, new ExtendedBlockHeader(BlockDescriptors.None, count, offset));
        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
        Assert.True(await sender.IsClosedByServerAsync(0));
    }

    /// <summary>Mutation M37: bytes that never came would be what the memory held before.</summary>
    [Fact]
    public async Task A_connection_that_closes_inside_its_last_block_makes_no_object()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(2);
        await sender.EndOfFileAsync(0, connections: 2);
        await sender.SendHeaderAsync(1, new ExtendedBlockHeader(BlockDescriptors.EndOfData, (ulong)Content.Length, 0));
        await sender.SendRawAsync(1, Content.AsMemory(0, Content.Length / 2));
        sender.Close(1);
        Exception failure = await Assert.ThrowsAsync<FtpException>(() => receiving.WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.Equal(426, ((FtpException)failure).Reply.Code);
        Assert.Null(rig.Uploads.Store.Find(UploadRig.Address));
    }

    [Theory] // scenario 9
    [InlineData(1L << 40)]
    [InlineData(UploadTarget.MaxObjectBytes)]
    public async Task A_header_that_promises_much_takes_the_memory_of_its_part_only(long promised)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendHeaderAsync(0, new ExtendedBlockHeader(BlockDescriptors.None, (ulong)promised, 0));
        await sender.SendRawAsync(0, Content.AsMemory(0, 1));
        await Eventually.TrueAsync(() => rig.Progress.BytesMoved == 1);
        Assert.InRange(rig.Uploads.Services.Slabs.Rented, 1, 2);
        sender.Reset(0);
        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
    }

    [Fact] // scenario 9: such a block has no bytes, so what comes behind its header is the next header
    public async Task A_block_of_no_bytes_is_nothing_and_bytes_behind_it_are_a_header()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendHeaderAsync(0, new ExtendedBlockHeader(BlockDescriptors.None, 0, 5));
        await sender.SendRawAsync(0, Enumerable.Repeat((byte)0xFF, ExtendedBlockHeader.Size).ToArray());
        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
        Assert.Null(rig.Uploads.Store.Find(UploadRig.Address));
    }

    [Theory] // scenario 9
    [InlineData(0x01)]
    [InlineData(0x02)]
    [InlineData(0x10)] // restart marker: no bytes of the file
    [InlineData(0x20)] // suspected errors
    [InlineData(0x28)]
    public async Task A_block_with_descriptors_that_are_not_understood_is_426_and_stores_nothing(int bits)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.SendHeaderAsync(0, new ExtendedBlockHeader((BlockDescriptors)bits, 1000, 0));

        FtpException refused = await Assert.ThrowsAsync<FtpException>(() => receiving);

        Assert.Equal(426, refused.Reply.Code);
        Assert.Contains($"descriptor bits 0x{bits & ~0x08:x2}", refused.Message, StringComparison.Ordinal);
        Assert.Null(rig.Uploads.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 10
    public async Task A_block_beyond_the_declared_size_is_refused_at_once()
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync(declared: 5000);
        await sender.ConnectAsync(1);
        await sender.SendHeaderAsync(0, ExtendedBlockHeader.Data(4000, 1001));
        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
    }

    [Theory] // scenario 8
    [InlineData(0ul, 0ul)]
    [InlineData(2ul, 3ul)]
    public async Task End_of_file_with_no_or_two_counts_is_426(ulong first, ulong second)
    {
        await using var rig = new ReceptionRig();
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(1);
        await sender.EndOfFileAsync(0, first, withEndOfData: false);
        if (first > 0)
        {
            await sender.EndOfFileAsync(0, second, withEndOfData: false);
        }

        Assert.Equal(426, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
    }

    [Fact]
    public async Task More_connections_than_allowed_are_425()
    {
        await using var rig = new ReceptionRig { Options = new GridFtpOptions { MaxParallelism = 2 } };
        await using ScriptedModeESender sender = await rig.ListenAsync(Content);
        Task<byte[]?> receiving = rig.ReceiveAsync();
        await sender.ConnectAsync(3);
        Assert.Equal(425, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
    }

    /// <summary>Lets time pass until the transfer fails.</summary>
    private static async Task FailsWithAsync(int code, ReceptionRig rig, Task<byte[]?> receiving)
    {
        await Eventually.TrueAsync(() => receiving.IsCompleted, () => rig.Time.Advance(TimeSpan.FromSeconds(5)));

        Assert.Equal(code, (await Assert.ThrowsAsync<FtpException>(() => receiving)).Reply.Code);
    }
}
