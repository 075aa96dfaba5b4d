namespace S3Stream.Memory;

/// <summary>A request for memory, waiting or granted. Its state belongs to <see cref="MemoryBudget"/>'s lock.</summary>
internal sealed class BudgetRequest(BudgetAccount? account, long bytes, BudgetRequestKind kind)
{
    private readonly TaskCompletionSource<BudgetTicket?> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BudgetAccount? Account { get; } = account;

    public long Bytes { get; } = bytes;

    public BudgetRequestKind Kind { get; } = kind;

    public bool MayUseReserve { get; set; }

    /// <summary>The place in the queue; <see langword="null"/> before and after.</summary>
    public LinkedListNode<BudgetRequest>? Node { get; set; }

    public bool IsWaiting => Node is not null;

    public bool IsGranted => _granted.Task.IsCompleted;

    public void Grant(BudgetTicket? ticket) => _granted.SetResult(ticket);

    /// <summary>Waits for the grant; a cancelled wait withdraws the request, or gives the ticket back if it came meanwhile.</summary>
    public async ValueTask<BudgetTicket?> WaitAsync(MemoryBudget budget, CancellationToken cancellationToken)
    {
        try
        {
            return await _granted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (budget.TryWithdraw(this))
        {
            throw;
        }
        catch (OperationCanceledException)
        {
            // granted in the same moment: the caller asked for it and can have it; it notices its cancellation by itself
            return await _granted.Task.ConfigureAwait(false);
        }
    }
}
