using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;

namespace S3Stream.Tests.Embedded;

/// <summary>A running store on a directory of its own, with one bucket in it, and the AWS SDK in front of it.</summary>
internal sealed class StoreUnderTest : IAsyncDisposable
{
    public const string Bucket = "a-bucket";
    private EmbeddedStore _server;

    private StoreUnderTest(string directory, EmbeddedStore server)
    {
        Directory = directory;
        _server = server;
        Client = CreateClient();
    }

    public string Directory { get; }

    public EmbeddedStore Server => _server;

    /// <summary>A client with the SDK's defaults: CRC32 in a trailer of a body of signed frames.</summary>
    public AmazonS3Client Client { get; private set; }

    public RawStoreClient Raw => new(_server.Endpoint, _server.AccessKey, _server.SecretKey);

    public static async Task<StoreUnderTest> StartAsync()
    {
        string directory = Path.Combine(Path.GetTempPath(), "s3stream-store-" + Guid.NewGuid().ToString("N"));
        var store = new StoreUnderTest(directory, await OpenAsync(directory));
        await store.Client.PutBucketAsync(Bucket);
        return store;
    }

    public static Task<EmbeddedStore> OpenAsync(string directory) =>
        EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = directory, FlushToDisk = false });

    public AmazonS3Client CreateClient(Action<AmazonS3Config>? configure = null, string? secret = null)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = _server.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        };
        configure?.Invoke(config);
        return new AmazonS3Client(new BasicAWSCredentials(_server.AccessKey, secret ?? _server.SecretKey), config);
    }

    public async Task RestartAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        _server = await OpenAsync(Directory);
        Client = CreateClient();
    }

    public static byte[] Bytes(int count) => RandomNumberGenerator.GetBytes(count);

    /// <summary>The bytes of an object, as a client sees them.</summary>
    public async Task<byte[]> ReadAsync(string key)
    {
        using var answer = await Client.GetObjectAsync(Bucket, key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    /// <summary>The files that hold bytes of objects and parts.</summary>
    public string[] BlobFiles() => System.IO.Directory.GetFiles(Path.Combine(Directory, "blobs"), "*", SearchOption.AllDirectories);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
