using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Faults;

/// <summary>A store, a front before it, a client of the front, and a client of the store that sees what is really there. One scenario each.</summary>
internal sealed class FaultRig : IAsyncDisposable
{
    public const string Bucket = "bucket";
    public const int PartSize = 5 * 1024 * 1024;
    private readonly EmbeddedStore _store;
    private GridFtpServer? _server;

    private FaultRig(EmbeddedStore store, FaultScenario scenario)
    {
        _store = store;
        Scenario = scenario;
        Front = new FaultFront(store.Endpoint, scenario.Faults);
        Client = Connect(Front.Endpoint);
        Direct = Connect(store.Endpoint);
        Content = TestData.Bytes(scenario.Bytes, seed: 13);
    }

    public FaultScenario Scenario { get; }

    public FaultFront Front { get; }

    /// <summary>Through the front.</summary>
    public S3StreamClient Client { get; }

    /// <summary>Around the front.</summary>
    public S3StreamClient Direct { get; }

    public byte[] Content { get; }

    public ObjectAddress Address => new(Bucket, Scenario.Key);

    public ObjectAddress Renamed => new(Bucket, Scenario.Key + ".renamed");

    public int ServerPort => _server!.Addresses[0].Port;

    public static async Task<FaultRig> StartAsync(FaultScenario scenario) =>
        new(await EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Buckets = [Bucket] }), scenario);

    /// <summary>Starts an endpoint over the front.</summary>
    public void Serve()
    {
        var options = new GridFtpOptions
        {
            Listen = [new(System.Net.IPAddress.Loopback, 0)],
            Anonymous = AnonymousAccess.ReadWrite,
            HostName = "rig",
        };
        _server = new GridFtpServer(options, Client, null, offersGsi: false, NullLoggerFactory.Instance, TimeProvider.System);
        _server.Bind();
        _server.Start();
    }

    /// <summary>What is at the address, or null.</summary>
    public async Task<byte[]?> StoredAsync(ObjectAddress address)
    {
        if (await Direct.Catalog.FindAsync(address) is null)
        {
            return null;
        }

        await using ObjectDownload download = await Direct.OpenDownloadAsync(address);
        var bytes = new MemoryStream();
        await download.AsStream().CopyToAsync(bytes);
        return bytes.ToArray();
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Client.DisposeAsync();
        await Direct.DisposeAsync();
        await Front.DisposeAsync();
        await _store.DisposeAsync();
    }

    private S3StreamClient Connect(Uri endpoint) => new(new S3StreamOptions
    {
        Endpoint = endpoint,
        Profile = StoreProfile.Parse(Scenario.Profile),
        Credentials = new BasicAWSCredentials(_store.AccessKey, _store.SecretKey),
        PartSize = PartSize,
        MemoryBudget = 128L << 20,
        MaxAttempts = 4,
        RequestTimeout = TimeSpan.FromSeconds(5),
    });
}
