namespace S3Stream.Benchmarks.Tuning;

/// <summary>
/// The time and the bytes that are left. Used by one caller at a time; <see cref="Over"/> may be waited for from anywhere.
/// </summary>
internal sealed class Allowance : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _linked;

    public Allowance(TimeSpan time, long bytes, TimeProvider clock, CancellationToken cancellationToken)
    {
        _time = clock;
        _start = clock.GetTimestamp();
        _limit = time;
        BytesLeft = bytes;
        _over = new CancellationTokenSource(time, clock);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, cancellationToken);
    }

    /// <summary>Fires when the time is over, and when the run is cancelled.</summary>
    public CancellationToken Over => _linked.Token;

    public bool IsTimeOver => _over.IsCancellationRequested;

    public long BytesLeft { get; private set; }

    public TimeSpan TimeLeft => TimeSpan.FromTicks(Math.Max(0, (_limit - _time.GetElapsedTime(_start)).Ticks));

    /// <summary>Takes bytes, or none and says no.</summary>
    public bool TryTake(long bytes)
    {
        if (IsTimeOver || bytes > BytesLeft)
        {
            return false;
        }

        BytesLeft -= bytes;
        return true;
    }

    public void Dispose()
    {
        _linked.Dispose();
        _over.Dispose();
    }
}
