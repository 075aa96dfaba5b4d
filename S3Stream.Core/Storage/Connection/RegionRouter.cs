using System.Collections.Concurrent;
using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Connection;

/// <summary>
/// The SDK client for a bucket. On AWS a bucket's region decides the host and the signature; the first request to a bucket elsewhere tells
/// its region, and is sent again there. An endpoint that is not AWS' has one client, and nothing it answers changes where requests go. Safe
/// for concurrent use.
/// </summary>
internal sealed class RegionRouter : IDisposable
{
    private readonly S3Connection _connection;
    private readonly AWSCredentials? _credentials;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<string, string> _regionsOfBuckets = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<AmazonS3Client>> _clients = new(StringComparer.Ordinal);

    public RegionRouter(S3Connection connection, AWSCredentials? credentials, ILogger logger)
    {
        _connection = connection;
        _credentials = credentials;
        _logger = logger;
    }

    /// <summary>
    /// Runs one attempt of a request against the bucket's region; a second time if the first told that the bucket is elsewhere.
    /// </summary>
    public async Task<T> RunAsync<T>(string? bucket, Func<AmazonS3Client, Task<T>> attempt)
    {
        string region = RegionOf(bucket);
        try
        {
            return await attempt(ClientFor(region)).ConfigureAwait(false);
        }
        catch (Exception exception) when (bucket is not null && Learn(bucket, region, exception))
        {
            return await attempt(ClientFor(RegionOf(bucket))).ConfigureAwait(false);
        }
    }

    /// <summary>The bucket was made, in the home region, whatever was known of an earlier one of that name.</summary>
    public void Forget(string bucket) => _regionsOfBuckets.TryRemove(bucket, out _);

    public void Dispose()
    {
        foreach (Lazy<AmazonS3Client> client in _clients.Values)
        {
            client.Value.Dispose();
        }
    }

    private string RegionOf(string? bucket) =>
        bucket is not null && _regionsOfBuckets.TryGetValue(bucket, out string? region) ? region : _connection.HomeRegion;

    private AmazonS3Client ClientFor(string region) =>
        _clients.GetOrAdd(region, name => new Lazy<AmazonS3Client>(() => _connection.CreateClient(_credentials, name))).Value;

    private bool Learn(string bucket, string used, Exception failure)
    {
        if (!_connection.FollowsRegions || !IsRedirect(failure) || RegionIn(failure) is not { } region || region == used)
        {
            return false;
        }

        _regionsOfBuckets[bucket] = region;
        _logger.BucketRegionLearned(bucket, region);
        return true;
    }

    // 301 and 307 name another region; so does a 400 that refuses the signature's region (a HEAD's has no body, and so no code).
    private static bool IsRedirect(Exception failure) =>
        failure is AmazonServiceException { StatusCode: (HttpStatusCode)301 or (HttpStatusCode)307 or (HttpStatusCode)400 }
            or StorageException { StatusCode: 301 or 307 or 400 };

    // A region's name becomes part of the host name: nothing but what AWS' own names consist of.
    private static string? RegionIn(Exception failure)
    {
        string? region = (failure as StorageException)?.BucketRegion
            ?? StoreFailure.HeaderOf(failure, "x-amz-bucket-region")
            ?? RegionInMessage(failure);
        return region is { Length: > 0 and < 40 }
            && region.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? region
            : null;
    }

    // AuthorizationHeaderMalformed may name the region in its message only: "the region 'a' is wrong; expecting 'b'".
    private static string? RegionInMessage(Exception failure)
    {
        const string Before = "expecting '";
        string message = failure.Message;
        int start = message.IndexOf(Before, StringComparison.Ordinal) + Before.Length;
        int end = start < Before.Length ? -1 : message.IndexOf('\'', start);
        return end < 0 ? null : message[start..end];
    }
}
