using Microsoft.Extensions.Logging;

namespace S3Stream.Resilience;

/// <summary>The one place that decides whether a request is tried again, and when. Safe for concurrent use.</summary>
internal sealed class RetryPolicy
{
    public RetryPolicy(int maxAttempts, TimeProvider timeProvider, ILogger logger)
    {
        _ = maxAttempts;
        _ = timeProvider;
        _ = logger;
    }

    /// <summary>Runs <paramref name="attempt"/> until it succeeds, fails for good, or the attempts are used up. The attempt gets its number, from 1.</summary>
    public Task<T> ExecuteAsync<T>(string operation, Func<int, CancellationToken, Task<T>> attempt, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
