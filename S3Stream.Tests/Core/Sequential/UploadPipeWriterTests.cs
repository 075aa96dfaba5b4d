using System.IO.Pipelines;
using FsCheck;
using FsCheck.Xunit;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Sequential;

public sealed class UploadPipeWriterTests
{
    private const int Slab = UploadRig.Slab;

    [Property(MaxTest = 40)]
    public async Task Any_way_to_write_stores_the_bytes(NonNegativeInt length, bool isDeclared, NonNegativeInt seed)
    {
        using var rig = new UploadRig();
        byte[] expected = UploadRig.RandomBytes((int)(length.Get * 76_543L % (4 * Slab)), seed.Get);
        var random = new Random(seed.Get);
        await using (ObjectUpload upload = await rig.OpenAsync(Slab, new UploadOptions { Length = isDeclared ? expected.Length : null }))
        {
            PipeWriter writer = upload.AsPipeWriter();
            for (int done = 0; done < expected.Length;)
            {
                int count = Math.Min(random.Next(1, 400_000), expected.Length - done);
                done += await WriteAsync(writer, expected.AsMemory(done, count), random);
            }

            await writer.CompleteAsync();
            await upload.CompleteAsync(expected.Length);
        }

        Assert.True(expected.AsSpan().SequenceEqual(rig.Store.Find(UploadRig.Address)));
        rig.AssertClean();
    }

    [Fact]
    public async Task CancelPendingFlush_ends_the_wait_and_loses_nothing()
    {
        using var rig = new UploadRig(budgetSlabs: 2);
        var gate = new TaskCompletionSource();
        rig.Store.Delay = (call, token) => call.Verb == StoreVerb.UploadPart ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        byte[] expected = UploadRig.RandomBytes((3 * Slab) + 5);
        await using (ObjectUpload upload = await rig.OpenAsync(Slab))
        {
            PipeWriter writer = upload.AsPipeWriter();
            ValueTask<FlushResult> pending = writer.WriteAsync(expected);
            Assert.False(pending.IsCompleted);
            writer.CancelPendingFlush();
            Assert.True((await pending).IsCanceled);
            Assert.Equal(Slab + 5, writer.UnflushedBytes);
            gate.SetResult();
            Assert.False((await writer.FlushAsync()).IsCanceled);
            Assert.Equal(0, writer.UnflushedBytes);
            await writer.CompleteAsync();
            await upload.CompleteAsync(expected.Length);
        }

        Assert.True(expected.AsSpan().SequenceEqual(rig.Store.Find(UploadRig.Address)));
        rig.AssertClean();
    }

    [Fact]
    public async Task Complete_commits_part_memory_and_refuses_what_a_flush_would_have_to_copy()
    {
        using var rig = new UploadRig();
        await using ObjectUpload upload = await rig.OpenAsync(Slab);
        PipeWriter writer = upload.AsPipeWriter();
        writer.GetSpan(3)[..3].Fill(1);
        writer.Advance(3);
        Assert.Throws<InvalidOperationException>(() => writer.Complete());
        await writer.FlushAsync();
        writer.GetSpan()[0] = 2;
        writer.Advance(1);
        writer.Complete();
        await upload.CompleteAsync(4);
        Assert.Equal([1, 1, 1, 2], rig.Store.Find(UploadRig.Address)!);
    }

    [Fact]
    public async Task FlushAsync_throws_when_the_upload_has_failed()
    {
        using var rig = new UploadRig();
        await using ObjectUpload upload = await rig.OpenAsync(Slab, new UploadOptions { Length = 2 });
        PipeWriter writer = upload.AsPipeWriter();
        await Assert.ThrowsAsync<TransferFailedException>(async () => await writer.WriteAsync(new byte[3]));
        await writer.CompleteAsync(new IOException("the source failed"));
    }

    [Fact]
    public async Task Pipes_and_streams_at_several_offsets_make_one_object()
    {
        using var rig = new UploadRig();
        byte[] expected = UploadRig.RandomBytes(3 * Slab);
        await using (ObjectUpload upload = await rig.OpenAsync(Slab))
        {
            PipeWriter second = upload.AsPipeWriter(Slab);
            await using (Stream first = upload.AsStream())
            await using (Stream third = upload.AsStream(2 * Slab))
            {
                await third.WriteAsync(expected.AsMemory(2 * Slab));
                await second.WriteAsync(expected.AsMemory(Slab, Slab));
                await first.WriteAsync(expected.AsMemory(0, Slab));
                Assert.Equal(3 * Slab, third.Position);
            }

            await second.CompleteAsync();
            await upload.CompleteAsync(expected.Length);
        }

        Assert.True(expected.AsSpan().SequenceEqual(rig.Store.Find(UploadRig.Address)));
        rig.AssertClean();
    }

    private static async Task<int> WriteAsync(PipeWriter writer, ReadOnlyMemory<byte> bytes, Random random)
    {
        int count = bytes.Length;
        switch (random.Next(3))
        {
            case 0:
                await writer.WriteAsync(bytes);
                break;
            case 1:
                bytes.CopyTo(writer.GetMemory(count));
                writer.Advance(count);
                break;
            default:
                Memory<byte> memory = writer.GetMemory();
                count = Math.Min(count, memory.Length);
                bytes[..count].CopyTo(memory);
                writer.Advance(count);
                break;
        }

        if (random.Next(2) == 0)
        {
            await writer.FlushAsync();
        }

        return count;
    }
}
