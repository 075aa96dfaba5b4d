using Amazon.Runtime;
using S3Stream.GridFtp.EmbeddedStore;

namespace S3Stream.GridFtp.Hosting;

/// <summary>Makes the server out of the settings and starts and stops it with the host.</summary>
internal sealed class GridFtpHostedService(ServeSettings settings, ILoggerFactory loggers, TimeProvider time) : IHostedService, IAsyncDisposable
{
    private EmbeddedStoreServer? _store;
    private S3StreamClient? _client;
    private GridFtpServer? _server;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        S3StreamOptions options = settings.S3 with { LoggerFactory = loggers, TimeProvider = time };
        if (settings.EmbeddedStore is { } directory)
        {
            _store = await EmbeddedStoreServer.StartAsync(
                new EmbeddedStoreOptions { Directory = directory, Listen = settings.EmbeddedStoreListen }, loggers, cancellationToken);
            options = options with
            {
                Endpoint = _store.Endpoint,
                Profile = StoreProfile.Minio with { Name = "embedded" },
                Credentials = new BasicAWSCredentials(_store.AccessKey, _store.SecretKey),
            };
        }

        _client = new S3StreamClient(options);
        _server = new GridFtpServer(settings.GridFtp, _client, [], loggers, time);
        _server.Start();
        foreach (string line in Banner.Lines(settings, _server.Addresses, options))
        {
            await Console.Out.WriteLineAsync(line);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => _server?.StopAsync(settings.DrainTimeout) ?? Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        // in the order of use: sessions before the client they use, the client before its store
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_client?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_store?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
