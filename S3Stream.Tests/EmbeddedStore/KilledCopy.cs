using Amazon.S3;

namespace S3Stream.Tests.Embedded;

/// <summary>A store on a copy of another's directory, as that one's process would have left it if it were killed now.</summary>
internal sealed class KilledCopy : IAsyncDisposable
{
    private readonly string _directory;
    private readonly EmbeddedStore _server;

    private KilledCopy(string directory, EmbeddedStore server)
    {
        _directory = directory;
        _server = server;
        Client = new AmazonS3Client(server.AccessKey, server.SecretKey, new AmazonS3Config
        {
            ServiceURL = server.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        });
    }

    public AmazonS3Client Client { get; }

    public static async Task<KilledCopy> OfAsync(StoreUnderTest store)
    {
        string directory = store.Directory + "-after";
        Copy(store.Directory, directory);
        return new KilledCopy(directory, await StoreUnderTest.OpenAsync(directory));
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != "lock"))
        {
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var target = File.Create(Path.Combine(to, Path.GetFileName(file)));
            source.CopyTo(target);
        }

        foreach (string folder in Directory.GetDirectories(from))
        {
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        }
    }

    public async Task<byte[]> ReadAsync(string key)
    {
        using var answer = await Client.GetObjectAsync(StoreUnderTest.Bucket, key);
        using var bytes = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public string[] BlobFiles() => Directory.GetFiles(Path.Combine(_directory, "blobs"), "*", SearchOption.AllDirectories);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
