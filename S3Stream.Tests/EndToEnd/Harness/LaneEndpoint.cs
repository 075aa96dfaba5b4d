using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.EndToEnd;

/// <summary>A store of the lane and an endpoint on it, with a bucket that was made through the endpoint.</summary>
internal sealed class LaneEndpoint : IAsyncDisposable
{
    private ServerProcess? _server;

    private LaneEndpoint(LaneStore store, StoreFixture fixture)
    {
        Store = store;
        Fixture = fixture;
    }

    public LaneStore Store { get; }

    public StoreFixture Fixture { get; }

    public string Bucket { get; } = $"lane-{Guid.NewGuid():n}";

    public ServerProcess Server => _server!;

    public static async Task<LaneEndpoint> StartAsync(LaneStore store)
    {
        var endpoint = new LaneEndpoint(store, store.Make());
        await endpoint.Fixture.InitializeAsync();
        if (endpoint.Fixture.Unavailable is null)
        {
            endpoint._server = await ServerProcess.StartAsync(endpoint.Settings());
            await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
            (await session.CommandAsync($"MKD /{endpoint.Bucket}")).Expect(257);
        }

        return endpoint;
    }

    /// <summary>--s3-endpoint and keys, and nothing else of the store.</summary>
    /// <param name="through">An address before the store; null: the store's own.</param>
    public ServerSettings Settings(Uri? through = null) => new()
    {
        Store = Fixture.Settings! with { Endpoint = through ?? Fixture.Settings!.Endpoint, Profile = "" },
        ThirdParty = "always",
    };

    public Task<ScriptedGridFtpClient> LoginAsync() => ScriptedGridFtpClient.LoginAsync(Server.Port);

    public string Url(string path) => $"ftp://127.0.0.1:{Server.Port}/{Bucket}/{path}";

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await Fixture.DisposeAsync();
    }
}
