using S3Stream.Diagnostics;

namespace S3Stream.Memory;

/// <summary>The one count of transfer memory. Peak use never exceeds <see cref="Limit"/>. Safe for concurrent use.</summary>
/// <remarks>
/// Two kinds of bytes: <em>reserves</em>, set aside when a transfer is admitted, which only that transfer can use, one ticket at a time;
/// and the <em>rest</em>, given out in order of arrival. A transfer that can run on one part therefore always goes on: by its reserve. All
/// state of accounts, requests and tickets is guarded by this class's one lock; nothing awaits or calls out under it.
/// </remarks>
internal sealed class MemoryBudget
{
    private readonly Lock _gate = new();
    private readonly LinkedList<BudgetRequest> _waiting = new();
    private long _used;
    private long _peak;
    private TaskCompletionSource? _shortage;
    private int _accounts;
    private int _growing;

    public MemoryBudget(long limit) => Limit = limit;

    /// <summary>The most bytes that may be held.</summary>
    public long Limit { get; }

    /// <summary>Bytes held now, reserves included.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
            {
                return _used;
            }
        }
    }

    /// <summary>The most bytes ever held.</summary>
    public long Peak
    {
        get
        {
            lock (_gate)
            {
                return _peak;
            }
        }
    }

    /// <summary>Completes as soon as somebody has to wait for memory; complete already while somebody does.</summary>
    public Task WhenWaitedFor
    {
        get
        {
            lock (_gate)
            {
                if (_waiting.Count > 0)
                {
                    return Task.CompletedTask;
                }

                _shortage ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return _shortage.Task;
            }
        }
    }

    /// <summary>
    /// Admits a transfer: sets aside <paramref name="reserve"/> bytes that only it can use, so that it can always go on. Waits, in order of
    /// arrival, until they are free.
    /// </summary>
    /// <exception cref="TransferFailedException">The reserve alone is larger than the budget.</exception>
    public async ValueTask<BudgetAccount> OpenAccountAsync(long reserve, CancellationToken cancellationToken)
    {
        ThrowIfNeverFits(reserve);
        BudgetRequest request = new(account: null, reserve, BudgetRequestKind.Admission);
        Enqueue(request);
        await request.WaitAsync(this, cancellationToken).ConfigureAwait(false);
        return new BudgetAccount(this, reserve);
    }

    /// <summary>
    /// Asks for a ticket; see <see cref="BudgetAccount.TakeAsync"/>. The request may be promoted or withdrawn while it waits.
    /// </summary>
    internal BudgetRequest Request(BudgetAccount account, long bytes, bool mayUseReserve)
    {
        ThrowIfNeverFits(bytes);
        BudgetRequest request = new(account, bytes, BudgetRequestKind.Ticket) { MayUseReserve = mayUseReserve };
        Enqueue(request);
        return request;
    }

    /// <summary>Enlarges an account's reserve; waits as an admission does.</summary>
    /// <exception cref="TransferFailedException">Every admitted transfer waits for the same: none could ever go on.</exception>
    internal async ValueTask GrowReserveAsync(BudgetAccount account, long additional, CancellationToken cancellationToken)
    {
        ThrowIfNeverFits(additional);
        BudgetRequest request = new(account, additional, BudgetRequestKind.Growth);
        Enqueue(request);
        await request.WaitAsync(this, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets a waiting request use its account's reserve from now on.</summary>
    internal void Promote(BudgetRequest request)
    {
        lock (_gate)
        {
            request.MayUseReserve = true;
            if (request.IsWaiting && TryGrantFromReserve(request))
            {
                Unlink(request);
            }
        }
    }

    /// <summary>Withdraws a request. False when it was granted already (the ticket is then the caller's).</summary>
    internal bool TryWithdraw(BudgetRequest request)
    {
        lock (_gate)
        {
            if (!request.IsWaiting)
            {
                return false;
            }

            Unlink(request);
            Pump();
            return true;
        }
    }

    internal void Release(BudgetTicket ticket, long bytes, bool last)
    {
        lock (_gate)
        {
            if (!ticket.IsFromReserve)
            {
                _used -= bytes;
            }
            else if (last)
            {
                ReturnReserve(ticket.Account);
            }

            Pump();
        }
    }

    internal void Close(BudgetAccount account)
    {
        lock (_gate)
        {
            account.IsClosed = true;
            if (!account.IsReserveInUse)
            {
                FreeReserve(account);
            }

            Pump();
        }
    }

    private void ThrowIfNeverFits(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes > Limit)
        {
            throw new TransferFailedException(
                FailureReason.MemoryBudget,
                $"The transfer needs {bytes} bytes of memory at once and the memory budget is {Limit} bytes. Raise the memory budget or "
                    + "lower the part size.");
        }
    }

    private void Enqueue(BudgetRequest request)
    {
        lock (_gate)
        {
            if (request.Kind == BudgetRequestKind.Growth)
            {
                _growing++;
            }

            if (_waiting.Count == 0 && TryGrant(request))
            {
                return;
            }

            if (request.Kind == BudgetRequestKind.Ticket && TryGrantFromReserve(request))
            {
                return;
            }

            if (request.Kind == BudgetRequestKind.Growth && _growing == _accounts)
            {
                _growing--;
                throw new TransferFailedException(
                    FailureReason.MemoryBudget,
                    $"All {_accounts} running transfers need larger parts than the memory budget of {Limit} bytes can hold at once. "
                    + "Raise the memory budget, or declare the objects' lengths before sending.");
            }

            S3StreamMetrics.MemoryWaited();
            request.Node = _waiting.AddLast(request);
            request.Account?.Requests.Add(request);
            _shortage?.SetResult();
            _shortage = null;
        }
    }

    private void Pump()
    {
        while (_waiting.First is { } node && TryGrant(node.Value))
        {
            Unlink(node.Value);
        }
    }

    private bool TryGrant(BudgetRequest request)
    {
        if (request.Bytes > Limit - _used)
        {
            return request.Kind == BudgetRequestKind.Ticket && TryGrantFromReserve(request);
        }

        _used += request.Bytes;
        _peak = Math.Max(_peak, _used);
        switch (request.Kind)
        {
            case BudgetRequestKind.Admission:
                _accounts++;
                request.Grant(null);
                break;
            case BudgetRequestKind.Growth:
                _growing--;
                request.Account!.Reserve += request.Bytes;
                request.Grant(null);
                break;
            default:
                request.Grant(new BudgetTicket(this, request.Account!, request.Bytes, isFromReserve: false));
                break;
        }

        return true;
    }

    private bool TryGrantFromReserve(BudgetRequest request)
    {
        BudgetAccount account = request.Account!;
        if (!request.MayUseReserve || account.IsReserveInUse || account.IsClosed || request.Bytes > account.Reserve)
        {
            return false;
        }

        account.IsReserveInUse = true;
        request.Grant(new BudgetTicket(this, account, request.Bytes, isFromReserve: true));
        return true;
    }

    private void ReturnReserve(BudgetAccount account)
    {
        account.IsReserveInUse = false;
        if (account.IsClosed)
        {
            FreeReserve(account);
            return;
        }

        foreach (BudgetRequest request in account.Requests)
        {
            if (TryGrantFromReserve(request))
            {
                Unlink(request);
                return;
            }
        }
    }

    private void FreeReserve(BudgetAccount account)
    {
        _used -= account.Reserve;
        account.Reserve = 0;
        _accounts--;
    }

    private void Unlink(BudgetRequest request)
    {
        if (request.Node is { } node)
        {
            _waiting.Remove(node);
            request.Node = null;
            request.Account?.Requests.Remove(request);
            if (request.Kind == BudgetRequestKind.Growth && !request.IsGranted)
            {
                _growing--;
            }
        }
    }
}
