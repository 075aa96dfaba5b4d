using System.Security.Cryptography;
using FsCheck.Xunit;
using S3Stream.Addressing;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>The MD5 of an object while its parts come in any order (scenario 38).</summary>
public sealed class RunningMd5Tests
{
    private const int Part = 1000;
    private static readonly UploadOptions WithMd5 = new() { Checksums = ObjectChecksums.Md5 };
    private readonly byte[] _bytes = UploadRig.RandomBytes((5 * Part) + 7);

    private string Md5 => Convert.ToHexStringLower(MD5.HashData(_bytes));

    [Property(MaxTest = 30)]
    public async Task Parts_in_any_order_that_fit_into_memory_have_the_MD5_of_the_whole(int seed)
    {
        using UploadRig rig = new(budgetSlabs: 8);
        int[] order = [0, 1, 2, 3, 4, 5];
        new Random(seed).Shuffle(order);

        StoredObject stored = await UploadAsync(rig, WithMd5, order);

        Assert.Equal(Md5, stored.Checksums.Md5);
        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task Where_memory_is_too_short_to_wait_the_object_is_made_without_it()
    {
        using UploadRig rig = new(budgetSlabs: 3);

        StoredObject stored = await UploadAsync(rig, WithMd5, [5, 4, 3, 2, 1, 0]);

        Assert.Null(stored.Checksums.Md5);
        Assert.NotNull(stored.Checksums.Crc64Nvme);
        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
        rig.AssertClean();
    }

    [Fact]
    public async Task Another_transfer_that_waits_for_memory_is_not_kept_waiting_by_a_part_that_waits_for_its_turn()
    {
        using UploadRig rig = new(budgetSlabs: 3);
        await using ObjectUpload ahead = await rig.OpenAsync(Part, WithMd5);
        await UploadRig.WriteAsync(ahead, _bytes, new Extent(Part, 2 * Part));
        await StoredAsync(rig, parts: 2);

        // memory for it is there only when those two parts have gone
        await using ObjectUpload other = await rig.OpenAsync(Part, address: new ObjectAddress("bucket", "other"));
        await UploadRig.WriteAsync(other, _bytes, new Extent(0, 1)).WaitAsync(TimeSpan.FromSeconds(20));

        await UploadRig.WriteAsync(ahead, _bytes, new Extent(0, Part));
        Assert.Null((await ahead.CompleteAsync(3 * Part)).Checksums.Md5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_upload_that_ends_while_a_part_waits_for_its_turn_ends_at_once(bool keepForResume)
    {
        using UploadRig rig = new(budgetSlabs: 8);
        ObjectUpload upload = await rig.OpenAsync(Part, WithMd5 with { KeepForResume = keepForResume });
        await UploadRig.WriteAsync(upload, _bytes, new Extent(Part, 2 * Part));
        await StoredAsync(rig, parts: 2);

        await upload.AbortAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(keepForResume ? 1 : 0, rig.Store.OpenUploads.Count);
        rig.AssertClean();
    }

    [Fact]
    public async Task A_part_that_fails_while_others_wait_for_their_turn_fails_the_upload()
    {
        using UploadRig rig = new(budgetSlabs: 8);
        rig.Store.Fault = call =>
            call is { Verb: StoreVerb.UploadPart, Part: 1 } ? new StorageException(FailureReason.AccessDenied, "no") : null;

        await Assert.ThrowsAnyAsync<S3StreamException>(
            () => UploadAsync(rig, WithMd5, [1, 2, 0, 3, 4, 5])).WaitAsync(TimeSpan.FromSeconds(20));

        rig.AssertClean();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_MD5_that_was_expected_is_compared_before_the_object_is_made(bool inOneRequest)
    {
        using UploadRig rig = new(budgetSlabs: 8);
        long part = inOneRequest ? 10 * Part : Part;
        byte[] before = [1, 2, 3];
        rig.Store.Seed(UploadRig.Address, before);
        var wrong = new UploadOptions { KeepForResume = true, ExpectedChecksums = default(ChecksumSet) with { Md5 = new string('0', 32) } };

        var refused = await Assert.ThrowsAsync<TransferFailedException>(() => UploadAsync(rig, wrong, [0, 1, 2, 3, 4, 5], part));

        Assert.Equal(FailureReason.Corrupt, refused.Reason);
        Assert.Contains($"MD5 is {Md5}, but {new string('0', 32)} was expected", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, rig.Store.Find(UploadRig.Address));
        Assert.Empty(rig.Store.OpenUploads);
        Assert.Empty(rig.Store.CallsOf(StoreVerb.CompleteMultipart));

        await UploadAsync(
            rig, wrong with { ExpectedChecksums = default(ChecksumSet) with { Md5 = Md5.ToUpperInvariant() } }, [0, 1, 2, 3, 4, 5], part);
        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task An_MD5_that_was_expected_and_is_not_known_fails_the_upload()
    {
        using UploadRig rig = new(budgetSlabs: 3);
        var options = new UploadOptions { ExpectedChecksums = default(ChecksumSet) with { Md5 = Md5 } };

        var refused = await Assert.ThrowsAsync<TransferFailedException>(() => UploadAsync(rig, options, [5, 4, 3, 2, 1, 0]));

        Assert.Contains("MD5 is unknown", refused.Message, StringComparison.Ordinal);
        Assert.Null(rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task An_upload_that_is_resumed_has_none()
    {
        using UploadRig rig = new(budgetSlabs: 8);
        UploadOptions kept = WithMd5 with { KeepForResume = true };
        await using (ObjectUpload first = await rig.OpenAsync(Part, kept))
        {
            await UploadRig.WriteAsync(first, _bytes, new Extent(0, Part));
            await first.AbortAsync(CancellationToken.None);
        }

        await using ObjectUpload second = await rig.ResumeAsync(PartLayout.Uniform(Part), kept);
        await UploadRig.WriteAsync(second, _bytes, new Extent(Part, _bytes.Length - Part));

        Assert.Null((await second.CompleteAsync(_bytes.Length)).Checksums.Md5);
        Assert.Equal(_bytes, rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task An_object_of_one_request_carries_it_in_its_metadata()
    {
        using UploadRig rig = new(budgetSlabs: 8);

        await UploadAsync(rig, WithMd5, [0, 1, 2, 3, 4, 5], part: 10 * Part);

        Assert.Contains($";md5={Md5}", rig.Store.FindEntry(UploadRig.Address)!.Metadata["s3stream-checksums"], StringComparison.Ordinal);
    }

    private static Task StoredAsync(UploadRig rig, int parts) => Eventually.TrueAsync(
        () => rig.Store.CallsOf(StoreVerb.UploadPart).Count >= parts && rig.Store.ActiveCalls == 0);

    /// <summary>Pieces of <see cref="Part"/> bytes, each by a writer of its own, all at once but begun in that order.</summary>
    private async Task<StoredObject> UploadAsync(UploadRig rig, UploadOptions options, int[] order, long part = Part)
    {
        await using ObjectUpload upload = await rig.OpenAsync(part, options);
        foreach (int piece in order)
        {
            await UploadRig.WriteAsync(upload, _bytes, new Extent(piece * Part, Math.Min(Part, _bytes.Length - (piece * Part))));
        }

        return await upload.CompleteAsync(_bytes.Length);
    }
}
