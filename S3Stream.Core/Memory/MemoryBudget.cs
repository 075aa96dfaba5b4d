namespace S3Stream.Memory;

/// <summary>The one count of transfer memory. Peak use never exceeds <see cref="Limit"/>. Safe for concurrent use.</summary>
internal sealed class MemoryBudget
{
    public MemoryBudget(long limit) => Limit = limit;

    /// <summary>The most bytes that may be held.</summary>
    public long Limit { get; }

    /// <summary>Bytes held now, reserves included.</summary>
    public long Used => throw new NotImplementedException();

    /// <summary>
    /// Admits a transfer: sets aside <paramref name="reserve"/> bytes that only it can use, so that it can always go on. Waits, in order of
    /// arrival, until they are free.
    /// </summary>
    public ValueTask<BudgetAccount> OpenAccountAsync(long reserve, CancellationToken cancellationToken) => throw new NotImplementedException();
}
