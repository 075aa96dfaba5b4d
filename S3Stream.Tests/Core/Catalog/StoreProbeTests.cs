using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Catalog;

public sealed class StoreProbeTests : IAsyncDisposable
{
    private static readonly string[] Permissions =
    [
        "s3:ListAllMyBuckets", "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetObject", "s3:PutObject",
        "s3:DeleteObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload",
    ];

    private readonly InMemoryObjectStore _store = new("bucket");
    private readonly S3StreamClient _client;

    public StoreProbeTests() => _client = new S3StreamClient(new S3StreamOptions { MaxAttempts = 1 }, _store);

    [Fact]
    public async Task On_a_good_bucket_all_nine_permissions_work_and_nothing_stays()
    {
        ProbeReport report = await ProbeAsync();

        Assert.True(report.IsGood, string.Join('\n', report.Steps));
        Assert.Equal(Permissions.Order(), report.Steps.Select(step => step.Permission).Distinct().Order());
        AssertClean();
    }

    [Theory]
    [InlineData(StoreVerb.ListBuckets, "s3:ListAllMyBuckets")]
    [InlineData(StoreVerb.GetBucketLocation, "s3:GetBucketLocation")]
    [InlineData(StoreVerb.List, "s3:ListBucket")]
    [InlineData(StoreVerb.ListMultiparts, "s3:ListBucketMultipartUploads")]
    [InlineData(StoreVerb.GetRange, "s3:GetObject")]
    [InlineData(StoreVerb.Put, "s3:PutObject")]
    [InlineData(StoreVerb.CreateMultipart, "s3:PutObject")]
    [InlineData(StoreVerb.UploadPart, "s3:PutObject")]
    [InlineData(StoreVerb.ListParts, "s3:ListMultipartUploadParts")]
    [InlineData(StoreVerb.Delete, "s3:DeleteObject")]
    [InlineData(StoreVerb.AbortMultipart, "s3:AbortMultipartUpload")]
    public async Task A_refused_operation_is_told_as_its_permission_and_nothing_stays(StoreVerb verb, string permission)
    {
        _store.Fault = call => call.Verb == verb ? new StorageException(FailureReason.AccessDenied, "no", 403, "AccessDenied") : null;

        ProbeReport report = await ProbeAsync();

        Assert.False(report.IsGood);
        Assert.Equal([permission], report.Steps.Where(step => step.Outcome == ProbeOutcome.Refused).Select(step => step.Permission));
        AssertClean();
    }

    [Fact]
    public async Task With_wrong_keys_one_answer_is_enough()
    {
        _store.Fault = _ => new StorageException(FailureReason.AccessDenied, "who?", 403, "InvalidAccessKeyId");

        ProbeReport report = await ProbeAsync();

        Assert.Equal("InvalidAccessKeyId", Assert.Single(report.Steps, step => step.Outcome == ProbeOutcome.Failed).Failure!.ErrorCode);
        Assert.Single(_store.Calls);
    }

    [Fact]
    public async Task What_could_not_be_removed_is_named()
    {
        bool isMade = false;
        _store.Fault = call =>
        {
            isMade |= call.Verb == StoreVerb.Put;
            return call.Verb == StoreVerb.Delete && isMade ? new StorageException(FailureReason.Unavailable, "gone") : null;
        };

        ProbeReport report = await ProbeAsync();

        Assert.False(report.IsGood);
        Assert.All(report.LeftBehind, left => Assert.Contains(".s3stream-probe-", left, StringComparison.Ordinal));
        Assert.NotEmpty(report.LeftBehind);
    }

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    private Task<ProbeReport> ProbeAsync() => _client.ProbeAsync("bucket", "some/prefix/", TestContext.Current.CancellationToken);

    private void AssertClean()
    {
        Assert.Empty(_store.OpenUploads);
        Assert.All(
            _store.CallsOf(StoreVerb.Put),
            call => Assert.StartsWith("some/prefix/", call.Address.Key, StringComparison.Ordinal));
        Assert.All(_store.CallsOf(StoreVerb.Put), call => Assert.Null(_store.Find(call.Address)));
    }
}
