namespace S3Stream.Resilience;

/// <summary>The requests made for one transfer. Safe for concurrent use.</summary>
internal sealed class RequestTally
{
    private long _requests;
    private long _retries;
    private long _parts;

    /// <summary>The counts as they are now.</summary>
    public TransferCounts Counts => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _retries), Interlocked.Read(ref _parts));

    /// <summary>Counts an attempt of a request.</summary>
    /// <param name="number">The attempt's number, from 1.</param>
    public void CountAttempt(int number)
    {
        Interlocked.Increment(ref _requests);
        if (number > 1)
        {
            Interlocked.Increment(ref _retries);
        }
    }

    /// <summary>Counts a part that was stored, or a range that was read.</summary>
    public void CountPart() => Interlocked.Increment(ref _parts);
}
