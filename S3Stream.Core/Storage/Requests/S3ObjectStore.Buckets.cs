using Amazon.S3.Model;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Buckets.</content>
internal sealed partial class S3ObjectStore
{
    // S3 takes no LocationConstraint for us-east-1, and most other servers refuse one with it.
    private const string RegionWithoutConstraint = "us-east-1";

    public async Task<IReadOnlyList<BucketEntry>> ListBucketsAsync(CancellationToken cancellationToken)
    {
        var call = new StoreCall("ListBuckets", "of the account");
        var buckets = new List<BucketEntry>();
        var request = new ListBucketsRequest();
        do
        {
            ListBucketsResponse response = await CallAsync(
                call, bucket: null, (client, token) => client.ListBucketsAsync(request, token), cancellationToken).ConfigureAwait(false);
            ThrowIfNoListing(call, response);
            buckets.AddRange(
                (response.Buckets ?? []).Select(bucket => new BucketEntry(bucket.BucketName, ObjectFacts.Utc(bucket.CreationDate))));
            request.ContinuationToken = response.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(request.ContinuationToken));

        return buckets;
    }

    public async Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                new StoreCall("HeadBucket", bucket),
                bucket,
                (client, token) => client.HeadBucketAsync(new HeadBucketRequest { BucketName = bucket }, token),
                cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StorageException exception) when (exception.Reason is FailureReason.NotFound or FailureReason.AccessDenied)
        {
            return false;
        }
    }

    public async Task<string> GetBucketLocationAsync(string bucket, CancellationToken cancellationToken)
    {
        GetBucketLocationResponse response = await CallAsync(
            new StoreCall("GetBucketLocation", bucket),
            bucket,
            (client, token) => client.GetBucketLocationAsync(new GetBucketLocationRequest { BucketName = bucket }, token),
            cancellationToken).ConfigureAwait(false);
        return response.Location?.Value is { Length: > 0 } region ? region : RegionWithoutConstraint;
    }

    public async Task CreateBucketAsync(string bucket, CancellationToken cancellationToken)
    {
        string? constraint = _connection.HomeRegion == RegionWithoutConstraint ? null : _connection.HomeRegion;
        try
        {
            await CreateBucketAsync(bucket, constraint, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (
            constraint is not null
            && !_connection.FollowsRegions
            && exception.ErrorCode is "InvalidLocationConstraint" or "IllegalLocationConstraintException")
        {
            // other servers often know their region only from the signature, and refuse it as a LocationConstraint
            await CreateBucketAsync(bucket, constraint: null, cancellationToken).ConfigureAwait(false);
        }

        _router.Forget(bucket);
    }

    public Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken) => CallAsync(
        new StoreCall("DeleteBucket", bucket),
        bucket,
        (client, token) => client.DeleteBucketAsync(new DeleteBucketRequest { BucketName = bucket, UseClientRegion = false }, token),
        cancellationToken);

    /// <summary>
    /// The owner stands in every answer of S3, and a bucket in most. The SDK reads any other document, such as a proxy's page with 200, as
    /// an account without buckets.
    /// </summary>
    private static void ThrowIfNoListing(StoreCall call, ListBucketsResponse response)
    {
        if (response is { Owner: null, Buckets: null or { Count: 0 } })
        {
            throw StoreFailure.Create(
                FailureReason.Unavailable, call, "the answer is not a listing of buckets", StoreFailure.UnreadableAnswer);
        }
    }

    private Task<PutBucketResponse> CreateBucketAsync(string bucket, string? constraint, CancellationToken cancellationToken)
    {
        var request = new PutBucketRequest { BucketName = bucket, UseClientRegion = false };
        if (constraint is not null)
        {
            request.PutBucketConfiguration = new PutBucketConfiguration { LocationConstraint = constraint };
        }

        return CallAsync(
            new StoreCall("CreateBucket", bucket),
            bucket: null,
            (client, token) => client.PutBucketAsync(request, token),
            cancellationToken);
    }
}
