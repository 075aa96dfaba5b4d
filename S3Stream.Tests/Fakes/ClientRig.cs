using Amazon.Runtime;
using S3Stream.Tests.EndToEnd;
using S3Stream.Tests.Faults;

namespace S3Stream.Tests.Fakes;

/// <summary>An embedded store with one bucket and a client of it, as a program that takes the library has them.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    public const string Bucket = "bucket";
    public const int PartSize = 5 << 20;
    private readonly EmbeddedStore _store;

    private ClientRig(EmbeddedStore store, Func<S3StreamOptions, S3StreamOptions>? change, IReadOnlyList<FaultRule> faults)
    {
        _store = store;
        Front = new FaultFront(store.Endpoint, faults);
        var options = new S3StreamOptions
        {
            Endpoint = Front.Endpoint,
            Profile = StoreProfile.Generic with { Checksum = StoreChecksum.Crc64Nvme, ConditionalWrites = true },
            Credentials = Credentials,
            PartSize = PartSize,
            MemoryBudget = 64 << 20,
            MaxAttempts = 3,
        };
        Client = new S3StreamClient(change?.Invoke(options) ?? options);
        Scratch = Directory.CreateTempSubdirectory("s3stream-rig-").FullName;
    }

    public S3StreamClient Client { get; }

    /// <summary>Between the client and the store.</summary>
    public FaultFront Front { get; }

    public Uri Endpoint => Front.Endpoint;

    public BasicAWSCredentials Credentials => new(_store.AccessKey, _store.SecretKey);

    /// <summary>A directory of the test's own.</summary>
    public string Scratch { get; }

    public static async Task<ClientRig> StartAsync(
        Func<S3StreamOptions, S3StreamOptions>? change = null, params IReadOnlyList<FaultRule> faults) =>
        new(await EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Buckets = [Bucket] }), change, faults);

    public static ObjectAddress At(string key) => new(Bucket, key);

    /// <summary>Stores bytes at a key and returns them.</summary>
    public async Task<byte[]> PutAsync(string key, int length, UploadOptions? options = null)
    {
        byte[] bytes = TestData.Bytes(length, seed: length + key.Length);
        await Client.UploadAsync(At(key), new MemoryStream(bytes), options);
        return bytes;
    }

    /// <summary>The bytes at a key.</summary>
    public async Task<byte[]> GetAsync(string key, DownloadOptions? options = null)
    {
        var bytes = new MemoryStream();
        await Client.DownloadToAsync(At(key), bytes, options);
        return bytes.ToArray();
    }

    public string PathOf(string name) => Path.Combine(Scratch, name);

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Front.DisposeAsync();
        await _store.DisposeAsync();
        Directory.Delete(Scratch, recursive: true);
    }
}
