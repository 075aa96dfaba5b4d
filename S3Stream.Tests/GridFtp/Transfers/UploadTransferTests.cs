using System.Net.Sockets;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class UploadTransferTests : IAsyncDisposable
{
    private const string Path = "/bucket/dir/file";
    private const int Part = TransferRig.PartSize;
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * Part) + 777);

    private readonly TransferRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task STOR_in_MODE_S_stores_the_bytes()
    {
        Assert.Equal(["226 Transfer Complete."], (await _rig.UploadAsync($"STOR {Path}", Content)).Lines);
        Assert.Equal(Content, _rig.Stored);
        Assert.Equal(["150 Beginning transfer."], Assert.Single(_rig.Replies.All).Lines);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task STOR_in_MODE_S_sends_markers_only_where_the_administrator_wants_them(bool always)
    {
        await using var rig = new TransferRig(new GridFtpOptions { AlwaysSendMarkers = always });

        Assert.Equal(226, (await rig.UploadAsync($"STOR {Path}", Content)).Code);

        Assert.Equal(always ? 2 : 0, rig.Replies.Of(112).Count);
        Assert.Equal(always ? [$"111 Range Marker 0-{2 * Part}"] : [], rig.Replies.Of(111).SelectMany(reply => reply.Lines));
        Assert.Equal(Content, rig.Stored);
    }

    [Fact]
    public async Task A_second_STOR_in_MODE_S_needs_a_new_PASV()
    {
        await _rig.UploadAsync($"STOR {Path}", Content);
        Assert.Equal(425, (await _rig.RunAsync($"STOR {Path}")).Code);
        Assert.Equal(Content, _rig.Stored);
    }

    [Fact]
    public async Task TYPE_counts_as_it_is_when_the_transfer_starts()
    {
        _rig.State.IsAscii = true;
        using Socket socket = await TransferRig.ConnectAsync(await _rig.PassiveAsync());
        _rig.State.IsAscii = false; // curl: EPSV, then TYPE I
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await _rig.Replies.WaitForAsync(150);
        await socket.SendAsync("a\r\nb"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(226, (await running).Code);
        Assert.Equal("a\r\nb"u8.ToArray(), _rig.Stored);
    }

    [Theory] // scenario 11
    [InlineData(1)]
    [InlineData(-1)]
    public async Task ALLO_that_does_not_match_the_bytes_makes_no_object(int difference)
    {
        _rig.State.Next.Allocated = Content.Length + difference;
        Assert.Equal(426, (await _rig.UploadAsync($"STOR {Path}", Content)).Code);
        Assert.Null(_rig.Stored);
        Assert.Null(_rig.State.Next.Allocated);
        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content)).Code); // the session lives, and ALLO counted once
    }

    [Fact]
    public async Task STOR_to_a_bucket_is_refused_before_150()
    {
        Assert.Equal(550, (await _rig.UploadAsync("STOR /bucket", Content)).Code);
        Assert.Empty(_rig.Replies.All);
    }

    [Fact]
    public async Task Delayed_passive_tells_the_address_after_the_command()
    {
        _rig.State.AllowDelayedPassive = true;
        Assert.Equal(["200 Passive delayed."], (await _rig.RunAsync("PASV")).Lines);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        using Socket socket = await TransferRig.ConnectAsync(TransferRig.EndpointOf(await _rig.Replies.WaitForAsync(127)));
        await _rig.Replies.WaitForAsync(150);
        await socket.SendAsync("abc"u8.ToArray());
        socket.Shutdown(SocketShutdown.Send);
        Assert.Equal(226, (await running).Code);
        Assert.Equal("abc"u8.ToArray(), _rig.Stored);
    }

    [Fact] // scenario 22
    public async Task Abort_in_mid_upload_leaves_the_old_object_and_resets_the_connections()
    {
        _rig.Store.Seed(TransferRig.Address, [1, 2, 3]);
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 100));
        await _rig.Replies.WaitForAsync(112);
        _rig.Abort();
        Assert.Equal(426, (await running).Code);
        Assert.True(await sender.IsClosedByServerAsync(0));
        Assert.Equal([1, 2, 3], _rig.Stored);
    }

    [Fact]
    public async Task A_store_that_refuses_a_part_ends_the_transfer_while_the_sender_is_silent()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.UploadPart
            ? new StorageException(FailureReason.AccessDenied, "Access Denied", 403, "AccessDenied")
            : null;
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, Part + 1));
        Assert.Equal(550, (await running).Code);
        Assert.True(await sender.IsClosedByServerAsync(0));
    }
}
