using S3Stream.Catalog;
using S3Stream.Storage;
using S3Stream.Storage.Failures;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Catalog;

/// <summary>Copies inside the store (scenario 41), with limits small enough for memory.</summary>
public sealed class ObjectCopyTests
{
    private static readonly ObjectAddress Source = new("bucket", "source");
    private static readonly ObjectAddress Destination = new("bucket", "destination");

    private static readonly S3Stream.Storage.Failures.StoreCall Call = new("UploadPartCopy", Source);

    private readonly TransferRig _rig = new();
    private readonly byte[] _bytes = TransferRig.RandomBytes(1000);
    private readonly ObjectCopy _copy;

    public ObjectCopyTests()
    {
        _rig.Store.MinPartSize = 1;
        _rig.Store.Seed(Source, _bytes, new ObjectAttributes("text/plain", new Dictionary<string, string> { ["a"] = "b" }));
        _copy = new ObjectCopy(_rig.Services, maxSingleCopy: 999, minPartSize: 300);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_small_object_is_copied_in_one_request()
    {
        await _rig.Services.Store.CreateBucketAsync("other", Token);

        await new ObjectCatalog(_rig.Services).CopyAsync(Source, new ObjectAddress("other", "x"), Token);

        Assert.Equal(_bytes, _rig.Store.Find(new ObjectAddress("other", "x")));
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.CreateMultipart));
    }

    [Fact]
    public async Task A_large_object_is_copied_in_parts_with_what_is_stored_beside_it()
    {
        await _copy.RunAsync(Source, Destination, Token);

        ObjectEntry? entry = _rig.Store.FindEntry(Destination);
        Assert.Equal(_bytes, _rig.Store.Find(Destination));
        Assert.Equal("b", entry!.Metadata["a"]);
        Assert.Equal(4, _rig.Store.CallsOf(StoreVerb.CopyPart).Count);
    }

    [Fact]
    public async Task Parts_that_fail_in_passing_are_copied_again()
    {
        int failures = 0;
        _rig.Store.Fault = call => call.Verb == StoreVerb.CopyPart && Interlocked.Increment(ref failures) <= 3
            ? new StorageException(FailureReason.Unavailable, "passing")
            : null;

        await _copy.RunAsync(Source, Destination, Token);

        Assert.Equal(_bytes, _rig.Store.Find(Destination));
    }

    [Fact] // scenario 28
    public async Task Copied_parts_whose_etags_are_refused_are_completed_with_those_that_the_store_lists()
    {
        int refused = 0;
        _rig.Store.Fault = call => call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } && refused++ == 0
            ? new StorageException(FailureReason.Invalid, "Another ETag.", 400, "InvalidPart")
            : null;

        await _copy.RunAsync(Source, Destination, Token);

        Assert.Equal(_bytes, _rig.Store.Find(Destination));
        Assert.NotEmpty(_rig.Store.CallsOf(StoreVerb.ListParts));
    }

    [Fact]
    public async Task A_completion_whose_first_answer_is_that_the_upload_is_gone_is_proven_by_the_object()
    {
        _rig.Store.Fault = call => call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.After }
            ? new StorageException(FailureReason.NotFound, "The answer to the second.", 404, "NoSuchUpload")
            : null;

        await _copy.RunAsync(Source, Destination, Token);

        Assert.Equal(_bytes, _rig.Store.Find(Destination));
    }

    [Fact]
    public async Task A_failure_in_the_middle_leaves_the_source_and_nothing_else()
    {
        _rig.Store.Fault = call =>
            call is { Verb: StoreVerb.CopyPart, Part: 3 } ? new StorageException(FailureReason.AccessDenied, "no") : null;

        var failure = await Assert.ThrowsAsync<StorageException>(() => _copy.RunAsync(Source, Destination, Token));

        Assert.Equal(FailureReason.AccessDenied, failure.Reason);
        Assert.Equal(_bytes, _rig.Store.Find(Source));
        Assert.Null(_rig.Store.Find(Destination));
        Assert.Empty(_rig.Store.OpenUploads);
    }

    [Fact]
    public async Task A_source_that_changes_meanwhile_fails_the_copy()
    {
        int parts = 0;
        _rig.Store.Fault = call =>
        {
            if (call is { Verb: StoreVerb.CopyPart, Moment: StoreMoment.Before } && Interlocked.Increment(ref parts) == 2)
            {
                _rig.Store.Seed(Source, TransferRig.RandomBytes(1000, seed: 2));
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<StorageException>(() => _copy.RunAsync(Source, Destination, Token));

        Assert.Equal(FailureReason.Changed, failure.Reason);
        Assert.Null(_rig.Store.Find(Destination));
        Assert.Empty(_rig.Store.OpenUploads);
    }

    [Fact]
    public async Task A_completion_whose_answer_was_lost_is_proven_by_the_object()
    {
        // scenario 25
        int answers = 0;
        _rig.Store.Fault = call =>
            call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.After } && Interlocked.Increment(ref answers) == 1
            ? new StorageException(FailureReason.Unavailable, "lost", errorCode: StoreFailure.UnprovenCompletion)
            : null;

        await _copy.RunAsync(Source, Destination, Token);

        Assert.Equal(_bytes, _rig.Store.Find(Destination));
        Assert.Single(_rig.Store.CallsOf(StoreVerb.CompleteMultipart));
    }

    [Fact]
    public async Task An_object_is_replaced_by_itself_with_other_metadata()
    {
        string? etag = await _copy.RewriteAsync(Source, new Dictionary<string, string> { ["mtime"] = "1" }, Token);

        ObjectEntry entry = _rig.Store.FindEntry(Source)!;
        Assert.Equal(_bytes, _rig.Store.Find(Source));
        Assert.Equal(("b", "1", etag), (entry.Metadata["a"], entry.Metadata["mtime"], entry.ETag));
        Assert.Equal(4, _rig.Store.CallsOf(StoreVerb.CopyPart).Count);
        Assert.Null(await _copy.RewriteAsync(Destination, new Dictionary<string, string>(), Token));
    }

    [Fact]
    public async Task What_somebody_else_writes_while_an_object_is_replaced_by_itself_stays()
    {
        byte[] theirs = TransferRig.RandomBytes(1000, seed: 2);
        _rig.Store.Fault = call =>
        {
            if (call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before })
            {
                _rig.Store.Seed(Source, theirs);
            }

            return null;
        };

        var failure = await Assert.ThrowsAsync<StorageException>(() => _copy.RewriteAsync(Source, new Dictionary<string, string>(), Token));

        Assert.Equal(FailureReason.Changed, failure.Reason);
        Assert.Equal(theirs, _rig.Store.Find(Source));
        Assert.Empty(_rig.Store.OpenUploads);
    }

    [Fact]
    public async Task A_replacement_whose_answer_was_lost_is_proven_by_the_object()
    {
        // scenario 25: the second attempt finds another version than the one it may replace, which is its own
        int answers = 0;
        _rig.Store.Fault = call =>
            call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.After } && Interlocked.Increment(ref answers) == 1
            ? new StorageException(FailureReason.Unavailable, "lost")
            : call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } && answers > 0
            ? new StorageException(FailureReason.Changed, "another version", 412, "PreconditionFailed")
            : null;

        string? etag = await _copy.RewriteAsync(Source, new Dictionary<string, string>(), Token);

        Assert.Equal(_rig.Store.FindEntry(Source)!.ETag, etag);
        Assert.Equal(_bytes, _rig.Store.Find(Source));
    }

    [Fact]
    public async Task An_object_that_does_not_exist_cannot_be_copied()
    {
        var failure = await Assert.ThrowsAsync<StorageException>(
            () => _copy.RunAsync(new ObjectAddress("bucket", "none"), Destination, Token));

        Assert.Equal(FailureReason.NotFound, failure.Reason);
    }

    [Theory]
    [InlineData(5L * 1024 * 1024 * 1024 + 1)]
    [InlineData(50L * 1024 * 1024 * 1024 * 1024 - 1)]
    [InlineData(10_000L * 5 * 1024 * 1024 * 1024)]
    public void A_plan_covers_every_byte_once_within_the_limits(long length)
    {
        // 48.8 TiB is the most that 10,000 parts of 5 GiB hold
        length = Math.Min(length, 10_000L * 5 * 1024 * 1024 * 1024);
        List<Extent> plan = ObjectCopy.Plan(Call, length, ObjectCopy.MinPartSize, StoreProfile.Aws);

        Assert.True(plan.Count <= 10_000);
        Assert.All(plan, part => Assert.InRange(part.Length, 1, StoreProfile.Aws.MaxPartSize));
        Assert.Equal(0, plan[0].Offset);
        Assert.All(plan.Zip(plan.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Offset));
        Assert.Equal(length, plan[^1].End);
    }

    [Fact]
    public void An_object_beyond_the_limits_is_refused()
    {
        var failure = Assert.Throws<StorageException>(
            () => ObjectCopy.Plan(Call, (10_000L * 5 * 1024 * 1024 * 1024) + 1, ObjectCopy.MinPartSize, StoreProfile.Aws));

        Assert.Equal(FailureReason.NotSupported, failure.Reason);
    }

    [Fact]
    public async Task A_listing_goes_on_page_by_page_up_to_the_limit()
    {
        for (int i = 0; i < 1500; i++)
        {
            _rig.Store.Seed(new ObjectAddress("bucket", $"list/{i:0000}"), []);
        }

        var catalog = new ObjectCatalog(_rig.Services);
        var all = new List<string>();
        await foreach (ObjectEntry entry in catalog.ListAsync("bucket", "list/", cancellationToken: Token))
        {
            all.Add(entry.Key);
        }

        int some = 0;
        await foreach (ObjectEntry entry in catalog.ListAsync("bucket", "list/", limit: 1200, cancellationToken: Token))
        {
            Assert.Equal(all[some++], entry.Key);
        }

        Assert.Equal(1500, all.Count);
        Assert.Equal(1200, some);
    }
}
