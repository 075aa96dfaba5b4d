using Microsoft.Extensions.Time.Testing;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

public sealed class SpillTests : IDisposable
{
    private const int Part = UploadRig.Slab;
    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-spill-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task One_writer_without_order_spills_half_filled_parts_and_the_object_is_right()
    {
        SpillArea area = new(_directory, 1L << 30);
        using UploadRig rig = new(budgetSlabs: 4, spill: area);
        byte[] bytes = UploadRig.RandomBytes(12 * Part);
        long spilled = 0;
        await using ObjectUpload upload = await rig.OpenAsync(Part);
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (int start = 0; start < Part; start += 128 * 1024)
            {
                for (int part = 11; part >= 0; part--)
                {
                    await UploadRig.WriteAsync(writer, bytes, new Extent((part * Part) + start, 128 * 1024));
                    spilled = Math.Max(spilled, area.Used);
                }
            }
        }

        await upload.CompleteAsync(bytes.Length);
        Assert.Equal(bytes, rig.Store.Find(UploadRig.Address));
        Assert.InRange(spilled, 8 * Part, 12 * Part);
        Assert.Empty(Directory.GetFiles(_directory));
        rig.AssertClean();
    }

    /// <summary>Found by the model, schedule 3509.</summary>
    [Fact]
    public async Task Two_uploads_that_have_only_their_reserves_do_not_wait_for_each_other()
    {
        var time = new FakeTimeProvider();
        using UploadRig rig = new(budgetSlabs: 2, spill: new SpillArea(_directory, 1L << 30), time: time);
        byte[] bytes = UploadRig.RandomBytes(3 * Part);
        ObjectAddress[] addresses = [new("bucket", "one"), new("bucket", "two")];
        Task all = Task.WhenAll(addresses.Select(async address =>
        {
            await using ObjectUpload upload = await rig.OpenAsync(Part, address: address);
            await Task.WhenAll(
                SendAsync(upload, new Extent(0, Part / 2), new Extent(Part, Part), new Extent(Part / 2, Part / 4)),
                SendAsync(upload, new Extent(2 * Part, Part), new Extent(Part - (Part / 4), Part / 4)));
            await upload.CompleteAsync(bytes.Length);
        }));
        await Eventually.TrueAsync(() => all.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(1)));
        await all;
        Assert.All(addresses, address => Assert.Equal(bytes, rig.Store.Find(address)));
        rig.AssertClean();

        async Task SendAsync(ObjectUpload upload, params Extent[] blocks)
        {
            using UploadWriter writer = upload.OpenWriter();
            foreach (Extent block in blocks)
            {
                await UploadRig.WriteAsync(writer, bytes, block);
            }
        }
    }

    [Fact]
    public async Task Without_a_spill_directory_it_fails_and_names_what_is_missing()
    {
        using UploadRig rig = new(budgetSlabs: 4);
        byte[] bytes = UploadRig.RandomBytes(12 * Part);
        await using (ObjectUpload upload = await rig.OpenAsync(Part))
        {
            using UploadWriter writer = upload.OpenWriter();
            var exception = await Assert.ThrowsAsync<TransferFailedException>(async () =>
            {
                for (int part = 11; part >= 0; part--)
                {
                    await UploadRig.WriteAsync(writer, bytes, new Extent(part * Part, 100));
                }
            });
            Assert.Contains(new Extent((11 * Part) + 100, Part - 100).ToString(), exception.Message, StringComparison.Ordinal);
            Assert.Contains("spill directory", exception.Message, StringComparison.Ordinal);
        }

        rig.AssertClean();
    }

    [Fact]
    public async Task A_full_spill_area_fails_the_upload_and_leaves_no_file()
    {
        SpillArea area = new(_directory, 2 * Part);
        using UploadRig rig = new(budgetSlabs: 4, spill: area);
        byte[] bytes = UploadRig.RandomBytes(12 * Part);
        await using (ObjectUpload upload = await rig.OpenAsync(Part))
        {
            using UploadWriter writer = upload.OpenWriter();
            await Assert.ThrowsAsync<TransferFailedException>(async () =>
            {
                for (int part = 11; part >= 0; part--)
                {
                    await UploadRig.WriteAsync(writer, bytes, new Extent(part * Part, 100));
                }
            });
        }

        Assert.Empty(Directory.GetFiles(_directory));
        rig.AssertClean();
    }
}
