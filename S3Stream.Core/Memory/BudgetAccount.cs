namespace S3Stream.Memory;

/// <summary>One transfer's share of the budget: its reserve, and tickets from the common rest. Safe for concurrent use.</summary>
/// <param name="budget">Where the bytes come from.</param>
/// <param name="owner">Whose transfer it is.</param>
/// <param name="pins">
/// The transfer's memory comes back only once its sender has filled it (an upload's): such tickets count as pinned until
/// <see cref="BudgetTicket.Unpin"/>.
/// </param>
internal sealed class BudgetAccount(MemoryBudget budget, BudgetOwner owner, bool pins) : IDisposable
{
    public BudgetOwner Owner { get; } = owner;

    public bool Pins { get; } = pins;

    /// <summary>Bytes only this transfer can use. Guarded, as the rest of the state, by the budget's lock.</summary>
    public long Reserve { get; set; }

    public bool IsReserveInUse { get; set; }

    public bool IsClosed { get; set; }

    /// <summary>See <see cref="Insist"/>.</summary>
    public bool Insists { get; set; }

    /// <summary>Bytes of the reserve and of tickets.</summary>
    public long Held { get; set; }

    /// <summary>The account counts in the shares (<see cref="BudgetOwner.ActiveAccounts"/>).</summary>
    public bool IsActive { get; set; }

    /// <summary>Requests of this account that wait.</summary>
    public List<BudgetRequest> Requests { get; } = [];

    /// <summary>Who is asked to give memory back, or <see langword="null"/>. Set before the first request.</summary>
    public IMemoryHolder? Holder { get; set; }

    /// <summary>
    /// A ticket for <paramref name="bytes"/>: from the common rest in order of arrival; when <paramref name="mayUseReserve"/>, from the
    /// reserve if the rest is short and the reserve free. Waits until one of them can give. A cancelled wait leaves no trace.
    /// </summary>
    public ValueTask<BudgetTicket> TakeAsync(long bytes, bool mayUseReserve, CancellationToken cancellationToken) =>
        WaitAsync(Request(bytes, mayUseReserve), cancellationToken);

    /// <summary>
    /// A ticket for <paramref name="bytes"/> from the common rest, or for as much of them as the reserve has where the rest is short.
    /// </summary>
    public ValueTask<BudgetTicket> TakeUpToAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(budget.Request(this, bytes, mayUseReserve: true, takesLess: true, Pins), cancellationToken);

    /// <summary>As <see cref="TakeAsync"/>, for memory that comes back by itself, because no sender has to fill it.</summary>
    public ValueTask<BudgetTicket> TakeToSendAsync(long bytes, CancellationToken cancellationToken) =>
        WaitAsync(budget.Request(this, bytes, mayUseReserve: true, takesLess: false, pins: false), cancellationToken);

    /// <summary>As <see cref="TakeAsync"/>, for a caller that wants to promote the request while it waits.</summary>
    public BudgetRequest Request(long bytes, bool mayUseReserve) => budget.Request(this, bytes, mayUseReserve, takesLess: false, Pins);

    /// <summary>Waits for a request of this account.</summary>
    public async ValueTask<BudgetTicket> WaitAsync(BudgetRequest request, CancellationToken cancellationToken) =>
        (await request.WaitAsync(budget, cancellationToken).ConfigureAwait(false))!;

    /// <summary>Lets a waiting request use the reserve.</summary>
    public void Promote(BudgetRequest request) => budget.Promote(request);

    /// <summary>
    /// Called when the transfer cannot go on otherwise: lets its requests use the memory that is kept free for newcomers, until one of its
    /// parts is whole (<see cref="BudgetTicket.Unpin"/>). True when one of them is granted.
    /// </summary>
    public bool Insist() => budget.Insist(this);

    /// <summary>Makes the reserve at least <paramref name="bytes"/> large; waits for what is missing.</summary>
    /// <exception cref="TransferFailedException">They are more than the budget, or did not come free in time.</exception>
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
