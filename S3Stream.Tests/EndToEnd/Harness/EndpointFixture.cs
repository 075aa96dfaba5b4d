using Amazon.S3.Model;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>A running endpoint with a bucket of its own on one store, shared by the tests of a class.</summary>
public abstract class EndpointFixture(StoreFixture store) : IAsyncLifetime
{
    private TemporaryDirectory? _directory;
    private ServerProcess? _server;

    internal StoreFixture Store { get; } = store;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("The endpoint is not running.");

    /// <summary>The bucket, which is the first component of all remote paths.</summary>
    internal string Bucket { get; } = $"test-{Guid.NewGuid():n}";

    public async ValueTask InitializeAsync()
    {
        if (Store.Unavailable is not null)
        {
            return;
        }

        _directory = new TemporaryDirectory();
        _server = await StartServerAsync(new ServerSettings { ThirdParty = "always" });
        if (Store.Client is { } client)
        {
            await client.PutBucketAsync(new PutBucketRequest { BucketName = Bucket });
        }
        else
        {
            await using var session = await ScriptedGridFtpClient.LoginAsync(_server.Port);
            (await session.CommandAsync($"MKD /{Bucket}")).Expect(257);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _directory?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts another server on the same store, or on an embedded store of its own. The caller ends it.</summary>
    internal Task<ServerProcess> StartServerAsync(ServerSettings settings) => ServerProcess.StartAsync(settings with
    {
        Store = Store.Settings,
        EmbeddedDirectory = _directory!.Path(Guid.NewGuid().ToString("n")),
    });
}
