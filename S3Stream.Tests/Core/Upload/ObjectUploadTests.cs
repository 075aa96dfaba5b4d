using S3Stream.Addressing;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

public sealed class ObjectUploadTests : IDisposable
{
    private const int Part = 1000;
    private readonly UploadRig _rig = new();

    public void Dispose()
    {
        _rig.AssertClean();
        _rig.Dispose();
    }

    [Theory] // scenarios 13 and 14
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(Part - 1, 0)]
    [InlineData(Part, 1)]
    [InlineData(Part + 1, 2)]
    [InlineData(3 * Part, 3)]
    [InlineData((3 * Part) + 7, 4)]
    public async Task An_object_of_unknown_length_is_one_request_below_a_part_and_has_no_empty_last_part(int length, int parts)
    {
        byte[] bytes = UploadRig.RandomBytes(length);
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, length));

        StoredObject stored = await upload.CompleteAsync(length);

        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Equal(length, stored.Length);
        Assert.Equal(parts, _rig.Store.CallsOf(StoreVerb.UploadPart).Count);
        Assert.Equal(parts == 0 ? 1 : 0, _rig.Store.CallsOf(StoreVerb.Put).Count);
    }

    [Fact]
    public async Task A_declared_length_of_one_part_is_one_request()
    {
        byte[] bytes = UploadRig.RandomBytes(Part);
        await using ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = Part });
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part));
        await upload.CompleteAsync(Part);

        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.CreateMultipart));
    }

    [Fact] // scenario 20: what is told as stored must be found again by whoever resumes
    public async Task A_short_last_part_is_resumable_only_where_its_length_was_declared()
    {
        byte[] bytes = UploadRig.RandomBytes(Part + 10);
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart ? new StorageException(FailureReason.AccessDenied, "no") : null;
        foreach (bool declared in new[] { false, true })
        {
            await using ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = declared ? bytes.Length : null });
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
            await Assert.ThrowsAsync<StorageException>(() => upload.CompleteAsync(bytes.Length));
            Assert.Equal(bytes.Length, upload.BytesStored);
            Assert.Equal([new Extent(0, declared ? bytes.Length : Part)], upload.StoredExtents);
        }
    }

    [Fact]
    public async Task The_last_part_of_a_declared_length_is_stored_before_the_end_is_announced()
    {
        byte[] bytes = UploadRig.RandomBytes(Part + 10);
        await using ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = bytes.Length });
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
        await Eventually.TrueAsync(() => upload.BytesStored >= bytes.Length);
        Assert.Equal([new Extent(0, bytes.Length)], upload.StoredExtents);
        await upload.CompleteAsync(bytes.Length);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 1
    public async Task Blocks_in_reverse_order_make_the_same_object_within_the_budget_and_without_a_file()
    {
        const int size = 24 * UploadRig.Slab;
        byte[] bytes = UploadRig.RandomBytes(size);
        await using ObjectUpload upload = await _rig.OpenAsync(2 * UploadRig.Slab);
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (int offset = size - 65536; offset >= 0; offset -= 65536)
            {
                await UploadRig.WriteAsync(writer, bytes, new Extent(offset, 65536));
            }
        }

        await upload.CompleteAsync(size);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 2
    public async Task A_stalled_writer_holds_the_others_back_within_the_budget_until_it_goes_on()
    {
        const int part = UploadRig.Slab;
        byte[] bytes = UploadRig.RandomBytes(32 * part);
        await using ObjectUpload upload = await _rig.OpenAsync(part);
        UploadWriter stalled = upload.OpenWriter();
        Task ahead = UploadRig.WriteAsync(upload, bytes, new Extent(1, bytes.Length - 1));
        await Eventually.TrueAsync(() => upload.BytesReceived >= 7 * part - 1);
        await UploadRig.WriteAsync(stalled, bytes, new Extent(0, 1));
        stalled.Dispose();
        await ahead;
        await upload.CompleteAsync(bytes.Length);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 3
    public async Task Every_part_half_full_and_every_next_block_in_a_new_part_goes_on_by_the_reserve()
    {
        const int part = UploadRig.Slab;
        byte[] bytes = UploadRig.RandomBytes(16 * part);
        await using ObjectUpload upload = await _rig.OpenAsync(part);
        Task first = WriteHalvesAsync(upload, bytes, part, 0);
        Task second = WriteHalvesAsync(upload, bytes, part, part / 2);
        await Task.WhenAll(first, second);
        await upload.CompleteAsync(bytes.Length);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 4
    public async Task The_same_bytes_again_are_taken_once_and_other_bytes_fail_the_upload()
    {
        byte[] bytes = UploadRig.RandomBytes(Part - 1);
        await using (ObjectUpload upload = await _rig.OpenAsync(Part))
        {
            await UploadRig.WriteAsync(upload, bytes, new Extent(100, 500));
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part - 1)); // overlaps partially: scenario 5
            await upload.CompleteAsync(Part - 1);
            Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
        }

        await using ObjectUpload failing = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(failing, bytes, new Extent(100, 500));
        byte[] other = (byte[])bytes.Clone();
        other[300] ^= 1;
        var exception = await Assert.ThrowsAsync<TransferFailedException>(() => UploadRig.WriteAsync(failing, other, new Extent(250, 100)));
        Assert.Equal(FailureReason.Overlap, exception.Reason);
        Assert.Equal(FailureReason.Overlap, ((S3StreamException)await failing.Failed).Reason);
        await Assert.ThrowsAsync<TransferFailedException>(() => failing.CompleteAsync(Part - 1));
    }

    [Fact] // scenario 4
    public async Task Bytes_that_come_again_after_their_part_is_stored_fail_the_upload()
    {
        byte[] bytes = UploadRig.RandomBytes(2 * Part);
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part));
        await Eventually.TrueAsync(() => upload.BytesStored >= Part);
        var exception = await Assert.ThrowsAsync<TransferFailedException>(() => UploadRig.WriteAsync(upload, bytes, new Extent(10, 10)));
        Assert.Equal(FailureReason.Overlap, exception.Reason);
    }

    [Fact] // scenario 6
    public async Task A_gap_fails_names_the_missing_bytes_and_keeps_the_parts_for_a_resume()
    {
        byte[] bytes = UploadRig.RandomBytes(4 * Part);
        PartLayout layout = PartLayout.Uniform(Part);
        UploadOptions keep = new() { KeepForResume = true };
        await using (ObjectUpload upload = await _rig.OpenAsync(Part, keep))
        {
            await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part));
            await UploadRig.WriteAsync(upload, bytes, Extent.Between(2 * Part, 4 * Part));
            await UploadRig.WriteAsync(upload, bytes, Extent.Between(Part, Part + 300));
            var exception = await Assert.ThrowsAsync<TransferFailedException>(() => upload.CompleteAsync(4 * Part));
            Assert.Equal(Extent.Between(Part + 300, 2 * Part), exception.At);
            Assert.Contains($"{Part + 300}-{2 * Part}", exception.Message, StringComparison.Ordinal);
        }

        Assert.Null(_rig.Store.Find(UploadRig.Address));
        int before = _rig.Store.CallsOf(StoreVerb.UploadPart).Count;

        await using ObjectUpload resumed = await _rig.ResumeAsync(layout, keep); // scenario 19
        Assert.Equal([Extent.Between(0, Part), Extent.Between(2 * Part, 4 * Part)], resumed.StoredExtents);
        await UploadRig.WriteAsync(resumed, bytes, Extent.Between(Part, 2 * Part));
        await resumed.CompleteAsync(4 * Part);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Equal(before + 1, _rig.Store.CallsOf(StoreVerb.UploadPart).Count);
    }

    [Fact] // scenarios 10 and 11
    public async Task Bytes_beyond_the_declared_length_are_refused_and_fewer_make_no_object()
    {
        byte[] bytes = UploadRig.RandomBytes(Part);
        await using (ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = 500 }))
        {
            await Assert.ThrowsAsync<TransferFailedException>(() => UploadRig.WriteAsync(upload, bytes, new Extent(500, 1)));
        }

        await using ObjectUpload shorter = await _rig.OpenAsync(Part, new UploadOptions { Length = 500 });
        await UploadRig.WriteAsync(shorter, bytes, new Extent(0, 499));
        var exception = await Assert.ThrowsAsync<TransferFailedException>(() => shorter.CompleteAsync(499));
        Assert.Equal(FailureReason.Incomplete, exception.Reason);
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task Disposing_aborts_the_multipart_upload_and_gives_memory_back_even_while_a_writer_holds_some()
    {
        byte[] bytes = UploadRig.RandomBytes(3 * Part);
        ObjectUpload upload = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part));
        UploadWriter writer = upload.OpenWriter();
        Memory<byte> memory = await writer.AcquireAsync(Part, 100);

        await upload.DisposeAsync();

        memory.Span.Fill(1); // still the writer's
        Assert.Equal(SlabPool.Count(Part), _rig.Services.Slabs.Rented);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            writer.Commit(100);
            await writer.AcquireAsync(Part + 100, 100);
        });
        writer.Dispose();
        Assert.Empty(_rig.Store.OpenUploads);
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task A_part_that_S3_refuses_for_good_fails_the_upload_and_its_writers()
    {
        byte[] bytes = UploadRig.RandomBytes(8 * Part);
        _rig.Store.Fault = call => call.Verb == StoreVerb.UploadPart && call.Moment == StoreMoment.Before
            ? new StorageException(FailureReason.AccessDenied, "no")
            : null;
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, Part));

        Assert.Equal(FailureReason.AccessDenied, ((S3StreamException)await upload.Failed).Reason);
        var exception = await Assert.ThrowsAnyAsync<S3StreamException>(
            () => UploadRig.WriteAsync(upload, bytes, Extent.Between(Part, 8 * Part)));
        Assert.Equal(FailureReason.AccessDenied, exception.Reason);
    }

    [Fact]
    public async Task Completing_with_an_open_writer_is_misuse()
    {
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        using UploadWriter writer = upload.OpenWriter();
        await Assert.ThrowsAsync<InvalidOperationException>(() => upload.CompleteAsync(0));
        await writer.AcquireAsync(0, 10);
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Commit(11));
        await Assert.ThrowsAsync<InvalidOperationException>(() => writer.AcquireAsync(0, 10).AsTask());
    }

    [Fact]
    public async Task A_ladder_grows_its_reserve_and_stays_within_the_budget()
    {
        PartLayout layout = PartLayout.Ladder(64, 4 * UploadRig.Slab);
        byte[] bytes = UploadRig.RandomBytes((int)layout.ExtentOf(4_500).End);
        await using ObjectUpload upload = await _rig.OpenAsync(64, layout: layout);
        await UploadRig.WriteAsync(upload, bytes, new Extent(0, bytes.Length));
        await upload.CompleteAsync(bytes.Length);
        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
    }

    private static async Task WriteHalvesAsync(ObjectUpload upload, byte[] bytes, int part, int start)
    {
        using UploadWriter writer = upload.OpenWriter();
        for (int offset = start; offset < bytes.Length; offset += part)
        {
            await UploadRig.WriteAsync(writer, bytes, new Extent(offset, part / 2));
        }
    }
}
