using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

public sealed class UploadRequestsTests : IDisposable
{
    private const int Part = 1000;
    private readonly UploadRig _rig = new();
    private readonly byte[] _bytes = UploadRig.RandomBytes(3 * Part);

    public void Dispose()
    {
        _rig.AssertClean();
        _rig.Dispose();
    }

    [Fact] // scenario 25
    public async Task A_completion_whose_reply_is_lost_is_proven_by_the_write_token()
    {
        int lost = 0;
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.After && lost++ == 0
            ? new StorageException(FailureReason.Unavailable, "The connection was reset.") : null;

        StoredObject stored = await UploadAsync();

        Assert.Equal(1, lost);
        Assert.Equal(_bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Equal(_rig.Store.FindEntry(UploadRig.Address)!.ETag, stored.ETag);
    }

    [Fact] // scenario 25
    public async Task An_older_object_of_the_same_length_does_not_prove_a_lost_completion()
    {
        _rig.Store.Seed(UploadRig.Address, new byte[_bytes.Length]);
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before
            ? new StorageException(FailureReason.Unavailable, "The connection was reset.") : null;

        await Assert.ThrowsAnyAsync<S3StreamException>(UploadAsync);

        Assert.Equal(new byte[_bytes.Length], _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 26
    public async Task An_upload_that_a_lifecycle_rule_removed_fails()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before
            ? new StorageException(FailureReason.NotFound, "The upload does not exist.", 404, "NoSuchUpload") : null;

        var exception = await Assert.ThrowsAnyAsync<S3StreamException>(UploadAsync);

        Assert.Equal(FailureReason.NotFound, exception.Reason);
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenarios 23 and 24
    public async Task A_completion_that_proves_nothing_is_tried_again_and_fails_in_the_end()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before
            ? new StorageException(FailureReason.Unavailable, "The answer has no ETag.", 200) : null;

        await Assert.ThrowsAnyAsync<S3StreamException>(UploadAsync);

        Assert.Equal(4, _rig.Store.CallsOf(StoreVerb.CompleteMultipart).Count(call => call.Moment == StoreMoment.Before));
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 27
    public async Task A_part_that_fails_for_a_moment_is_sent_again_from_memory()
    {
        int failures = 0;
        _rig.Store.Fault = call => call.Verb == StoreVerb.UploadPart && call.Moment == StoreMoment.Before && failures++ < 2
            ? new StorageException(FailureReason.Throttled, "Slow down.", 503, "SlowDown") : null;

        await UploadAsync();

        Assert.Equal(_bytes, _rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 32
    public async Task An_object_that_exists_is_not_replaced_when_that_was_asked()
    {
        _rig.Store.Seed(UploadRig.Address, [1]);

        var exception = await Assert.ThrowsAnyAsync<S3StreamException>(() => UploadAsync(new UploadOptions { FailIfExists = true }));

        Assert.Equal(FailureReason.AlreadyExists, exception.Reason);
        Assert.Equal(new byte[] { 1 }, _rig.Store.Find(UploadRig.Address));
    }

    [Theory] // scenario 32
    [InlineData(false, FailureReason.Conflict, 409, "ConditionalRequestConflict")]
    [InlineData(true, FailureReason.Conflict, 409, "ConditionalRequestConflict")]
    [InlineData(true, FailureReason.AlreadyExists, 412, "PreconditionFailed")]
    public async Task An_upload_that_another_writer_got_in_the_way_of_is_not_completed_again_and_leaves_nothing(
        bool keepForResume, FailureReason reason, int status, string code)
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before
            ? new StorageException(reason, "Another writer.", status, code) : null;

        var exception = await Assert.ThrowsAnyAsync<S3StreamException>(
            () => UploadAsync(new UploadOptions { FailIfExists = true, KeepForResume = keepForResume }));

        Assert.Equal(reason, exception.Reason);
        Assert.Single(_rig.Store.CallsOf(StoreVerb.CompleteMultipart), call => call.Moment == StoreMoment.Before);
        Assert.Empty(await _rig.Store.ListMultipartsAsync(UploadRig.Address, TestContext.Current.CancellationToken));
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact]
    public async Task The_whole_objects_checksums_are_combined_from_the_parts()
    {
        StoredObject stored = await UploadAsync(new UploadOptions
        {
            Checksums = ObjectChecksums.Crc32 | ObjectChecksums.Crc32C | ObjectChecksums.Adler32,
        });

        ChecksumSet expected = S3Stream.Integrity.PartChecksum.Compute(
            new System.Buffers.ReadOnlySequence<byte>(_bytes),
            ObjectChecksums.Crc64Nvme | ObjectChecksums.Crc32 | ObjectChecksums.Crc32C | ObjectChecksums.Adler32);
        Assert.Equal(expected, stored.Checksums);
    }

    [Theory]
    [InlineData(FailureReason.NotFound, 404, "NoSuchUpload")]
    [InlineData(FailureReason.AlreadyExists, 412, "PreconditionFailed")]
    public async Task A_completion_that_a_balancer_sent_twice_is_proven_by_the_write_token(FailureReason reason, int status, string code)
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.After
            ? new StorageException(reason, "The answer to the second.", status, code) : null;

        await UploadAsync(new UploadOptions { FailIfExists = true });

        Assert.Equal(_bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Single(_rig.Store.CallsOf(StoreVerb.CompleteMultipart), call => call.Moment == StoreMoment.Before);
    }

    [Fact] // scenario 32
    public async Task The_same_bytes_of_another_writer_do_not_pass_for_ours()
    {
        await UploadAsync();

        var failure = await Assert.ThrowsAnyAsync<S3StreamException>(() => UploadAsync(new UploadOptions { FailIfExists = true }));

        Assert.Equal(FailureReason.AlreadyExists, failure.Reason);
    }

    [Fact] // scenario 28
    public async Task A_completion_that_is_refused_for_an_etag_is_sent_again_with_those_that_the_store_lists()
    {
        int refused = 0;
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before && refused++ == 0
            ? new StorageException(FailureReason.Invalid, "Another ETag.", 400, "InvalidPart") : null;

        await UploadAsync();

        Assert.Equal(_bytes, _rig.Store.Find(UploadRig.Address));
        Assert.Single(_rig.Store.CallsOf(StoreVerb.ListParts), call => call.Moment == StoreMoment.Before);
    }

    [Fact] // scenario 28
    public async Task A_completion_that_is_refused_for_an_etag_for_ever_fails()
    {
        _rig.Store.Fault = call => call.Verb == StoreVerb.CompleteMultipart && call.Moment == StoreMoment.Before
            ? new StorageException(FailureReason.Invalid, "Another ETag.", 400, "InvalidPart") : null;

        var failure = await Assert.ThrowsAnyAsync<S3StreamException>(UploadAsync);

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Equal(2, _rig.Store.CallsOf(StoreVerb.CompleteMultipart).Count(call => call.Moment == StoreMoment.Before));
        Assert.Null(_rig.Store.Find(UploadRig.Address));
    }

    [Fact] // scenario 28
    public async Task A_completion_that_is_refused_for_an_etag_fails_by_name_where_parts_may_not_be_listed()
    {
        _rig.Store.Fault = call => (call.Verb, call.Moment) switch
        {
            (StoreVerb.CompleteMultipart, StoreMoment.Before) =>
                new StorageException(FailureReason.Invalid, "Another ETag.", 400, "InvalidPart"),
            (StoreVerb.ListParts, StoreMoment.Before) => new StorageException(FailureReason.AccessDenied, "No.", 403, "AccessDenied"),
            _ => null,
        };

        var failure = await Assert.ThrowsAnyAsync<S3StreamException>(UploadAsync);

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Contains("cannot be listed: No.", failure.Message, StringComparison.Ordinal);
        Assert.Single(_rig.Store.CallsOf(StoreVerb.CompleteMultipart), call => call.Moment == StoreMoment.Before);
    }

    private Task<StoredObject> UploadAsync() => UploadAsync(new UploadOptions());

    private async Task<StoredObject> UploadAsync(UploadOptions options)
    {
        await using ObjectUpload upload = await _rig.OpenAsync(Part, options);
        await UploadRig.WriteAsync(upload, _bytes, Extent.Between(Part, 3 * Part));
        await UploadRig.WriteAsync(upload, _bytes, Extent.Between(0, Part));
        return await upload.CompleteAsync(_bytes.Length);
    }
}
