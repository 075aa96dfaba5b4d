using Microsoft.Extensions.Time.Testing;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Uploads that hold memory and bring nothing, beside others that want it.</summary>
public sealed class UploadSharesTests : IDisposable
{
    private const int Part = UploadRig.Slab;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.Zero };
    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-shares-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task An_upload_that_is_open_and_has_no_byte_holds_nothing()
    {
        using UploadRig rig = new(budgetSlabs: 4);
        List<ObjectUpload> open = [];
        for (int i = 0; i < 12; i++)
        {
            open.Add(await rig.OpenAsync(Part, address: new ObjectAddress("bucket", $"open-{i}")));
        }

        Assert.Equal(0, rig.Services.Budget.Used);
        byte[] bytes = UploadRig.RandomBytes(6 * Part);
        await using (ObjectUpload upload = await rig.OpenAsync(Part))
        {
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length)).WaitAsync(Limit);
            await upload.CompleteAsync(bytes.Length).WaitAsync(Limit);
        }

        foreach (ObjectUpload upload in open)
        {
            await upload.DisposeAsync();
        }

        rig.AssertClean();
    }

    [Fact]
    public async Task Sparse_bytes_leave_room_and_another_upload_goes_on_at_once()
    {
        using UploadRig rig = new(budgetSlabs: 8, time: _time);
        await using (ObjectUpload sparse = await rig.OpenAsync(Part, new UploadOptions { Owner = "sparse" }))
        {
            using UploadWriter hostile = sparse.OpenWriter();
            Task parked = WriteSparselyAsync(hostile, 100);
            byte[] bytes = UploadRig.RandomBytes(6 * Part);
            await using ObjectUpload upload = await rig.OpenAsync(Part, address: new ObjectAddress("bucket", "good"));
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length)).WaitAsync(Limit);
            await upload.CompleteAsync(bytes.Length).WaitAsync(Limit);
            Assert.False(parked.IsCompleted, "nobody waits: it may have what is free");
        }

        rig.AssertClean();
    }

    [Fact]
    public async Task Sparse_bytes_above_a_share_fail_soon_when_others_wait_and_name_what_is_missing()
    {
        using UploadRig rig = new(budgetSlabs: 8, time: _time);
        await using (ObjectUpload sparse = await rig.OpenAsync(Part, new UploadOptions { Owner = "sparse" }))
        {
            using UploadWriter hostile = sparse.OpenWriter();
            Task parked = WriteSparselyAsync(hostile, 100);
            using BudgetAccount others = rig.Services.Budget.OpenAccount("others", "", pins: false);
            Task<BudgetTicket> wanted = others.TakeAsync(4 * Part, false, default).AsTask();
            Assert.False(wanted.IsCompleted);

            await AdvanceAsync(TimeSpan.FromSeconds(4));

            (await wanted.WaitAsync(Limit)).Dispose();
            Exception failure = await sparse.Failed.WaitAsync(Limit);
            Assert.IsType<TransferFailedException>(failure);
            Assert.Contains(new Extent(1, Part - 1).ToString(), failure.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<TransferFailedException>(() => parked.WaitAsync(Limit));
        }

        rig.AssertClean();
    }

    [Fact]
    public async Task Sparse_bytes_go_to_disk_when_others_wait_and_the_object_is_right()
    {
        using UploadRig rig = new(budgetSlabs: 8, spill: new SpillArea(_directory, 1L << 30), time: _time);
        byte[] bytes = UploadRig.RandomBytes(5 * Part);
        await using (ObjectUpload sparse = await rig.OpenAsync(Part, new UploadOptions { Owner = "sparse" }))
        {
            using UploadWriter writer = sparse.OpenWriter();
            for (int part = 0; part < 5; part++)
            {
                await UploadRig.WriteAsync(writer, bytes, new Extent(part * Part, 1));
            }

            using BudgetAccount others = rig.Services.Budget.OpenAccount("others", "", pins: false);
            Task<BudgetTicket> wanted = others.TakeAsync(4 * Part, false, default).AsTask();
            await AdvanceAsync(TimeSpan.FromSeconds(4));
            BudgetTicket held = await wanted.WaitAsync(Limit);
            Assert.True(rig.Services.Spill!.Used > 0);

            for (int part = 0; part < 5; part++)
            {
                await UploadRig.WriteAsync(writer, bytes, new Extent((part * Part) + 1, Part - 1)).WaitAsync(Limit);
            }

            writer.Dispose();
            await sparse.CompleteAsync(bytes.Length).WaitAsync(Limit);
            held.Dispose();
        }

        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task A_sender_in_order_that_has_not_opened_all_its_connections_is_not_failed_though_others_wait()
    {
        const int Block = Part / 4;
        using UploadRig rig = new(budgetSlabs: 8, time: _time);
        byte[] bytes = UploadRig.RandomBytes(12 * Part);
        await using (ObjectUpload upload = await rig.OpenAsync(Part, new UploadOptions { Owner = "ordered" }))
        {
            using UploadWriter early = upload.OpenWriter();
            Task first = WriteBlocksAsync(early, bytes, Block, 0);
            using BudgetAccount others = rig.Services.Budget.OpenAccount("others", "", pins: false);
            using CancellationTokenSource enough = new();
            Task<BudgetTicket> wanted = others.TakeAsync(4 * Part, false, enough.Token).AsTask();

            await AdvanceAsync(TimeSpan.FromSeconds(100));

            Assert.False(upload.Failed.IsCompleted);
            using UploadWriter late = upload.OpenWriter();
            await Task.WhenAll(first, WriteBlocksAsync(late, bytes, Block, 1)).WaitAsync(Limit);
            early.Dispose();
            late.Dispose();
            await upload.CompleteAsync(bytes.Length).WaitAsync(Limit);
            (await wanted.WaitAsync(Limit)).Dispose();
        }

        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task Sixty_sparse_sessions_of_one_user_leave_another_user_its_share()
    {
        using UploadRig rig = new(budgetSlabs: 16, time: _time);
        List<(ObjectUpload Upload, UploadWriter Writer, Task Writing)> hostile = [];
        for (int i = 0; i < 60; i++)
        {
            ObjectUpload upload = await rig.OpenAsync(
                Part, new UploadOptions { Owner = "hostile" }, address: new ObjectAddress("bucket", $"hostile-{i}"));
            UploadWriter writer = upload.OpenWriter();
            hostile.Add((upload, writer, WriteSparselyAsync(writer, 10)));
        }

        byte[] bytes = UploadRig.RandomBytes(20 * Part);
        await using (ObjectUpload upload = await rig.OpenAsync(Part, new UploadOptions { Owner = "good" }))
        {
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length)).WaitAsync(Limit);
            await upload.CompleteAsync(bytes.Length).WaitAsync(Limit);
        }

        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        foreach ((ObjectUpload upload, UploadWriter writer, Task writing) in hostile)
        {
            await upload.DisposeAsync();
            await writing.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default).WaitAsync(Limit);
            writer.Dispose();
        }

        rig.AssertClean();
    }

    [Fact]
    public async Task Sessions_that_hold_only_their_first_part_and_send_nothing_make_way_for_another_user()
    {
        using UploadRig rig = new(budgetSlabs: 8, time: _time);
        List<(ObjectUpload Upload, UploadWriter Writer)> hostile = [];
        for (int i = 0; i < 3; i++)
        {
            ObjectUpload upload = await rig.OpenAsync(
                Part, new UploadOptions { Owner = "hostile" }, address: new ObjectAddress("bucket", $"hostile-{i}"));
            UploadWriter writer = upload.OpenWriter();
            hostile.Add((upload, writer));
            await WriteSparselyAsync(writer, 1).WaitAsync(Limit);
        }

        using BudgetAccount good = rig.Services.Budget.OpenAccount("good", "", pins: false);
        Task<BudgetTicket> wanted = good.TakeAsync(4 * Part, false, default).AsTask();
        await AdvanceAsync(TimeSpan.FromSeconds(14));

        (await wanted.WaitAsync(Limit)).Dispose();
        Assert.InRange(hostile.Count(session => session.Upload.Failed.IsCompleted), 1, 2);
        foreach ((ObjectUpload upload, UploadWriter writer) in hostile)
        {
            writer.Dispose();
            await upload.DisposeAsync();
        }
    }

    [Fact]
    public async Task Waiting_for_the_memory_to_begin_fails_the_upload_after_the_timeout()
    {
        using UploadRig rig = new(budgetSlabs: 4, time: _time);
        using BudgetAccount others = rig.Services.Budget.OpenAccount("others", "", pins: false);
        using BudgetTicket all = await others.TakeAsync(4 * Part, false, default);
        await using ObjectUpload upload = await rig.OpenAsync(Part);
        using UploadWriter writer = upload.OpenWriter();
        Task<Memory<byte>> waiting = writer.AcquireAsync(0, 10).AsTask();

        await AdvanceAsync(TimeSpan.FromSeconds(31));

        var failure = await Assert.ThrowsAsync<TransferFailedException>(() => waiting.WaitAsync(Limit));
        Assert.Equal(FailureReason.MemoryBudget, failure.Reason);
        Assert.Contains("others 4194304 bytes", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>One byte in each part, as somebody sends who wants memory to be held.</summary>
    private static async Task WriteSparselyAsync(UploadWriter writer, int parts)
    {
        for (int part = 0; part < parts; part++)
        {
            await writer.AcquireAsync((long)part * Part, 1);
            writer.Commit(1);
        }
    }

    /// <summary>Every second block, ascending.</summary>
    private static async Task WriteBlocksAsync(UploadWriter writer, byte[] bytes, int block, int connection)
    {
        for (int offset = connection * block; offset < bytes.Length; offset += 2 * block)
        {
            await UploadRig.WriteAsync(writer, bytes, new Extent(offset, block));
        }
    }

    /// <summary>Time passes in small steps; what it sets off runs in between.</summary>
    private async Task AdvanceAsync(TimeSpan time)
    {
        TimeSpan step = TimeSpan.FromMilliseconds(250);
        for (TimeSpan passed = TimeSpan.Zero; passed < time; passed += step)
        {
            _time.Advance(step);
            await Task.Delay(1);
        }
    }
}
