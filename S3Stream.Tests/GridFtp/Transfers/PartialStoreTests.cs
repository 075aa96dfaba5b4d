using S3Stream.GridFtp.Protocol;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Transfers;

/// <summary>APPE, REST and ESTO: a part of an object is written, the rest stays.</summary>
public sealed class PartialStoreTests : IAsyncDisposable
{
    private const string Path = "/bucket/dir/file";
    private const int Part = TransferRig.PartSize;
    private static readonly byte[] Content = UploadRig.RandomBytes((2 * Part) + 777);

    private readonly TransferRig _rig = new();

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

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
        _rig.State.Next.Restart = [new Extent(0, offset)];
        Assert.Equal(226, (await _rig.UploadAsync($"STOR {Path}", Content[offset..])).Code);
        Assert.Equal(Content, _rig.Stored);
        Assert.Empty(_rig.State.Next.Restart);
    }

    [Fact] // scenario 20
    public async Task REST_beyond_what_is_there_is_refused_before_150()
    {
        _rig.Store.Seed(TransferRig.Address, Content[..1000]);
        _rig.State.Next.Restart = [new Extent(0, 1001)];
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
        _rig.State.Next.Allocated = length;
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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
        _rig.State.Next.Allocated = 500;
        await using ScriptedModeESender sender = await _rig.ListenBlocksAsync(Content);
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
}
