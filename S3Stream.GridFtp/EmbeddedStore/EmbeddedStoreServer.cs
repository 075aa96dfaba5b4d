using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using S3Stream.GridFtp.Diagnostics;

namespace S3Stream.GridFtp.EmbeddedStore;

/// <summary>
/// An S3-speaking store on a directory, for a first minute without an S3 account and for small installations. Bare Kestrel, HTTP/1.1,
/// path-style addresses, one account. One server a directory, which a lock file keeps. Disposing stops it; what runs is cut off after a
/// moment, and leaves nothing.
/// </summary>
internal sealed class EmbeddedStoreServer : IAsyncDisposable
{
    private const int ConnectionBufferBytes = 1024 * 1024;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(2);
    private readonly WebApplication _host;
    private readonly FileStream _lock;
    private readonly StoreCredential _credential;
    private bool _disposed;

    private EmbeddedStoreServer(WebApplication host, FileStream lockFile, StoreCredential credential, Uri endpoint)
    {
        _host = host;
        _lock = lockFile;
        _credential = credential;
        Endpoint = endpoint;
    }

    /// <summary>Where clients on this machine find the store.</summary>
    public Uri Endpoint { get; }

    public string AccessKey => _credential.AccessKey;

    public string SecretKey => _credential.SecretKey;

    /// <summary>Opens the directory, makes keys at the first start, reads what is there and listens.</summary>
    /// <exception cref="IOException">The directory is not a store's, another server uses it, or the address is taken.</exception>
    public static async Task<EmbeddedStoreServer> StartAsync(
        EmbeddedStoreOptions options, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        ILogger logger = loggerFactory.CreateLogger("S3Stream.GridFtp.EmbeddedStore");
        StoreLayout layout = StoreLayout.Open(options.Directory, options.FlushToDisk);
        FileStream lockFile = Lock(layout);
        WebApplication? host = null;
        try
        {
            StoreCredential credential = CredentialFile.LoadOrCreate(layout, logger);
            var blobs = new BlobStore(layout);
            var buckets = new BucketCatalog(layout, options.Clock);
            new StoreLoader(layout, blobs, logger).Load(buckets, cancellationToken);

            var operations = new OperationTable(new StoreResources(buckets, blobs, options.Clock));
            var application = new StoreApplication(new SignatureVerifier(credential, options.Clock), operations, logger);
            host = CreateHost(options.Listen, loggerFactory);
            IServer server = host.Services.GetRequiredService<IServer>();
            await server.StartAsync(application, cancellationToken);
            Uri endpoint = LocalEndpoint(server);
            Log.EmbeddedStoreStarted(logger, endpoint, layout.Root, layout.CredentialFile);
            return new EmbeddedStoreServer(host, lockFile, credential, endpoint);
        }
        catch
        {
            if (host is not null)
            {
                await host.DisposeAsync();
            }

            await lockFile.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        using var patience = new CancellationTokenSource(StopPatience);
        await _host.Services.GetRequiredService<IServer>().StopAsync(patience.Token);
        await _host.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static FileStream Lock(StoreLayout layout)
    {
        try
        {
            return new FileStream(layout.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure)
        {
            throw new IOException(
                $"Another server uses the store in {layout.Root} ({layout.LockFile} is locked). Stop it, or name another directory.",
                failure);
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
        options.Limits.MinRequestBodyDataRate = null; // a slow link is no attack: requests are authenticated before their bodies are read
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
