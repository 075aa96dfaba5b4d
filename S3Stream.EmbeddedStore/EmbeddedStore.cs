using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using S3Stream.Embedded;
using S3Stream.Embedded.Diagnostics;

namespace S3Stream;

/// <summary>
/// An S3 server on a directory, inside this process: for tests, for trials without an S3 account, and for small installations (some hundred
/// thousand objects a bucket, all of whose records it keeps in memory). HTTP/1.1, path-style addresses, Signature Version 4, one account.
/// As strict as AWS: what it does not have it refuses by name. One server a directory, which a lock file keeps.
/// <code>
/// await using EmbeddedStore store = await EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Buckets = ["test"] });
/// </code>
/// Thread-safe. Disposing stops it: what runs is cut off after two seconds and leaves nothing behind.
/// </summary>
public sealed class EmbeddedStore : IAsyncDisposable
{
    private const int ConnectionBufferBytes = 1024 * 1024;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);
    private readonly WebApplication _host;
    private readonly StoreDirectory _directory;
    private readonly StoreCredential _credential;
    private int _disposed;

    private EmbeddedStore(WebApplication host, StoreDirectory directory, StoreCredential credential, Uri endpoint)
    {
        _host = host;
        _directory = directory;
        _credential = credential;
        Endpoint = endpoint;
    }

    /// <summary>Where clients on this machine find the store, such as <c>http://127.0.0.1:34567/</c>.</summary>
    public Uri Endpoint { get; }

    /// <summary>The access key of the store's one account.</summary>
    public string AccessKey => _credential.AccessKey;

    /// <summary>The secret key of the store's one account.</summary>
    public string SecretKey => _credential.SecretKey;

    /// <summary>The directory that everything is kept in, as a full path.</summary>
    public string Directory => _directory.Layout.Root;

    /// <summary>Opens the directory, makes keys at the first start, reads what is there and listens.</summary>
    /// <param name="options">
    /// Its settings; <see langword="null"/>: a temporary directory, a free port of loopback and new keys.
    /// </param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <returns>The running store. The caller disposes it.</returns>
    /// <exception cref="ArgumentException">
    /// One key is given without the other, or one of the buckets' names is not a valid bucket name.
    /// </exception>
    /// <exception cref="InvalidDataException">The directory is a store of another version, or its credentials file has no keys.</exception>
    /// <exception cref="IOException">
    /// The directory holds other things than a store, another server uses it, or the address is in use.
    /// </exception>
    public static async Task<EmbeddedStore> StartAsync(EmbeddedStoreOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new EmbeddedStoreOptions();
        StoreCredential? given = StoreCredential.FromOptions(options);
        ILogger logger = options.LoggerFactory.CreateLogger("S3Stream.EmbeddedStore");
        StoreDirectory directory = StoreDirectory.Open(options);
        WebApplication? host = null;
        try
        {
            StoreLayout layout = directory.Layout;
            if (layout.IsOpenToOthers)
            {
                logger.EmbeddedStoreDirectoryOpen(layout.Root);
            }

            StoreCredential credential = given ?? CredentialFile.LoadOrCreate(layout, logger);
            var blobs = new BlobStore(layout);
            var buckets = new BucketCatalog(layout, options.TimeProvider);
            new StoreLoader(layout, blobs, logger).Load(buckets, cancellationToken);
            MakeBuckets(buckets, options.Buckets);

            var operations = new OperationTable(new StoreResources(buckets, blobs, options.TimeProvider, options.Region));
            var application = new StoreApplication(new SignatureVerifier(credential, options.TimeProvider), operations, logger);
            host = CreateHost(options.Listen, options.LoggerFactory);
            IServer server = host.Services.GetRequiredService<IServer>();
            await server.StartAsync(application, cancellationToken).ConfigureAwait(false);
            Uri endpoint = LocalEndpoint(server);
            logger.EmbeddedStoreStarted(endpoint, layout.Root, layout.CredentialFile);
            return new EmbeddedStore(host, directory, credential, endpoint);
        }
        catch
        {
            if (host is not null)
            {
                await host.DisposeAsync().ConfigureAwait(false);
            }

            directory.Dispose();
            throw;
        }
    }

    /// <summary>Stops the store, and removes its directory if that is a temporary one. Further calls do nothing.</summary>
    /// <returns>A task that ends when the store has stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        using var patience = new CancellationTokenSource(StopPatience);
        await _host.Services.GetRequiredService<IServer>().StopAsync(patience.Token).ConfigureAwait(false);
        await _host.DisposeAsync().ConfigureAwait(false);
        _directory.Dispose();
    }

    private static void MakeBuckets(BucketCatalog buckets, IEnumerable<string> names)
    {
        foreach (string name in names)
        {
            if (!StorageNames.IsBucketName(name))
            {
                throw new ArgumentException($"'{name}' is not the name of a bucket. {StoreError.InvalidBucketName.Message}", nameof(names));
            }

            buckets.Create(name, "");
        }
    }

    /// <summary>
    /// The builder is only a container here: the host in it, with its signal handlers and configuration files, is never started.
    /// </summary>
    private static WebApplication CreateHost(IPEndPoint listen, ILoggerFactory loggerFactory)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggerFactory);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new LargeBlockPool());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(options => options.MaxReadBufferSize = ConnectionBufferBytes);
        builder.WebHost.ConfigureKestrel(options => Configure(options, listen));
        return builder.Build();
    }

    private static void Configure(KestrelServerOptions options, IPEndPoint listen)
    {
        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = _ => Encoding.UTF8;
        options.ResponseHeaderEncodingSelector = _ => Encoding.UTF8; // metadata comes back as it was sent
        options.Limits.MaxRequestBodySize = null; // parts have up to 5 GiB; each operation has its own limit
        options.Limits.MinRequestBodyDataRate = null; // authenticated before their bodies are read, so a slow one is no attack
        options.Limits.MinResponseDataRate = null;
        options.Limits.MaxRequestBufferSize = ConnectionBufferBytes;
        options.Limits.MaxResponseBufferSize = ConnectionBufferBytes;
        options.Listen(listen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
    }

    /// <summary>The address with the port the system chose; where the store listens on all addresses, the loopback one.</summary>
    private static Uri LocalEndpoint(IServer server)
    {
        var bound = new Uri(server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        bool isAny = IPAddress.TryParse(bound.Host.Trim('[', ']'), out IPAddress? address)
            && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return isAny ? new UriBuilder(bound) { Host = "127.0.0.1" }.Uri : bound;
    }
}
