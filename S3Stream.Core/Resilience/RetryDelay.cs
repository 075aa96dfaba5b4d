namespace S3Stream.Resilience;

/// <summary>
/// How long to wait before the next try: exponential with full jitter, so that clients that failed together do not come back together.
/// Pure.
/// </summary>
internal static class RetryDelay
{
    /// <summary>The bound of the wait after the first failure.</summary>
    public static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(100);

    /// <summary>The bound of the wait after the first failure when the store asked to slow down.</summary>
    public static readonly TimeSpan FirstThrottledBound = TimeSpan.FromMilliseconds(500);

    /// <summary>The bound that no wait of our own choice exceeds.</summary>
    public static readonly TimeSpan MaxBound = TimeSpan.FromSeconds(20);

    /// <summary>The longest Retry-After that is obeyed, so that a store cannot stop a transfer for hours.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    /// <summary>The wait after failed attempt number <paramref name="attempt"/> (from 1).</summary>
    /// <param name="attempt">The attempt that failed.</param>
    /// <param name="throttled">The store asked to slow down.</param>
    /// <param name="retryAfter">How long it asked to wait, if it said so; jitter is added so that not all come back at that moment.</param>
    /// <param name="random">A random number in [0, 1).</param>
    public static TimeSpan After(int attempt, bool throttled, TimeSpan? retryAfter, double random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        TimeSpan first = throttled ? FirstThrottledBound : FirstBound;

        // 2^30 ms is beyond MaxBound already
        double bound = Math.Min(first.TotalMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 30)), MaxBound.TotalMilliseconds);
        TimeSpan jitter = TimeSpan.FromMilliseconds(bound * random);
        if (retryAfter is not { } asked || asked <= TimeSpan.Zero)
        {
            return jitter;
        }

        return (asked < MaxRetryAfter ? asked : MaxRetryAfter) + jitter;
    }
}
