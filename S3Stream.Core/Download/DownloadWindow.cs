namespace S3Stream.Download;

/// <summary>
/// How far a download runs ahead of its consumer, in ranges. Requests grow from a few to the most allowed as the consumer shows that it
/// takes what is read. Ranges that are read but not given back are few, so a slow or stopped consumer holds little of the budget that
/// others need; only while the consumer waits, for a range that is slower to come than those behind it, they are more. So a fast one never
/// waits for a request that could have been sent. Safe for concurrent use by fetches, leases and readers; one task enters.
/// </summary>
/// <param name="mostRequests">Most ranges that are being read.</param>
/// <param name="mostHeld">Ranges read and not given back from which on no other begins.</param>
/// <param name="mostAhead">The same while the consumer waits.</param>
internal sealed class DownloadWindow(int mostRequests, int mostHeld, int mostAhead)
{
    private const int FirstRequests = 4;
    private readonly Lock _gate = new();
    private long _started;
    private long _fetched;
    private long _ended;
    private long _waits;
    private TaskCompletionSource? _waiter;

    /// <summary>Waits until another range may begin.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } changed)
        {
            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A range that was begun has no request any more.</summary>
    public void OnFetched() => Count(ref _fetched);

    /// <summary>A range's memory is given back, all of it.</summary>
    public void OnEnded() => Count(ref _ended);

    /// <summary>A reader has found nothing to read.</summary>
    public void OnReaderWaits() => Count(ref _waits);

    /// <summary>A reader waits no more.</summary>
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
            if (requests < Math.Min(mostRequests, FirstRequests + _ended) && held < (_waits > 0 ? mostAhead : mostHeld))
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
