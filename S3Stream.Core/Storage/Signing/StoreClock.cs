namespace S3Stream.Storage.Signing;

/// <summary>
/// The time as the store has it, for signatures: this machine's, until a refusal shows that it is wrong. Always the real time, as no store
/// takes part in a simulated one. Safe for concurrent use.
/// </summary>
internal sealed class StoreClock
{
    private long _ahead;

    /// <summary>The store's time, UTC.</summary>
    public DateTime UtcNow => TimeProvider.System.GetUtcNow().UtcDateTime.AddTicks(Volatile.Read(ref _ahead));

    /// <summary>Takes the time over that an answer was given at.</summary>
    /// <param name="date">The answer's Date header; without one nothing is learned.</param>
    public void Learn(DateTimeOffset? date)
    {
        if (date is { } theirs)
        {
            Volatile.Write(ref _ahead, (theirs - TimeProvider.System.GetUtcNow()).Ticks);
        }
    }
}
