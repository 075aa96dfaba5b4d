using System.Globalization;
using System.Net.Sockets;
using S3Stream.GridFtp.Commands;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class StoreTransferTests : IAsyncDisposable
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
        _rig.State.Allocated = Content.Length + difference;
        Assert.Equal(426, (await _rig.UploadAsync($"STOR {Path}", Content)).Code);
        Assert.Null(_rig.Stored);
        Assert.Null(_rig.State.Allocated);
        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content)).Code); // the session lives, and ALLO counted once
    }

    [Fact]
    public async Task STOR_to_a_bucket_is_refused_before_150()
    {
        Assert.Equal(550, (await _rig.UploadAsync("STOR /bucket", Content)).Code);
        Assert.Empty(_rig.Replies.All);
    }

    [Fact] // scenario 21
    public async Task STOR_in_MODE_E_sends_markers_that_name_only_stored_bytes()
    {
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, (2 * Part) + 100));
        while (_rig.Store.CallsOf(StoreVerb.UploadPart).Count < 2 || _rig.Store.ActiveCalls > 0)
        {
            await Task.Delay(5);
        }

        // a part counts a moment after its request has ended, so that the two may come in two markers
        while (Announced() < 2 * Part)
        {
            _rig.Time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(20);
        }

        Assert.Equal(2 * Part, Announced());
        await sender.SendBlockAsync(0, Extent.Between((2 * Part) + 100, Content.Length));
        await sender.EndOfFileAsync(0, 1);

        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content, _rig.Stored);
        Assert.Equal([150, 112], _rig.Replies.All.Take(2).Select(reply => reply.Code));
        Assert.Equal($" Stripe Bytes Transferred: {Content.Length}", _rig.Replies.Of(112)[^1].Lines[3]);

        long Announced() => _rig.Replies.Of(111)
            .SelectMany(marker => Assert.Single(marker.Lines)["111 Range Marker ".Length..].Split(','))
            .Select(range => range.Split('-'))
            .Sum(ends => long.Parse(ends[1], CultureInfo.InvariantCulture) - long.Parse(ends[0], CultureInfo.InvariantCulture));
    }

    [Fact] // scenario 31
    public async Task While_S3_takes_ten_minutes_to_make_the_object_the_client_hears_of_it()
    {
        var completing = new TaskCompletionSource();
        _rig.Store.Delay = (call, _) => call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } ? completing.Task : Task.CompletedTask;
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, Content.Length));
        await sender.EndOfFileAsync(0, 1);
        while (_rig.Store.CallsOf(StoreVerb.CompleteMultipart).Count == 0)
        {
            await Task.Delay(5);
        }

        for (int seconds = 0; seconds < 600; seconds += 5)
        {
            int heard = _rig.Replies.Of(112).Count;
            _rig.Time.Advance(TimeSpan.FromSeconds(5));
            await _rig.Replies.WaitForAsync(112, heard + 1);
        }

        Assert.False(running.IsCompleted);
        completing.SetResult();
        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content, _rig.Stored);
    }

    [Fact] // scenario 66
    public async Task The_next_STOR_in_MODE_E_says_125_and_uses_the_same_connections()
    {
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(2);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(1000, 100));
        Assert.Equal(226, (await running).Code);

        running = _rig.RunAsync($"STOR {Path}");
        await sender.SendAllAsync(ScriptedModeESender.Blocks(2000, 100));
        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content[..2000], _rig.Stored);
        Assert.Equal(["125 Beginning transfer; reusing existing data connection."], Assert.Single(_rig.Replies.Of(125)).Lines);
    }

    [Fact] // scenario 65
    public async Task A_store_that_refuses_one_object_does_not_disturb_the_transfers_behind_it()
    {
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        _rig.Store.Fault = call => call is { Verb: StoreVerb.Put, Number: 1 }
            ? new StorageException(FailureReason.AccessDenied, "Access Denied", 403, "AccessDenied")
            : null;
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(2);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(1000, 100));
        Assert.Equal(550, (await running).Code);

        running = _rig.RunAsync($"STOR {Path}");
        await sender.SendAllAsync(ScriptedModeESender.Blocks(1000, 100));
        Assert.Equal(226, (await running).Code);
    }

    [Fact]
    public async Task In_MODE_E_the_receiver_does_not_connect()
    {
        _rig.State.IsExtendedBlockMode = true;
        await _rig.PortAsync(new(System.Net.IPAddress.Loopback, 50_000));
        Assert.Equal(425, (await _rig.RunAsync($"STOR {Path}")).Code);
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

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(Part, 1)]
    [InlineData(Part + 5, 1)]
    [InlineData(2 * Part, 2)]
    public async Task APPE_keeps_what_is_there_and_lets_the_store_copy_whole_parts(int before, int copied)
    {
        _rig.Store.Seed(TransferRig.Address, Content[..before]);
        Assert.Equal(226, (await _rig.UploadAsync($"APPE {Path}", Content[before..])).Code);
        Assert.Equal(Content, _rig.Stored);
        Assert.Equal(copied, _rig.Store.CallsOf(StoreVerb.CopyPart).Count);
        Assert.Equal(before % Part, _rig.Store.CallsOf(StoreVerb.GetRange).Sum(call => call.Range.Length));
    }

    [Fact]
    public async Task APPE_to_nothing_makes_the_object()
    {
        Assert.Equal(226, (await _rig.UploadAsync($"APPE {Path}", Content)).Code);
        Assert.Equal(Content, _rig.Stored);
    }

    [Fact]
    public async Task APPE_fails_when_the_object_is_replaced_meanwhile()
    {
        _rig.Store.Seed(TransferRig.Address, Content[..1000]);
        int lookUps = 0;
        _rig.Store.Delay = (call, _) =>
        {
            if (call is { Verb: StoreVerb.Head, Moment: StoreMoment.After } && ++lookUps == 1)
            {
                _rig.Store.Seed(TransferRig.Address, new byte[1000]);
            }

            return Task.CompletedTask;
        };
        Assert.Equal(451, (await _rig.UploadAsync($"APPE {Path}", Content)).Code);
        Assert.Equal(new byte[1000], _rig.Stored);
    }

    [Theory]
    [InlineData(1000)] // lftp put -c: n is the object's size
    [InlineData(400)]
    public async Task REST_and_STOR_in_MODE_S_write_from_the_offset(int offset)
    {
        _rig.Store.Seed(TransferRig.Address, Content[..1000]);
        _rig.State.Restart = [new Extent(0, offset)];
        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content[offset..])).Code);
        Assert.Equal(Content, _rig.Stored);
        Assert.Null(_rig.State.Restart);
    }

    [Fact] // scenario 20
    public async Task REST_beyond_what_is_there_is_refused_before_150()
    {
        _rig.Store.Seed(TransferRig.Address, Content[..1000]);
        _rig.State.Restart = [new Extent(0, 1001)];
        Reply refused = await _rig.UploadAsync($"STOR {Path}", Content);
        Assert.Equal("553-GlobusError: v=1 c=APPEND_NOT_SUPPORTED", refused.Lines[0]);
        Assert.Empty(_rig.Replies.All);
        Assert.Equal(Content[..1000], _rig.Stored);
    }

    [Theory]
    [InlineData(100, 300)] // inside
    [InlineData(0, 200)]
    [InlineData(900, 500)] // across the end
    [InlineData(1000, 500)] // at the end
    [InlineData(0, 3000)] // all of it
    public async Task ESTO_in_MODE_E_writes_a_piece_and_keeps_the_rest(int offset, int length)
    {
        byte[] old = new byte[1000];
        _rig.Store.Seed(TransferRig.Address, old);
        _rig.State.Allocated = length;
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"ESTO A {offset} {Path}");
        await sender.ConnectAsync(3);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(length, 70));

        Assert.Equal(226, (await running).Code);
        byte[] expected = new byte[Math.Max(old.Length, offset + length)];
        Content.AsSpan(0, length).CopyTo(expected.AsSpan(offset));
        Assert.Equal(expected, _rig.Stored);
        Assert.Empty(_rig.Replies.Of(111)); // cannot be continued, so nothing may be claimed
    }

    [Fact]
    public async Task ESTO_that_would_leave_a_hole_is_refused()
    {
        _rig.State.IsExtendedBlockMode = true;
        await _rig.PassiveAsync();
        Assert.Equal(553, (await _rig.RunAsync($"ESTO A 1 {Path}")).Code);
        Assert.Empty(_rig.Replies.All);
    }

    [Fact]
    public async Task ESTO_with_fewer_bytes_than_declared_leaves_the_object_as_it_was()
    {
        _rig.Store.Seed(TransferRig.Address, Content[..1000]);
        _rig.State.Allocated = 500;
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"ESTO A 0 {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(1000, 499), shift: -1000);
        await sender.EndOfFileAsync(0, 1);
        Assert.Equal(426, (await running).Code);
        Assert.Equal(Content[..1000], _rig.Stored);
    }

    [Theory]
    [InlineData("ESTO A x /bucket/f", 501)]
    [InlineData("ESTO A 5", 501)]
    [InlineData("ESTO A -1 /bucket/f", 501)]
    [InlineData("ESTO B 5 /bucket/f", 504)]
    [InlineData("ERET P 5 /bucket/f", 501)]
    [InlineData("ERET P 5 9223372036854775807 /bucket/f", 501)]
    [InlineData("ERET X 5 5 /bucket/f", 504)]
    public async Task Malformed_partial_commands_are_refused(string line, int code) =>
        Assert.Equal(code, (await _rig.RunAsync(line)).Code);

    [Theory] // scenario 19
    [InlineData(2 * Part)]
    [InlineData(Part)] // the client missed the last marker: the bytes S3 has come again
    public async Task REST_and_STOR_in_MODE_E_continue_what_a_lost_session_has_stored(int known)
    {
        await LoseUploadAsync();
        _rig.State.Restart = [new Extent(0, known)];
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(2);
        await sender.SendAllAsync(ScriptedModeESender.Blocks(Content.Length, 1 << 20).Where(block => block.Offset >= known));

        Assert.Equal(226, (await running).Code);
        Assert.Equal(Content, _rig.Stored);
        Assert.Equal(3, _rig.Store.CallsOf(StoreVerb.UploadPart).Count); // none was sent twice
        Assert.Empty(_rig.Store.OpenUploads);
    }

    [Fact] // scenario 20
    public async Task A_restart_marker_that_names_more_than_is_stored_is_refused()
    {
        await LoseUploadAsync();
        _rig.State.Restart = [new Extent(0, (2 * Part) + 1)];
        _rig.State.IsExtendedBlockMode = true;
        await _rig.PassiveAsync();
        int before = _rig.Replies.All.Count;
        Reply refused = await _rig.RunAsync($"STOR {Path}");
        Assert.Equal("553-GlobusError: v=1 c=APPEND_NOT_SUPPORTED", refused.Lines[0]);
        Assert.Contains(refused.Lines, line => line.Contains("Bad restart marker found", StringComparison.Ordinal));
        Assert.Equal(before, _rig.Replies.All.Count);
        Assert.Single(_rig.Store.OpenUploads); // what is stored may still be continued by a right marker
    }

    [Fact] // scenario 6
    public async Task A_gap_is_told_with_the_first_missing_bytes_and_the_session_lives()
    {
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, 100));
        await sender.SendBlockAsync(0, new Extent(250, 100));
        await sender.EndOfFileAsync(0, 1);
        Reply gap = await running;
        Assert.Equal(451, gap.Code);
        Assert.Contains(gap.Lines, line => line.Contains("100-250", StringComparison.Ordinal));
        Assert.Null(_rig.Stored);
    }

    [Fact] // scenario 22
    public async Task Abort_in_mid_upload_leaves_the_old_object_and_resets_the_connections()
    {
        _rig.Store.Seed(TransferRig.Address, [1, 2, 3]);
        await using ScriptedModeESender sender = await ListenBlocksAsync();
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
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, Part + 1));
        Assert.Equal(550, (await running).Code);
        Assert.True(await sender.IsClosedByServerAsync(0));
    }

    private async Task<ScriptedModeESender> ListenBlocksAsync()
    {
        _rig.State.IsExtendedBlockMode = true;
        return new ScriptedModeESender(await _rig.PassiveAsync(), Content);
    }

    /// <summary>An upload whose sender dies after two parts are stored.</summary>
    private async Task LoseUploadAsync()
    {
        await using ScriptedModeESender sender = await ListenBlocksAsync();
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, (2 * Part) + 300));
        while (_rig.Store.CallsOf(StoreVerb.UploadPart).Count < 2 || _rig.Store.ActiveCalls > 0)
        {
            await Task.Delay(5);
        }

        sender.Close(0);
        Assert.Equal(426, (await running).Code);
        Assert.Null(_rig.Stored);
        Assert.Single(_rig.Store.OpenUploads);
    }
}
