using S3Stream.Diagnostics;

namespace S3Stream.Memory;

/// <summary>The one count of transfer memory. Peak use never exceeds <see cref="Limit"/>. Safe for concurrent use.</summary>
/// <remarks>
/// Two kinds of bytes: <em>reserves</em>, set aside when a transfer is admitted, which only that transfer can use, one ticket at a time;
/// and the <em>rest</em>, given out in order of arrival, first to those who hold less than their share (<see cref="BudgetShares"/>). A
/// transfer that can run on its reserve therefore always goes on. All state of accounts, requests and tickets is guarded by this class's
/// one lock; nothing awaits or calls out under it.
/// </remarks>
internal sealed class MemoryBudget
{
    private readonly Lock _gate = new();
    private readonly BudgetQueue _waiting = new();
    private readonly BudgetShares _shares;
    private readonly TimeSpan _admissionTimeout;
    private readonly TakeBackTimer _takeBack;
    private TaskCompletionSource? _shortage;
    private long _lastAdmission;
    private int _admitted;

    /// <param name="limit">The most bytes that may be held.</param>
    /// <param name="clock">For the waits. Default: the system's.</param>
    /// <param name="admissionTimeout">How long a transfer waits to begin while no other begins. Default: for ever.</param>
    public MemoryBudget(long limit, TimeProvider? clock = null, TimeSpan? admissionTimeout = null)
    {
        Limit = limit;
        Clock = clock ?? TimeProvider.System;
        _shares = new BudgetShares(limit);
        _admissionTimeout = admissionTimeout ?? Timeout.InfiniteTimeSpan;
        _lastAdmission = Clock.GetTimestamp();
        _takeBack = new TakeBackTimer(Clock, Wanted);
    }

    /// <summary>The most bytes that may be held.</summary>
    public long Limit { get; }

    public TimeProvider Clock { get; }

    /// <summary>Bytes held now, reserves included.</summary>
    public long Used
    {
        get
        {
            lock (_gate)
            {
                return _shares.Used;
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
                return _shares.Peak;
            }
        }
    }

    /// <summary>Completes as soon as a request has to wait for memory; it is complete while one waits.</summary>
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
    /// An account of a transfer that holds nothing yet: it is admitted, and may have to wait, by <see
    /// cref="BudgetAccount.EnsureReserveAsync"/>.
    /// </summary>
    /// <param name="owner">Whose it is: equal owners have one share together. <see langword="null"/>: a share of its own.</param>
    /// <param name="label">How messages name the transfer where it has no owner.</param>
    /// <param name="pins">See <see cref="BudgetAccount"/>.</param>
    public BudgetAccount OpenAccount(object? owner, string label, bool pins)
    {
        lock (_gate)
        {
            BudgetAccount account = new(this, _shares.OwnerOf(owner, label), pins);
            _shares.Add(account);
            return account;
        }
    }

    /// <summary>
    /// Asks for a ticket; see <see cref="BudgetAccount.TakeAsync"/>. The request may be promoted or withdrawn while it waits.
    /// </summary>
    internal BudgetRequest Request(BudgetAccount account, long bytes, bool mayUseReserve, bool takesLess, bool pins)
    {
        AdmissionRefusal.ThrowIfNeverFits(bytes, Limit);
        BudgetRequest request = new(account, bytes, BudgetRequestKind.Ticket)
        { MayUseReserve = mayUseReserve, TakesLess = takesLess, Pins = pins };
        Enqueue(request);
        return request;
    }

