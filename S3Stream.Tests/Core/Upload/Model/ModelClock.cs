namespace S3Stream.Tests.Core.Upload.Model;

/// <summary>
/// A clock that the schedule moves. A timer that was due several times in one step runs once: a week with a timer of half a second would
/// take a million calls that find nothing new. Used by one thread at a time.
/// </summary>
internal sealed class ModelClock : TimeProvider
{
    private readonly List<ModelTimer> _timers = [];
    private long _now = DateTimeOffset.UnixEpoch.AddYears(50).UtcTicks;

    /// <summary>Where the step ends: what a timer starts anew in its middle is due behind it.</summary>
    private long _end;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ModelTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        long end = _end = _now + time.Ticks;
        while (_timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due) is { } next)
        {
            _now = Math.Max(_now, next.Due);
            next.Run(end);
        }

        _now = end;
    }

    private sealed class ModelTimer(ModelClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock._timers.Remove(this);
            _period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = Math.Max(clock._now, clock._end) + dueTime.Ticks;
                clock._timers.Add(this);
            }

            return true;
        }

        public void Run(long end)
        {
            clock._timers.Remove(this);
            if (_period > 0)
            {
                Due = end + _period;
                clock._timers.Add(this);
            }

            callback(state);
        }

        public void Dispose() => clock._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
