namespace S3Stream.Tests.EndToEnd;

/// <summary>The embedded store as a service of its own, which an endpoint reaches as any other.</summary>
public sealed class EmbeddedServiceFixture : StoreFixture
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedStore? _store;

    public override async ValueTask InitializeAsync()
    {
        _store = await EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = _directory.Path("store"), FlushToDisk = false });
        Settings = new StoreSettings(_store.Endpoint, "", "us-east-1", _store.AccessKey, _store.SecretKey);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
        _directory.Dispose();
    }
}
