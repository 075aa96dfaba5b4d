namespace S3Stream.Memory;

/// <summary>
/// The right to hold bytes of memory. Owned by one holder at a time; <see cref="Dispose"/> gives back what is left, once.
/// </summary>
internal sealed class BudgetTicket(MemoryBudget budget, BudgetAccount account, long bytes, bool isFromReserve) : IDisposable
{
    private long _bytes = bytes;

    public BudgetAccount Account { get; } = account;

    /// <summary>
    /// True: the bytes are the account's reserve, which is whole again only when the ticket is disposed. Guarded by the budget's lock.
    /// </summary>
    public bool IsFromReserve { get; set; } = isFromReserve;

    /// <summary>The bytes of the common rest that the budget counts for it. Guarded by the budget's lock.</summary>
    public long Counted { get; set; } = isFromReserve ? 0 : bytes;

    /// <summary>The bytes count as pinned. Guarded by the budget's lock.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Bytes still held.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Says that the bytes come back by themselves from now on, because they are filled.</summary>
    public void Unpin() => budget.Unpin(this);

    /// <summary>Gives part of the bytes back early. Safe for concurrent use.</summary>
    /// <exception cref="InvalidOperationException">More bytes than are held.</exception>
    public void Shrink(long bytes)
    {
        long left = Interlocked.Add(ref _bytes, -bytes);
        if (left < 0)
        {
            throw new InvalidOperationException($"A ticket was shrunk by {bytes} bytes and held only {left + bytes}.");
        }

        if (bytes > 0)
        {
            budget.Release(this, bytes, last: left == 0);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        long left = Interlocked.Exchange(ref _bytes, 0);
        if (left > 0)
        {
            budget.Release(this, left, last: true);
        }
    }
}
