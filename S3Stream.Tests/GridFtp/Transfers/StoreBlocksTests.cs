using System.Globalization;
using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>STOR in MODE E: blocks from several connections, markers, restarts.</summary>
public sealed class StoreBlocksTests : IAsyncDisposable
{
    private const string Path = "/bucket/dir/file";
    private const int Part = TransferRig.PartSize;
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * Part) + 777);

    private readonly TransferRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact] // scenario 21
    public async Task STOR_in_MODE_E_sends_markers_that_name_only_stored_bytes()
    {
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, (2 * Part) + 100));
        await Eventually.TrueAsync(() => _rig.Store.CallsOf(StoreVerb.UploadPart).Count >= 2 && _rig.Store.ActiveCalls <= 0);

        // a part counts a moment after its request has ended, so that the two may come in two markers
        await Eventually.TrueAsync(() => Announced() >= 2 * Part, () => _rig.Time.Advance(TimeSpan.FromSeconds(5)));

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
        _rig.Store.Delay = (call, _) =>
            call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } ? completing.Task : Task.CompletedTask;
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, Content.Length));
        await sender.EndOfFileAsync(0, 1);
        await Eventually.TrueAsync(() => _rig.Store.CallsOf(StoreVerb.CompleteMultipart).Count != 0);

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
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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

    [Theory] // scenario 19
    [InlineData(2 * Part)]
    [InlineData(Part)] // the client missed the last marker: the bytes S3 has come again
    public async Task REST_and_STOR_in_MODE_E_continue_what_a_lost_session_has_stored(int known)
    {
        await LoseUploadAsync();
        _rig.State.Next.Restart = [new Extent(0, known)];
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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
        _rig.State.Next.Restart = [new Extent(0, (2 * Part) + 1)];
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
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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

    /// <summary>An upload whose sender dies after two parts are stored.</summary>
    private async Task LoseUploadAsync()
    {
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
        Task<Reply> running = _rig.RunAsync($"STOR {Path}");
        await sender.ConnectAsync(1);
        await sender.SendBlockAsync(0, new Extent(0, (2 * Part) + 300));
        await Eventually.TrueAsync(() => _rig.Store.CallsOf(StoreVerb.UploadPart).Count >= 2 && _rig.Store.ActiveCalls <= 0);

        sender.Close(0);
        Assert.Equal(426, (await running).Code);
        Assert.Null(_rig.Stored);
        Assert.Single(_rig.Store.OpenUploads);
    }
}
