using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.GridFtp.Control;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// A whole endpoint inside the test process: embedded store, client, server on loopback. One bucket, <c>/bucket</c>, is there.
/// </summary>
public sealed class GridFtpRig : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-rig-").FullName;
    private EmbeddedStore? _store;
    private S3StreamClient? _client;
    private GridFtpServer? _server;

    public S3StreamClient Client => _client!;

    public int Port => _server!.Addresses[0].Port;

    public async ValueTask InitializeAsync()
    {
        _store = await EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = _directory, FlushToDisk = false });
        _client = new S3StreamClient(new S3StreamOptions
        {
            Endpoint = _store.Endpoint,
            Profile = StoreProfile.Minio,
            Credentials = new BasicAWSCredentials(_store.AccessKey, _store.SecretKey),
        });
        var options = new GridFtpOptions
        {
            Listen = [new(System.Net.IPAddress.Loopback, 0)],
            Anonymous = AnonymousAccess.ReadWrite,
            HostName = "rig",
        };
        _server = new GridFtpServer(options, _client, null, offersGsi: false, NullLoggerFactory.Instance, TimeProvider.System);
        _server.Bind();
        _server.Start();
        await _client.Catalog.CreateBucketAsync("bucket", CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        await _client!.DisposeAsync();
        await _store!.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Puts an object where the protocol need not agree.</summary>
    public async Task SeedAsync(string key, ReadOnlyMemory<byte> content, string bucket = "bucket")
    {
        await using ObjectUpload upload = await Client.CreateUploadAsync(new ObjectAddress(bucket, key));
        using (UploadWriter writer = upload.OpenWriter())
        {
            for (int done = 0; done < content.Length;)
            {
                Memory<byte> memory = await writer.AcquireAsync(done, content.Length - done);
                content.Slice(done, memory.Length).CopyTo(memory);
                writer.Commit(memory.Length);
                done += memory.Length;
            }
        }

        await upload.CompleteAsync(content.Length);
    }

    public async Task<bool> ExistsAsync(string key) => await Client.Catalog.FindAsync(new ObjectAddress("bucket", key)) is not null;
}
