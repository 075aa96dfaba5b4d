namespace S3Stream.Storage;

/// <summary>
/// One habit of one bucket: what was seen once is looked at again before it counts, and what counts is asked again soon, then less and
/// less often. One faulty answer costs nothing, one misconfigured node of many a minute. Safe for concurrent use.
/// </summary>
/// <param name="clock">Tells how long ago it was seen.</param>
/// <param name="sightings">How often in a row it has to be seen before it counts, from 1.</param>
internal sealed class HabitMemory(TimeProvider clock, int sightings)
{
    /// <summary>How long a habit counts at first.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMinutes(1);

    /// <summary>How long it counts at most: each time it is seen again it counts twice as long as before.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly Lock _gate = new();
    private int _seen;
    private long _since;
    private TimeSpan _holds;
    private volatile bool _isKnown;

    /// <summary>The habit counts now.</summary>
    public bool Counts
    {
        get
        {
            if (!_isKnown)
            {
                return false;
            }

            lock (_gate)
            {
                return IsFresh();
            }
        }
    }

    /// <summary>It was seen. True when it counts from now on and did not before, so that it is to be told.</summary>
    public bool See()
    {
        lock (_gate)
        {
            if (IsFresh())
            {
                return false; // requests that were under way together
            }

            _seen++;
            if (!_isKnown && _seen < sightings)
            {
                return false;
            }

            bool isNew = !_isKnown;
            _holds = isNew ? First : TimeSpan.FromTicks(Math.Min(Longest.Ticks, _holds.Ticks * 2));
            _since = clock.GetTimestamp();
            _isKnown = true;
            return isNew;
        }
    }

    /// <summary>The opposite was seen: nothing is left of it.</summary>
    public void Forget()
    {
        if (!_isKnown && Volatile.Read(ref _seen) == 0)
        {
            return; // the usual case, at every request
        }

        lock (_gate)
        {
            _seen = 0;
            _holds = TimeSpan.Zero;
            _isKnown = false;
        }
    }

    private bool IsFresh() => _isKnown && clock.GetElapsedTime(_since) < _holds;
}
