using System.Net.Sockets;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>
/// A client whose data connection is reset before it reads the reply tells its user of the reset, and not why the transfer failed.
/// </summary>
public sealed class FailedTransferTests : IAsyncDisposable
{
    private const string Path = "/bucket/dir/file";
    private const int Part = TransferRig.PartSize;
    private static readonly StorageException Denied = new(FailureReason.AccessDenied, "no writing here", 403, "AccessDenied");
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * Part) + 777);

    private readonly TransferRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refusal_of_a_declared_multipart_upload_comes_before_150_and_the_client_may_still_connect(bool blocks)
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CreateMultipart ? Denied : null;
        _rig.State.IsExtendedBlockMode = blocks;
        _rig.State.Next.Allocated = Content.Length;
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());

        Reply reply = await _rig.ExecuteAsync($"STOR {Path}");

        Assert.Equal(550, reply.Code);
        Assert.Empty(_rig.Replies.All);
        Assert.False(IsEnded(socket));
        await _rig.Context.DataChannel.ResetAbandonedAsync();
        Assert.Equal(!blocks, IsEnded(socket)); // in MODE E transfers that were pipelined behind this one use the endpoint
    }

    [Fact]
    public async Task A_stream_whose_part_is_refused_is_open_until_the_reply_is_sent_and_then_reset()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.UploadPart ? Denied : null;
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        Task<Reply> running = _rig.ExecuteAsync($"STOR {Path}");
        await _rig.Replies.WaitForAsync(150);
        await socket.SendAllAsync(Content.AsMemory(0, Part));

        Assert.Equal(550, (await running).Code); // though the receiver waits for more
        Assert.False(IsEnded(socket));
        await _rig.Context.DataChannel.ResetAbandonedAsync();
        await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Blocks_stop_in_the_middle_of_a_payload_without_a_reset_before_the_reply()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.UploadPart ? Denied : null;
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        await sender.ConnectAsync(2);
        Task<Reply> running = _rig.ExecuteAsync($"STOR {Path}");
        await sender.SendHeaderAsync(1, new ExtendedBlockHeader(BlockDescriptors.None, Part, Part)); // its payload never comes
        await sender.SendBlockAsync(0, new Extent(0, Part));

        Assert.Equal(550, (await running).Code);
        Task<bool> first = sender.IsClosedByServerAsync(0);
        Task<bool> second = sender.IsClosedByServerAsync(1);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(first.IsCompleted || second.IsCompleted);
        await _rig.Context.DataChannel.ResetAbandonedAsync();
        Assert.True(await first && await second);
    }

    [Fact]
    public async Task A_download_that_fails_is_open_until_the_reply_is_sent_and_then_reset()
    {
        _rig.Store.Seed(TransferRig.Address, Content);
        int ranges = 0;
        _rig.Store.Fault = call => call is { Verb: StoreVerb.GetRange, Moment: StoreMoment.Before } && ++ranges > 1 ? Denied : null;
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        Task<byte[]> reading = TransferRig.ReadAllAsync(socket);

        Assert.Equal(550, (await _rig.ExecuteAsync($"RETR {Path}")).Code);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(reading.IsCompleted);
        await _rig.Context.DataChannel.ResetAbandonedAsync();
        Assert.True((await reading).Length < Content.Length);
    }

    [Fact]
    public async Task ABOR_resets_before_its_reply()
    {
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        Task<Reply> running = _rig.ExecuteAsync($"STOR {Path}");
        await _rig.Replies.WaitForAsync(150);
        await socket.SendAsync(Content.AsMemory(0, 1000), TestContext.Current.CancellationToken);

        _rig.Abort();

        Assert.Equal(426, (await running).Code);
        await Assert.ThrowsAsync<SocketException>(async () => await socket.ReceiveAsync(new byte[1]));
    }

    private static bool IsEnded(Socket socket) => socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectRead);
}
