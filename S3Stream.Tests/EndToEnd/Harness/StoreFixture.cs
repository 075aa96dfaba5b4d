using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// One S3 store that the end-to-end tests of a collection share: made before the first of them, ended after the last. A store that this
/// machine cannot run says why in <see cref="Unavailable"/>.
/// </summary>
public abstract class StoreFixture : IAsyncLifetime
{
    private AmazonS3Client? _client;

    /// <summary>Why this store cannot be had here; <see langword="null"/> when it is running.</summary>
    internal string? Unavailable { get; private protected set; }

    /// <summary>The store's address and keys; <see langword="null"/> for the store that the endpoint itself embeds.</summary>
    internal StoreSettings? Settings { get; private protected set; }

    /// <summary>A plain client of the store, to see what it really holds; <see langword="null"/> where <see cref="Settings"/> is.</summary>
    internal IAmazonS3? Client => Settings is null ? null : _client ??= MakeClient(Settings);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _client?.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The SHA-256 of an object as the store holds it.</summary>
    internal async Task<string> Sha256Async(string bucket, string key)
    {
        using var reply = await Client!.GetObjectAsync(bucket, key, TestContext.Current.CancellationToken);
        return await TestData.Sha256Async(reply.ResponseStream);
    }

    /// <summary>True when the bucket has neither an object nor an unfinished upload below <paramref name="prefix"/>.</summary>
    internal async Task<bool> IsEmptyAsync(string bucket, string prefix)
    {
        var objects = await Client!.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = bucket, Prefix = prefix }, TestContext.Current.CancellationToken);
        return objects.S3Objects is null or { Count: 0 };
    }

    private static AmazonS3Client MakeClient(StoreSettings settings) =>
        new(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), new AmazonS3Config
        {
            ServiceURL = settings.Endpoint.ToString(),
            AuthenticationRegion = settings.Region,
            ForcePathStyle = true,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
}