    /// <summary>Sets aside or enlarges an account's reserve.</summary>
    /// <exception cref="TransferFailedException">
    /// Every admitted transfer waits for more: none could ever go on. Or nobody was admitted for the time-out.
    /// </exception>
    internal async ValueTask GrowReserveAsync(BudgetAccount account, long additional, CancellationToken cancellationToken)
    {
        AdmissionRefusal.ThrowIfNeverFits(additional, Limit);
        BudgetRequestKind kind = account.Reserve == 0 ? BudgetRequestKind.Admission : BudgetRequestKind.Growth;
        BudgetRequest request = new(account, additional, kind) { Pins = account.Pins };
        Enqueue(request);
        await request.WaitForAdmissionAsync(this, cancellationToken).ConfigureAwait(false);
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
                Pump();
            }
        }
    }

    /// <summary>See <see cref="BudgetAccount.Insist"/>.</summary>
    internal bool Insist(BudgetAccount account)
    {
        lock (_gate)
        {
            int waiting = account.Requests.Count;
            account.Insists = true;
            Pump();
            return account.Requests.Count < waiting;
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
                _shares.Count(ticket.Account, -bytes, ticket.IsPinned);
                ticket.Counted -= bytes;
                if (_waiting.Count > 0 && !last)
                {
                    MoveToReserve(ticket);
                }
            }
            else if (last)
            {
                ReturnReserve(ticket.Account);
            }

            Pump();
        }
    }

    internal void Unpin(BudgetTicket ticket)
    {
        lock (_gate)
        {
            ticket.Account.Insists = false;
            if (ticket.IsPinned)
            {
                ticket.IsPinned = false;
                _shares.Pin(ticket.Account.Owner, -ticket.Counted);
                Pump();
            }
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

            _shares.Settle(account);
            Pump();
        }
    }

    /// <summary>
    /// The rest of the time-out of a request made at that time; the time-out begins anew whenever a transfer is admitted.
    /// </summary>
    internal TimeSpan AdmissionTimeLeft(long asked)
    {
        lock (_gate)
        {
            return _admissionTimeout == Timeout.InfiniteTimeSpan
                ? TimeSpan.FromDays(1)
                : _admissionTimeout - Clock.GetElapsedTime(Math.Max(asked, _lastAdmission));
        }
    }

    /// <summary>Why a request was not granted in time: what is held, by whom, and what to do.</summary>
    internal string Describe(BudgetRequest request)
    {
        lock (_gate)
        {
            return AdmissionRefusal.Text(request, _shares, Limit, _waiting.Count, _admissionTimeout);
        }
    }

    private void Enqueue(BudgetRequest request)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && TryGrant(request))
            {
                return;
            }

            if (request.Kind == BudgetRequestKind.Ticket && TryGrantFromReserve(request))
            {
                return;
            }

            if (request.Kind == BudgetRequestKind.Growth && _waiting.Growing + 1 == _admitted)
            {
                throw new TransferFailedException(
                FailureReason.MemoryBudget,
                    $"All {_admitted} running transfers need larger parts than the memory budget of {Limit} bytes can hold at once. "
                    + "Raise the memory budget, or declare the objects' lengths before sending.");
            }

            _waiting.Add(request);
            _shares.Settle(request.Account);
            Pump(); // the newcomer may be the owner that holds least
            if (request.IsWaiting)
            {
                S3StreamMetrics.MemoryWaited();
                _shortage?.SetResult();
                _shortage = null;
                _takeBack.Run(true);
            }
        }
    }

    private void Pump()
    {
        while (_waiting.Next(_shares) is { } request && TryGrant(request))
        {
            Unlink(request);
        }
    }

    private bool TryGrant(BudgetRequest request)
    {
        if (request.Bytes > Limit - _shares.Used || _shares.MustLeaveRoom(request))
        {
            return request.Kind == BudgetRequestKind.Ticket && TryGrantFromReserve(request);
        }

        BudgetAccount account = request.Account;
        bool isReserve = request.Kind != BudgetRequestKind.Ticket;
        _shares.Count(account, request.Bytes, pinned: isReserve || request.Pins);
        if (!isReserve)
        {
            request.Grant(new BudgetTicket(this, account, request.Bytes, isFromReserve: false) { IsPinned = request.Pins });
            return true;
        }

        _admitted += account.Reserve == 0 ? 1 : 0;
        _lastAdmission = Clock.GetTimestamp();
        account.Reserve += request.Bytes;
        request.Grant(null);
        return true;
    }

    private bool TryGrantFromReserve(BudgetRequest request)
    {
        BudgetAccount account = request.Account;
        long bytes = request.TakesLess ? Math.Min(request.Bytes, account.Reserve) : request.Bytes;
        if (!request.MayUseReserve || account.IsReserveInUse || account.IsClosed || bytes > account.Reserve || bytes == 0)
        {
            return false;
        }

        account.IsReserveInUse = true;
        request.Grant(new BudgetTicket(this, account, bytes, isFromReserve: true));
        return true;
    }

    /// <summary>What is left of a ticket becomes the reserve's, if that is free: a consumer that stopped holds its reserve only.</summary>
    private void MoveToReserve(BudgetTicket ticket)
    {
        BudgetAccount account = ticket.Account;
        if (!account.Pins && !account.IsClosed && !account.IsReserveInUse && ticket.Counted <= account.Reserve)
        {
            account.IsReserveInUse = true;
            ticket.IsFromReserve = true;
            _shares.Count(account, -ticket.Counted, pinned: false);
            ticket.Counted = 0;
        }
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
        _admitted -= account.Reserve > 0 ? 1 : 0;
        long freed = account.Reserve;
        account.Reserve = 0;
        _shares.Count(account, -freed, pinned: true);
    }

    private void Unlink(BudgetRequest request)
    {
        if (request.IsWaiting)
        {
            _waiting.Remove(request);
            _shares.Settle(request.Account);
        }
    }

    /// <summary>What the next in the queue is short of, and who holds more than its share.</summary>
    private (IReadOnlyList<(BudgetAccount Account, long TooMuch)> Above, long Missing) Wanted()
    {
        lock (_gate)
        {
            _takeBack.Run(_waiting.Count > 0);
            BudgetRequest? waiting = _waiting.Neediest(_shares);
            return waiting is null ? ([], 0) : (_shares.Above(waiting), waiting.Bytes);
        }
    }
}
