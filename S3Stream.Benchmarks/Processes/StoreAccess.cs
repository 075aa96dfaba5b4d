using Amazon.Runtime;
using Amazon.S3;

namespace S3Stream.Benchmarks.Processes;

/// <summary>How an S3 server is reached.</summary>
internal sealed record StoreAccess(Uri Endpoint, string AccessKey, string SecretKey)
{
    private const string AccessKeyName = "AWS_ACCESS_KEY_ID";
    private const string SecretKeyName = "AWS_SECRET_ACCESS_KEY";

    /// <summary>The certificate file to trust; <see langword="null"/> for plain http.</summary>
    public string? Certificate { get; init; }

    /// <summary>The profile that the endpoint and the library are told.</summary>
    public string Profile { get; init; } = "ceph";

    /// <summary>The keys as every S3 program takes them.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        [AccessKeyName] = AccessKey,
        [SecretKeyName] = SecretKey,
    };

    public AWSCredentials Credentials => new BasicAWSCredentials(AccessKey, SecretKey);

    /// <summary>The other end of <see cref="Environment"/>.</summary>
    public static StoreAccess FromEnvironment(Uri endpoint) => new(
        endpoint, System.Environment.GetEnvironmentVariable(AccessKeyName) ?? "", System.Environment.GetEnvironmentVariable(
            SecretKeyName) ?? "");

    /// <summary>The SDK's client, with its defaults.</summary>
    public AmazonS3Client CreateClient() => new(Credentials, SdkConfiguration());

    /// <summary>The SDK's defaults for this server.</summary>
    public AmazonS3Config SdkConfiguration() =>
        new() { ServiceURL = Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" };
}
