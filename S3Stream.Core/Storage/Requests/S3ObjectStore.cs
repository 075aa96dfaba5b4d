using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Connection;
using S3Stream.Storage.Failures;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Requests;

/// <summary>
/// <see cref="IObjectStore"/> over AWSSDK.S3. Owns its SDK clients; the connections are the first store's, and shared with the stores made
/// from it for other credentials. Safe for concurrent use.
/// </summary>
internal sealed partial class S3ObjectStore : IObjectStore
{
    /// <summary>Filters of log entries name it, so it does not follow the folders.</summary>
    private const string LogCategory = "S3Stream.Storage.S3ObjectStore";

    private readonly S3StreamOptions _options;
    private readonly S3Connection _connection;
    private readonly bool _ownsConnection;
    private readonly RegionRouter _router;
    private readonly SignedRequests _requests;
    private readonly IBodyTransport _bodies;
    private readonly CredentialRenewal _renewal;
    private readonly ObjectHeaders _headers;
    private readonly S3ObjectStore? _viewed;
    private readonly ILogger _logger;
    private volatile bool _disposed;

    private S3ObjectStore(S3StreamOptions options, S3Connection connection, AWSCredentials? credentials, bool ownsConnection)
    {
        _options = options;
        _connection = connection;
        _ownsConnection = ownsConnection;
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger(LogCategory);
        _renewal = new CredentialRenewal(credentials, options.TimeProvider);
        _router = new RegionRouter(connection, credentials, _logger);
        _requests = new SignedRequests(connection.Http, connection.Clock, credentials);
        _bodies = options.Profile.SignPayload
            ? new SdkBodyTransport()
            : new SignedBodyTransport(_requests, connection.Headers);
        _headers = connection.Headers;
    }

    /// <summary>The same store as one transfer sees it.</summary>
    private S3ObjectStore(S3ObjectStore shared, ObjectHeaders headers)
    {
        _options = shared._options;
        _connection = shared._connection;
        _logger = shared._logger;
        _renewal = shared._renewal;
        _router = shared._router;
        _requests = shared._requests;
        _headers = headers;
        _bodies = shared._bodies is SdkBodyTransport ? shared._bodies : new SignedBodyTransport(_requests, headers);
        _viewed = shared;
    }

    /// <summary>A store with connections of its own.</summary>
    /// <exception cref="ArgumentException">The certificate authority file cannot be used.</exception>
    public static S3ObjectStore Create(S3StreamOptions options) => Create(options, new S3Connection(options));

    /// <summary>A store on that connection, which it then owns.</summary>
    public static S3ObjectStore Create(S3StreamOptions options, S3Connection connection) =>
        new(options, connection, options.Credentials, ownsConnection: true);

    /// <summary>A store for other credentials on the same connections. Dispose it before this one.</summary>
    public S3ObjectStore WithCredentials(AWSCredentials credentials) => new(_options, _connection, credentials, ownsConnection: false);

    /// <inheritdoc/>
    public IObjectStore With(ObjectTerms terms) => new S3ObjectStore(this, _headers.With(terms));

    public void Dispose()
    {
        if (_viewed is not null)
        {
            return; // what it uses is another's
        }

        _disposed = true;
        _router.Dispose();
        if (_ownsConnection)
        {
            _connection.Dispose();
        }
    }

    /// <inheritdoc/>
    public bool VerifiesWholeObjects(string bucket) => ProtectionOf(bucket) == Protection.Crc64Nvme;

    private bool IsDisposed => _viewed?.IsDisposed ?? (_disposed || _connection.IsDisposed);

    /// <inheritdoc/>
    public bool NeedsEqualParts(string bucket) => DialectOf(bucket).NeedsEqualParts;

    /// <inheritdoc/>
    public void LearnEqualParts(string bucket)
    {
        DialectOf(bucket).NeedsEqualParts = true;
        _logger.EqualPartsNeeded(bucket);
    }

    private BucketDialect DialectOf(string bucket) => _connection.Dialect.Of(bucket);

    /// <summary>One attempt of a request without object bytes.</summary>
    private Task<T> CallAsync<T>(
        StoreCall call, string? bucket, Func<AmazonS3Client, CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        CallAsync(call, bucket, _options.RequestTimeout, request, cancellationToken);

    private Task<T> CallAsync<T>(
        StoreCall call,
        string? bucket,
        TimeSpan limit,
        Func<AmazonS3Client, CancellationToken, Task<T>> request,
        CancellationToken cancellationToken) =>
        ObserveAsync(call, () => AttemptAsync(call, bucket, limit, request, cancellationToken));

    private async Task<T> AttemptAsync<T>(
        StoreCall call, string? bucket, TimeSpan limit, Func<AmazonS3Client, CancellationToken, Task<T>> request,
        CancellationToken cancellationToken)
    {
        using var timeout = new ProgressTimeout(limit, _options.TimeProvider, cancellationToken);
        _headers.Enter();
        try
        {
            return await _router.RunAsync(bucket, client => request(client, timeout.Token)).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw _renewal.Note(Translate(exception, call, timeout, cancellationToken));
        }
    }

    /// <summary>Measures and logs one attempt.</summary>
    private async Task<T> ObserveAsync<T>(StoreCall call, Func<Task<T>> attempt)
    {
        ObjectDisposedException.ThrowIf(IsDisposed, typeof(S3StreamClient));
        long began = S3StreamMetrics.RequestBegins();
        Exception? failure = null;
        try
        {
            return await attempt().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            failure = exception;
            throw;
        }
        finally
        {
            S3StreamMetrics.RequestEnded(call.Operation, began, failure);
            if (_logger.IsEnabled(LogLevel.Debug))
            {
                double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
                _logger.RequestEnded(call.ToString(), S3StreamMetrics.Outcome(failure), milliseconds);
            }
        }
    }

    private Exception Translate(Exception exception, StoreCall call, ProgressTimeout timeout, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested && exception is not StorageException)
        {
            return new OperationCanceledException($"{call} was cancelled.", exception, cancellationToken);
        }

        if (IsDisposed && exception is not StorageException)
        {
            return new ObjectDisposedException($"{nameof(S3StreamClient)} was disposed while {call} was under way.", exception);
        }

        return timeout.Expired && exception is not (StorageException or AmazonServiceException { StatusCode: not 0 })
            ? StoreFailure.NoProgress(call, timeout.Limit, exception)
            : StoreFailure.From(exception, call);
    }

    private string? Crc64NvmeOf(string bucket, ChecksumSet checksums) =>
        VerifiesWholeObjects(bucket) && checksums.Crc64Nvme is { } value ? ChecksumText.From(value) : null;
}
