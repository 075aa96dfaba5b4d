namespace S3Stream.Memory;

/// <summary>A request for memory, waiting or granted. Its state belongs to <see cref="MemoryBudget"/>'s lock.</summary>
internal sealed class BudgetRequest(BudgetAccount account, long bytes, BudgetRequestKind kind)
{
    private readonly TaskCompletionSource<BudgetTicket?> _granted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BudgetAccount Account { get; } = account;

    public long Bytes { get; } = bytes;

    public BudgetRequestKind Kind { get; } = kind;

    public bool MayUseReserve { get; set; }

    /// <summary>
    /// The reserve may serve it even where that is smaller than <see cref="Bytes"/>; the ticket then has the reserve's size.
    /// </summary>
    public bool TakesLess { get; init; }

    /// <summary>The memory comes back only after a sender has filled it.</summary>
    public bool Pins { get; init; }

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
            // granted in the same moment: the caller gets the ticket and notices its cancellation by itself
            return await _granted.Task.ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the grant of a reserve, as long as the queue moves.</summary>
    /// <exception cref="TransferFailedException">No transfer was admitted within the budget's time-out.</exception>
    public async ValueTask WaitForAdmissionAsync(MemoryBudget budget, CancellationToken cancellationToken)
    {
        long asked = budget.Clock.GetTimestamp();
        while (!_granted.Task.IsCompleted)
        {
            TimeSpan left = budget.AdmissionTimeLeft(asked);
            if (left <= TimeSpan.Zero)
            {
                string reason = budget.Describe(this);
                if (budget.TryWithdraw(this))
                {
                    throw new TransferFailedException(FailureReason.MemoryBudget, reason);
                }

                return; // granted in the same moment
            }

            try
            {
                await _granted.Task.WaitAsync(left, budget.Clock, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                // look whether others were admitted meanwhile
            }
            catch (OperationCanceledException) when (budget.TryWithdraw(this))
            {
                throw;
            }
            catch (OperationCanceledException)
            {
                return; // granted in the same moment: the caller notices its cancellation by itself
            }
        }
    }
}
