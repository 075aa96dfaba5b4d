using FsCheck.Xunit;
using S3Stream.Addressing;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Parts of an upload that S3 fills from an object it has.</summary>
public sealed class CopiedPartsTests : IDisposable
{
    private const int Part = 1000;
    private static readonly ObjectAddress Source = new("bucket", "source");

    private readonly UploadRig _rig = new();
    private readonly byte[] _old = UploadRig.RandomBytes((3 * Part) + 500, seed: 7);
    private readonly string _etag;

    public CopiedPartsTests() => _etag = _rig.Store.Seed(Source, _old);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _rig.AssertClean();
        _rig.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whole_parts_are_copied_and_only_the_rest_is_written(bool tellsChecksums)
    {
        _rig.Store.TellsCopiedChecksums = tellsChecksums;
        byte[] bytes = [.. _old, .. UploadRig.RandomBytes(2 * Part)];
        await using ObjectUpload upload = await _rig.OpenAsync(Part);

        IReadOnlyList<Extent> rest = await upload.CopyPartsAsync(Source, _etag, new Extent(0, _old.Length), Token);
        Assert.Equal([new Extent(3 * Part, 500)], rest);
        Assert.Equal([new Extent(0, 3 * Part)], upload.StoredExtents);
        await UploadRig.WriteAsync(upload, bytes, Extent.Between(3 * Part, bytes.Length));
        StoredObject stored = await upload.CompleteAsync(bytes.Length, Token);

        Assert.Equal(bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Equal(3, _rig.Store.CallsOf(StoreVerb.CopyPart).Count);
        Assert.Equal(3, _rig.Store.CallsOf(StoreVerb.UploadPart).Count);
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.GetRange));

