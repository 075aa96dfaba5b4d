namespace S3Stream.Download;

/// <summary>
/// How far a download runs ahead of its consumer, in ranges. Requests grow from a few to the most allowed as the consumer shows that it
/// takes what is read. Ranges that are read but not given back are few, so a slow or stopped consumer holds little of the budget that
/// others need. They are more while the consumer waits, for a range that is slower to come than those behind it, and where the consumer
/// takes more in the time that a request needs: what is there and under way together must last as long. So a fast one never waits for a
/// request that could have been sent. Safe for concurrent use by fetches, leases and readers; one task enters.
/// </summary>
/// <param name="maxRequests">Most ranges that are being read.</param>
/// <param name="maxHeld">Ranges read and not given back from which on no other begins.</param>
/// <param name="maxAhead">The same while the consumer waits or outruns the requests.</param>
internal sealed class DownloadWindow(int maxRequests, int maxHeld, int maxAhead)
{
    private const int FirstRequests = 4;

    // Requests that each range given back makes room for: four times as many after each wait for the store, while the consumer keeps up.
    private const int Growth = 3;

    private const int ShrunkRanges = 2;

    private readonly Lock _gate = new();
    private long _started;
    private long _fetched;
    private long _ended;
    private long _waits;
    private long _pace;
    private long _shrunkUntil;
    private TaskCompletionSource? _waiter;

    /// <summary>A consumer waits for bytes.</summary>
    public bool IsReaderWaiting => Interlocked.Read(ref _waits) > 0;

    /// <summary>
    /// What was read for a consumer that stopped was given to others: until it has taken two ranges more, they come one by one.
    /// </summary>
    public void Shrink()
    {
        lock (_gate)
        {
            _shrunkUntil = _ended + ShrunkRanges;
        }
    }

    /// <summary>Waits until another range may begin.</summary>
    /// <returns>The ranges given back until then, for <see cref="OnFetched"/>.</returns>
    public async ValueTask<long> EnterAsync(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } changed)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return Interlocked.Read(ref _ended);
    }

    /// <summary>The request of a range has ended.</summary>
    /// <param name="endedBefore">What <see cref="EnterAsync"/> said when it began.</param>
    public void OnFetched(long endedBefore)
    {
        lock (_gate)
        {
            _pace = _ended - endedBefore;
        }

        Count(ref _fetched);
    }

    /// <summary>A range's memory is given back, all of it.</summary>
    public void OnEnded() => Count(ref _ended);

    /// <summary>A reader begins to wait.</summary>
    public void OnReaderWaits() => Count(ref _waits);

    /// <summary>A reader stops waiting.</summary>
    public void OnReaderGoesOn()
    {
        lock (_gate)
        {
            _waits--;
        }
    }

    /// <summary>Begins a range and returns <see langword="null"/>, or returns what to wait for before the next try.</summary>
    private Task? TryEnter()
    {
        lock (_gate)
        {
            long requests = _started - _fetched;
            long held = _fetched - _ended;
            bool isShrunk = _ended < _shrunkUntil;
            if (isShrunk && (_started == _ended || (_waits > 0 && requests == 0)))
            {
                _started++;
                return null;
            }

            bool mayRunAhead = _waits > 0 || requests + held < maxHeld + _pace;
            if (!isShrunk
                && requests < Math.Min(maxRequests, FirstRequests + (Growth * _ended))
                && held < (mayRunAhead ? maxAhead : maxHeld))
            {
                _started++;
                return null;
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }

    private void Count(ref long counter)
    {
        TaskCompletionSource? waiter;
        lock (_gate)
        {
            counter++;
            waiter = _waiter;
            _waiter = null;
        }

        waiter?.SetResult();
    }
}
