using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage;
using S3Stream.Storage.Failures;

namespace S3Stream.Resilience;

/// <summary>The one place that decides whether a request is tried again, and when. Safe for concurrent use.</summary>
internal sealed class RetryPolicy
{
    // Signing errors that the next signature cures (fresh credentials, corrected clock); where it does not, further attempts would not
    // either.
    private static readonly HashSet<string> CuredBySigningAgain =
        new(StringComparer.Ordinal)
        {
            "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestTimeTooSkewed", "RequestExpired",
        };

    private readonly int _maxAttempts;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Func<double> _random;
    private readonly RequestTally? _tally;

    public RetryPolicy(int maxAttempts, TimeProvider timeProvider, ILogger logger)
        : this(maxAttempts, timeProvider, logger, Random.Shared.NextDouble)
    {
    }

    internal RetryPolicy(int maxAttempts, TimeProvider timeProvider, ILogger logger, Func<double> random, RequestTally? tally = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAttempts, 1);
        _maxAttempts = maxAttempts;
        _timeProvider = timeProvider;
        _logger = logger;
        _random = random;
        _tally = tally;
    }

    /// <summary>The same policy, which counts the attempts of one transfer.</summary>
    public RetryPolicy CountingInto(RequestTally tally) => new(_maxAttempts, _timeProvider, _logger, _random, tally);

    /// <summary>
    /// Runs <paramref name="attempt"/> until it succeeds, fails for good, or the attempts are used up. The attempt gets its number, from 1.
    /// </summary>
    public async Task<T> ExecuteAsync<T>(
        string operation, Func<int, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        bool signedAgain = false;
        for (int number = 1; ; number++)
        {
            TimeSpan delay;
            _tally?.CountAttempt(number);
            try
            {
                return await attempt(number, cancellationToken).ConfigureAwait(false);
            }
            catch (StorageException exception) when (
                number < _maxAttempts && !cancellationToken.IsCancellationRequested && IsWorthAnother(exception, ref signedAgain))
            {
                delay = RetryDelay.After(number, exception.Reason == FailureReason.Throttled, exception.RetryAfter, _random());
                S3StreamMetrics.RequestRetried(operation, exception.Reason);
                _logger.RequestRetried(
                    KeyText.Printable(operation), number, _maxAttempts, delay.TotalMilliseconds, exception.Reason,
                    exception.ErrorCode, exception.Message);
            }

            await Task.Delay(delay, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same for a request without a result.</summary>
    public Task ExecuteAsync(string operation, Func<int, CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        ExecuteAsync(
            operation,
            async (number, token) =>
            {
                await attempt(number, token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    private static bool IsWorthAnother(StorageException failure, ref bool signedAgain)
    {
        if (failure.ErrorCode is { } code && CuredBySigningAgain.Contains(code))
        {
            bool first = !signedAgain;
            signedAgain = true;
            return first;
        }

        return failure.IsTransient
            || (failure.Reason == FailureReason.Corrupt
                && failure.ErrorCode is not (StoreFailure.OverlongAnswer or StoreFailure.PartNotAsSent));
    }
}
