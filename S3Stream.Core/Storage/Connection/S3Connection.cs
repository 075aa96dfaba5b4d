using System.Net;
using System.Net.Security;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Connection;

/// <summary>
/// The connections to one store, shared by every client for it whatever its credentials, and how the SDK is set up to use them. Safe for
/// concurrent use.
/// </summary>
internal sealed class S3Connection : HttpClientFactory, IDisposable
{
    // Listings, look-ups and completions run beside the requests that carry object bytes, without waiting for one of their connections.
    private const int SpareConnections = 32;

    // The SDK sends its requests through this: object bytes with some profiles, otherwise only documents.
    private const int LargeBuffer = 1024 * 1024;
    private const int SmallBuffer = 16 * 1024;

    // Connections are renewed so that a change of the endpoint's DNS name spreads.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly S3StreamOptions _options;
    private readonly DirectBodyHandler _handler;

    /// <param name="options">The settings.</param>
    /// <param name="transport">What carries the requests; <see langword="null"/>: the network.</param>
    /// <exception cref="ArgumentException">The certificate authority file cannot be used.</exception>
    public S3Connection(S3StreamOptions options, HttpMessageHandler? transport = null)
    {
        _options = options;
        _handler = new DirectBodyHandler(transport ?? CreateSockets(options));
        Headers = new ObjectHeaders(options.ObjectRules);
        Dialect = new StoreDialect(options.TimeProvider);
        WriteSize = new WriteSize(options.RequestTimeout);
        Http = CreateHttpClient();
        S3StreamMetrics.Add(Dialect);
    }

    /// <summary>For requests that do not go through the SDK.</summary>
    public HttpClient Http { get; }

    /// <summary>The store's clock, for requests that do not go through the SDK.</summary>
    public StoreClock Clock { get; } = new();

    /// <summary>What the store's answers have shown of it.</summary>
    public StoreDialect Dialect { get; }

    /// <summary>What the options' rules put on requests; on the SDK's they are already.</summary>
    public ObjectHeaders Headers { get; }

    /// <summary>How much of a body goes out in one write.</summary>
    public WriteSize WriteSize { get; }

    /// <summary>True when the endpoint is AWS' own, where a bucket's region decides the host.</summary>
    public bool FollowsRegions => _options.Endpoint is not { } endpoint || AwsHost.RegionOf(endpoint) is not null;

    /// <summary>Where buckets are made and looked for first. An endpoint that names its region can be in no other.</summary>
    public string HomeRegion => (_options.Endpoint is { } endpoint ? AwsHost.RegionOf(endpoint) : null) ?? _options.Region;

    /// <summary>An SDK client for that region.</summary>
    public AmazonS3Client CreateClient(AWSCredentials? credentials, string region)
    {
        var config = new AmazonS3Config
        {
            // one attempt per call: RetryPolicy is the only one that tries again
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            HttpClientFactory = this,
            CacheHttpClient = true,
            HttpClientCacheSize = 1,
            BufferSize = _options.Profile.SignPayload ? LargeBuffer : SmallBuffer,
            ForcePathStyle = _options.Profile.PathStyle,
            AuthenticationRegion = region,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            IgnoreConfiguredEndpointUrls = true,
            DisableS3ExpressSessionAuth = true,
            DisableMultiregionAccessPoints = true,
            UseArnRegion = false,
            UseAccelerateEndpoint = false,
            DisableLogging = true,
        };
        if (_options.Endpoint is { } endpoint)
        {
            config.ServiceURL = (FollowsRegions ? AwsHost.InRegion(endpoint, region) : endpoint).AbsoluteUri.TrimEnd('/');

            // the SDK takes this one for its own word for acceleration, and for that of IPv4 alone
            config.UseDualstackEndpoint = endpoint.Host == "s3-accelerate.dualstack.amazonaws.com";
            config.UseHttp = !IsEncrypted(_options);
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        AmazonS3Client client = credentials is null ? new AmazonS3Client(config) : new AmazonS3Client(credentials, config);
        Headers.AddTo(client);
        return client;
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => CreateHttpClient();

    /// <summary>No request goes out any more.</summary>
    public bool IsDisposed { get; private set; }

    public void Dispose()
    {
        IsDisposed = true;
        S3StreamMetrics.Remove(Dialect);
        Http.Dispose();
        _handler.Dispose();
    }

    // Each SDK client disposes its HttpClient; the handler under it outlives them. Time-outs are ours: by progress, not by total time.
    private HttpClient CreateHttpClient() => new(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private static bool IsEncrypted(S3StreamOptions options) =>
        options.Endpoint is null || options.Endpoint.Scheme == Uri.UriSchemeHttps;

    private static SocketsHttpHandler CreateSockets(S3StreamOptions options)
    {
        var sockets = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = options.MaxConcurrentRequests + SpareConnections,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
            ConnectTimeout = options.RequestTimeout,
            UseProxy = true,
            Proxy = EnvironmentProxy.Instance,
            UseCookies = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
        };
        if (IsEncrypted(options))
        {
            new TlsConnector(options.MaxConcurrentRequests).AddTo(sockets);
        }

        if (options.CertificateAuthorityFile is { } file)
        {
            sockets.SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = new CertificateTrust(file).Accepts,
            };
        }

        return sockets;
    }
}
