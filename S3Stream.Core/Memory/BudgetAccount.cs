namespace S3Stream.Memory;

/// <summary>One transfer's share of the budget: its reserve, and tickets from the common rest. Safe for concurrent use.</summary>
internal sealed class BudgetAccount : IDisposable
{
    /// <summary>
    /// A ticket for <paramref name="bytes"/>: from the common rest in order of arrival; when <paramref name="mayUseReserve"/>, from the reserve if the rest is
    /// short and the reserve free. Waits until one of them can give. A cancelled wait leaves no trace.
    /// </summary>
    public ValueTask<BudgetTicket> TakeAsync(long bytes, bool mayUseReserve, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the account and frees its reserve. Every ticket must have been disposed.</summary>
    public void Dispose() => throw new NotImplementedException();
}
