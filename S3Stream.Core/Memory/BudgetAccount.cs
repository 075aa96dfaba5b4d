namespace S3Stream.Memory;

/// <summary>One transfer's share of the budget: its reserve, and tickets from the common rest. Safe for concurrent use.</summary>
internal sealed class BudgetAccount(MemoryBudget budget, long reserve) : IDisposable
{
    /// <summary>Bytes only this transfer can use. Guarded, as the rest of the state, by the budget's lock.</summary>
    public long Reserve { get; set; } = reserve;

    public bool IsReserveInUse { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>Requests of this account that wait.</summary>
    public List<BudgetRequest> Requests { get; } = [];

    /// <summary>
    /// A ticket for <paramref name="bytes"/>: from the common rest in order of arrival; when <paramref name="mayUseReserve"/>, from the
    /// reserve if the rest is short and the reserve free. Waits until one of them can give. A cancelled wait leaves no trace.
    /// </summary>
    public async ValueTask<BudgetTicket> TakeAsync(long bytes, bool mayUseReserve, CancellationToken cancellationToken)
    {
        BudgetRequest request = Request(bytes, mayUseReserve);
        return (await request.WaitAsync(budget, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>As <see cref="TakeAsync"/>, for a caller that wants to promote the request while it waits.</summary>
    public BudgetRequest Request(long bytes, bool mayUseReserve) => budget.Request(this, bytes, mayUseReserve);

    /// <summary>Waits for a request of this account.</summary>
    public async ValueTask<BudgetTicket> WaitAsync(BudgetRequest request, CancellationToken cancellationToken) =>
        (await request.WaitAsync(budget, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Lets a waiting request use the reserve.</summary>
    public void Promote(BudgetRequest request) => budget.Promote(request);

    /// <summary>Makes the reserve at least <paramref name="bytes"/> large; waits for what is missing.</summary>
    public ValueTask EnsureReserveAsync(long bytes, CancellationToken cancellationToken) =>
        bytes <= Reserve ? ValueTask.CompletedTask : budget.GrowReserveAsync(this, bytes - Reserve, cancellationToken);

    /// <summary>Ends the account. Its reserve is free at once, or as soon as a ticket that uses it is disposed. Idempotent.</summary>
    public void Dispose()
    {
        if (!IsClosed)
        {
            budget.Close(this);
        }
    }
}
