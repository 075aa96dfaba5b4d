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
