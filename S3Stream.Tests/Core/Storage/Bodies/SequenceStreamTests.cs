using S3Stream.Storage.Bodies;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

public sealed class SequenceStreamTests
{
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5, 6, 7];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_piece_of_memory_goes_out_in_one_write_and_again_after_a_rewind()
    {
        int progress = 0;
        await using var stream = new SequenceStream(Pieces.Of(Bytes, 3), Sizes(), () => progress++);
        var wire = new Wire();

        await stream.CopyToAsync(wire, Token);
        stream.Position = 0;
        await stream.CopyToAsync(wire, Token);

        Assert.Equal([3, 3, 1, 3, 3, 1], wire.Writes);
        Assert.Equal(6, progress);
    }

    [Fact]
    public async Task Nothing_reads_the_memory_after_the_stream_is_closed()
    {
        // scenario 27: memory goes back to the pool when the call ends, so a write that is still under way must end first
        var wire = new Wire { Hold = new TaskCompletionSource() };
        await using var stream = new SequenceStream(Pieces.Of(Bytes, 3), Sizes(), null);
        Task copy = stream.CopyToAsync(wire, Token);

        Task closed = stream.CloseAsync();
        Assert.False(closed.IsCompleted);
        wire.Hold.SetException(new IOException("cut"));

        await Assert.ThrowsAsync<IOException>(() => copy);
        await closed;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.CopyToAsync(wire, Token));
        Assert.Throws<ObjectDisposedException>(() => stream.ReadByte());
    }

    [Fact]
    public void Reads_and_seeks_see_the_same_bytes()
    {
        using var stream = new SequenceStream(Pieces.Of(Bytes, 2), Sizes(), null);
        stream.Seek(-3, SeekOrigin.End);
        byte[] tail = new byte[3];
        stream.ReadExactly(tail);

        Assert.Equal([5, 6, 7], tail);
        Assert.Equal(-1, stream.ReadByte());
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Position = 8);
    }

    [Fact]
    public async Task Writes_grow_while_they_are_quick_and_begin_small_again_after_one_failed()
    {
        const int MiB = 1024 * 1024;
        WriteSize sizes = Sizes();
        byte[] part = new byte[40 * MiB];
        await using var stream = new SequenceStream(new(part), sizes, null);
        var wire = new Wire();

        await stream.CopyToAsync(wire, Token);

        Assert.Equal([MiB, 2 * MiB, 4 * MiB, 8 * MiB, 16 * MiB, 9 * MiB], wire.Writes);
        var broken = new Wire { Hold = new TaskCompletionSource() };
        broken.Hold.SetException(new IOException("cut"));
        stream.Position = 0;
        await Assert.ThrowsAsync<IOException>(() => stream.CopyToAsync(broken, Token));
        Assert.Equal(MiB, sizes.Bytes);
    }

    private static WriteSize Sizes() => new(TimeSpan.FromHours(1));

    private sealed class Wire : MemoryStream
    {
        public List<int> Writes { get; } = [];

        public TaskCompletionSource? Hold { get; init; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Writes.Add(buffer.Length);
            if (Hold is not null)
            {
                await Hold.Task;
            }
        }
    }
}
