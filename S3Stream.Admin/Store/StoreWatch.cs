using Amazon.Runtime;

namespace S3Stream.Admin;

/// <summary>
/// Whether the S3 service answers: one small request at the start and every minute, and a log entry when that changes. An answer that
/// refuses is an answer, but one that nobody's requests can do better with (no keys, a wrong one, a wrong clock) is told, too.
/// </summary>
internal sealed class StoreWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Func<S3StreamClient> _current;
    private readonly bool _hasUserKeys;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private volatile StoreState _state = new(IsUp: null, Problem: null);

    /// <param name="current">The client of the moment. Not owned.</param>
    /// <param name="hasUserKeys">Users have keys of their own, so that the server's may be missing.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told.</param>
    public StoreWatch(Func<S3StreamClient> current, bool hasUserKeys, TimeProvider time, ILogger logger)
    {
        (_current, _hasUserKeys, _time, _logger) = (current, hasUserKeys, time, logger);
        _run = RunAsync();
    }

    /// <summary>What the last request found.</summary>
    public StoreState State => _state;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, _time);
            do
            {
                Tell(await AskAsync(_stop.Token));
            }
            while (await timer.WaitForNextTickAsync(_stop.Token));
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    private async Task<StoreState> AskAsync(CancellationToken cancellationToken)
    {
        S3StreamClient client = _current();
        S3StreamOptions options = client.Options with { MaxAttempts = 2, RequestTimeout = Patience };
        await using S3StreamClient asking = client.WithOptions(options);
        try
        {
            await asking.Catalog.ListBucketsAsync(cancellationToken);
            return new StoreState(IsUp: true, Problem: null);
        }
        catch (StorageException refusal) when (refusal.ErrorCode == StoreAdvice.NoCredentials && _hasUserKeys)
        {
            return await AskUnsignedAsync(asking, cancellationToken);
        }
        catch (StorageException exception)
        {
            return StateOf(exception);
        }
    }

    private static async Task<StoreState> AskUnsignedAsync(S3StreamClient client, CancellationToken cancellationToken)
    {
        await using S3StreamClient unsigned = client.WithCredentials(new AnonymousAWSCredentials());
        try
        {
            await unsigned.Catalog.ListBucketsAsync(cancellationToken);
            return new StoreState(IsUp: true, Problem: null);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.AccessDenied)
        {
            return new StoreState(IsUp: true, Problem: null); // as it should be
        }
        catch (StorageException exception)
        {
            return StateOf(exception);
        }
    }

    private static StoreState StateOf(StorageException failure) => failure switch
    {
        // these keys may do other things than list all buckets
        { ErrorCode: "AccessDenied" or "MethodNotAllowed" or "NotImplemented" } => new StoreState(IsUp: true, Problem: null),
        { StatusCode: > 0 and < 500, Reason: FailureReason.AccessDenied } when StoreAdvice.Of(failure) is null =>
            new StoreState(IsUp: true, Problem: null),
        _ => new StoreState(IsUp: false, failure),
    };

    private void Tell(StoreState next)
    {
        StoreState before = _state;
        _state = next;
        if (next.Problem is { } problem && before.Problem?.ErrorCode != problem.ErrorCode)
        {
            _logger.StoreDown(problem.Message, StoreAdvice.Of(problem) ?? "Transfers fail until it answers.");
        }
        else if (next.IsUp == true && before.IsUp == false)
        {
            _logger.StoreUp();
        }
    }
}
