using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Xunit;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Sequential;

public sealed class DownloadPipeReaderTests
{
    [Property(MaxTest = 50)]
    public async Task Any_way_to_consume_and_examine_gives_all_bytes(NonNegativeInt length, NonNegativeInt seed)
    {
        var rig = new TransferRig(budget: 8 * MiB);
        byte[] expected = rig.Seed(length.Get * 87_654L % (4 * MiB), seed.Get);
        var random = new Random(seed.Get);
        using var all = new MemoryStream();
        PipeReader reader = (await rig.OpenAsync()).AsPipeReader();
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            Assert.True(expected.AsSpan((int)all.Length, (int)buffer.Length).SequenceEqual(buffer.ToArray()));
            if (result.IsCompleted && buffer.IsEmpty)
            {
                break;
            }

            // little is left when all is examined, as a parser leaves it; otherwise anything
            bool examinesAll = random.Next(2) == 0;
            long left = Math.Min(buffer.Length, examinesAll ? random.Next(200_000) : random.NextInt64(buffer.Length + 1));
            ReadOnlySequence<byte> consumed = buffer.Slice(0, result.IsCompleted ? buffer.Length : buffer.Length - left);
            foreach (ReadOnlyMemory<byte> piece in consumed)
            {
                all.Write(piece.Span);
            }

            reader.AdvanceTo(consumed.End, examinesAll ? buffer.End : consumed.End);
        }

        await reader.CompleteAsync();
        Assert.Equal(expected.Length, all.Length);
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task What_a_read_shows_lies_in_slabs()
    {
        var rig = new TransferRig();
        rig.Seed(2 * MiB);
        PipeReader reader = (await rig.OpenAsync()).AsPipeReader();
        ReadResult result = await reader.ReadAsync();
        Assert.True(MemoryMarshal.TryGetArray(result.Buffer.First, out ArraySegment<byte> array));
        Assert.Equal(0, array.Array!.Length % SlabPool.SlabSize);
        Assert.Equal(0, array.Offset % SlabPool.SlabSize);
        await reader.CompleteAsync();
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_line_over_the_end_of_a_range_does_not_stop_a_download_that_runs_on_its_reserve()
    {
        var rig = new TransferRig(budget: 2 * MiB);
        byte[] expected = rig.Seed(3 * MiB);
        using BudgetAccount others = await rig.Budget.OpenAccountAsync(MiB, default);
        PipeReader reader = (await rig.OpenAsync()).AsPipeReader();
        ReadResult first = await reader.ReadAsync();
        reader.AdvanceTo(first.Buffer.GetPosition(first.Buffer.Length - 10), first.Buffer.End);
        ReadResult second = await reader.ReadAsync();
        Assert.True(expected.AsSpan(MiB - 10, MiB + 10).SequenceEqual(second.Buffer.ToArray()));
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task CancelPendingRead_ends_the_wait_and_loses_nothing()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(MiB);
        var gate = new TaskCompletionSource();
        rig.Store.BodyDelay = (_, _, token) => gate.Task.WaitAsync(token);
        PipeReader reader = (await rig.OpenAsync()).AsPipeReader();
        ValueTask<ReadResult> pending = reader.ReadAsync();
        Assert.False(pending.IsCompleted);
        reader.CancelPendingRead();
        ReadResult cancelled = await pending;
        Assert.True(cancelled.IsCanceled);
        gate.SetResult();
        ReadResult result = await reader.ReadAsync();
        Assert.False(result.IsCanceled);
        Assert.Equal(expected, result.Buffer.ToArray());
        await reader.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.ReadAsync());
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task ReadAsync_throws_the_failure_of_the_download()
    {
        var rig = new TransferRig(attempts: 1);
        rig.Seed(3 * MiB);
        rig.Store.BreakBody = _ => new BodyFault(MiB);
        PipeReader reader = (await rig.OpenAsync()).AsPipeReader();
        await Assert.ThrowsAsync<StorageException>(async () =>
        {
            while (true)
            {
                ReadResult result = await reader.ReadAsync();
                Assert.False(result.IsCompleted);
                reader.AdvanceTo(result.Buffer.End);
            }
        });
        await reader.CompleteAsync();
        rig.AssertNothingLeaks();
    }
}
