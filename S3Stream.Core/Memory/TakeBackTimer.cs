namespace S3Stream.Memory;

/// <summary>
/// While a request waits for memory, asks transfers that hold more than their share, twice a second, for memory that makes no progress.
/// Safe for concurrent use.
/// </summary>
internal sealed class TakeBackTimer
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly Func<(IReadOnlyList<(BudgetAccount Account, long TooMuch)> Above, long Missing)> _wanted;
    private readonly ITimer _timer;
    private bool _isRunning;
    private int _isAsking;

    /// <param name="clock">The clock.</param>
    /// <param name="wanted">Whom to ask, and for how many bytes together.</param>
    public TakeBackTimer(TimeProvider clock, Func<(IReadOnlyList<(BudgetAccount Account, long TooMuch)> Above, long Missing)> wanted)
    {
        _wanted = wanted;
        _timer = clock.CreateTimer(
            static timer => ((TakeBackTimer)timer!).Ask(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts or stops it. Guarded by the budget's lock.</summary>
    public void Run(bool run)
    {
        if (_isRunning != run)
        {
            _isRunning = run;
            TimeSpan period = run ? Period : Timeout.InfiniteTimeSpan;
            _timer.Change(period, period);
        }
    }

    private void Ask()
    {
        if (Interlocked.Exchange(ref _isAsking, 1) == 1)
        {
            return; // the last call still runs
        }

        try
        {
            (IReadOnlyList<(BudgetAccount Account, long TooMuch)> above, long missing) = _wanted();
            foreach ((BudgetAccount account, long tooMuch) in above)
            {
                if (missing <= 0)
                {
                    break;
                }

                missing -= account.Holder?.TakeBack(Math.Min(tooMuch, missing)) ?? 0;
            }
        }
        finally
        {
            Volatile.Write(ref _isAsking, 0);
        }
    }
}