        // right, or none at all
        Assert.Equal(tellsChecksums ? InMemoryObjectStore.Crc64Of(new(bytes)) : null, stored.Checksums.Crc64Nvme);
        Assert.Equal(bytes.Length, stored.Checksums.Length);
    }

    [Fact]
    public async Task A_declared_end_makes_the_last_part_a_whole_one()
    {
        await using ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = _old.Length });
        IReadOnlyList<Extent> rest = await upload.CopyPartsAsync(Source, _etag, Extent.Between(Part + 1, _old.Length), Token);
        Assert.Equal([Extent.Between(Part + 1, 2 * Part)], rest);
        await UploadRig.WriteAsync(upload, _old, new Extent(0, 2 * Part));
        await upload.CompleteAsync(_old.Length, Token);
        Assert.Equal(_old, _rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task An_object_of_one_part_is_still_one_request()
    {
        await using ObjectUpload upload = await _rig.OpenAsync(Part, new UploadOptions { Length = Part });
        Assert.Equal([new Extent(0, Part)], await upload.CopyPartsAsync(Source, _etag, new Extent(0, Part), Token));
        await UploadRig.WriteAsync(upload, _old, new Extent(0, Part));
        await upload.CompleteAsync(Part, Token);
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.CreateMultipart));
    }

    [Fact]
    public async Task A_part_that_a_writer_has_begun_is_left_to_writers()
    {
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        await UploadRig.WriteAsync(upload, _old, new Extent(Part + 10, 5));
        IReadOnlyList<Extent> rest = await upload.CopyPartsAsync(Source, _etag, new Extent(0, 3 * Part), Token);
        Assert.Equal([new Extent(Part, Part)], rest);
        await UploadRig.WriteAsync(upload, _old, Extent.Between(Part, 2 * Part));
        await upload.CompleteAsync(3 * Part, Token);
        Assert.Equal(_old[..(3 * Part)], _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 4
    public async Task A_byte_written_into_a_part_that_is_copied_fails_the_upload()
    {
        var copying = new TaskCompletionSource();
        _rig.Store.Delay = (call, _) => call.Verb == StoreVerb.CopyPart ? copying.Task : Task.CompletedTask;
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        Task<IReadOnlyList<Extent>> copies = upload.CopyPartsAsync(Source, _etag, new Extent(0, Part), Token);
        TransferFailedException failure = await Assert.ThrowsAsync<TransferFailedException>(
            () => UploadRig.WriteAsync(upload, _old, new Extent(0, 1)));
        Assert.Equal(FailureReason.Overlap, failure.Reason);
        copying.SetResult();
        await Assert.ThrowsAsync<TransferFailedException>(() => copies);
    }

    [Fact] // scenario 17
    public async Task A_source_that_was_replaced_fails_the_upload_and_leaves_nothing()
    {
        await using (ObjectUpload upload = await _rig.OpenAsync(Part))
        {
            _rig.Store.Seed(Source, new byte[_old.Length]);
            StorageException failure = await Assert.ThrowsAsync<StorageException>(
                () => upload.CopyPartsAsync(Source, _etag, new Extent(0, _old.Length), Token));
            Assert.Equal(FailureReason.Changed, failure.Reason);
        }

        Assert.Empty(_rig.Store.OpenUploads);
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 27
    public async Task Copies_that_fail_in_passing_are_tried_again()
    {
        int failures = 0;
        _rig.Store.Fault = call =>
            call is { Verb: StoreVerb.CopyPart, Moment: StoreMoment.After } && Interlocked.Increment(ref failures) <= 3
            ? new StorageException(FailureReason.Unavailable, "The reply was lost.")
            : null;
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        Assert.Empty(await upload.CopyPartsAsync(Source, _etag, new Extent(0, 3 * Part), Token));
        await upload.CompleteAsync(3 * Part, Token);
        Assert.Equal(_old[..(3 * Part)], _rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task Cancelled_copies_end_the_upload()
    {
        using var stop = new CancellationTokenSource();
        _rig.Store.Delay = (call, token) => call.Verb == StoreVerb.CopyPart ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        await using ObjectUpload upload = await _rig.OpenAsync(Part);
        Task<IReadOnlyList<Extent>> copies = upload.CopyPartsAsync(Source, _etag, new Extent(0, 3 * Part), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copies);
        Assert.True(upload.Failed.IsCompleted);
    }

    [Property(MaxTest = 60)]
    public async Task<bool> Whatever_the_extent_copied_and_written_bytes_make_the_object(ushort seed, bool declared, bool ladder)
    {
        Random random = new(seed);
        using UploadRig rig = new();
        byte[] old = UploadRig.RandomBytes(random.Next(1, 9 * Part), seed);
        byte[] bytes = UploadRig.RandomBytes(old.Length + random.Next(0, 3 * Part), seed + 1);
        int start = random.Next(old.Length);
        Extent kept = Extent.Between(start, random.Next(start, old.Length) + 1);
        old.AsSpan((int)kept.Offset, (int)kept.Length).CopyTo(bytes.AsSpan((int)kept.Offset));
        string etag = rig.Store.Seed(Source, old);
        PartLayout layout = ladder ? PartLayout.Ladder(300, 4 * Part) : PartLayout.Uniform(Part);
        await using ObjectUpload upload = await rig.OpenAsync(Part, new UploadOptions { Length = declared ? bytes.Length : null }, layout);

        // what is not kept comes from another writer at the same time
        Task others = Task.WhenAll(
            UploadRig.WriteAsync(upload, bytes, new Extent(0, kept.Offset)),
            UploadRig.WriteAsync(upload, bytes, Extent.Between(kept.End, bytes.Length)));
        foreach (Extent extent in await upload.CopyPartsAsync(Source, etag, kept, CancellationToken.None))
        {
            await UploadRig.WriteAsync(upload, bytes, extent);
        }

        await others;
        await upload.CompleteAsync(bytes.Length, CancellationToken.None);
        rig.AssertClean();
        return bytes.AsSpan().SequenceEqual(rig.Store.Find(UploadRig.Address));
    }
}
