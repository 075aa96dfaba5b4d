namespace S3Stream.Memory;

/// <summary>
/// Who holds how much, and what each may have while others wait: the budget in equal parts for the owners that hold or want memory, an
/// owner's part in equal parts for its transfers. Guarded by the budget's lock.
/// </summary>
internal sealed class BudgetShares(long limit)
{
    // A budget that holds fewer requests than this has no room to leave.
    private const int MinRequests = 8;

    // Of this many parts of the budget an owner that is alone leaves one.
    private const int PartsAlone = 4;

    private readonly Dictionary<object, BudgetOwner> _named = [];
    private readonly HashSet<BudgetOwner> _active = [];

    /// <summary>Bytes held, reserves included.</summary>
    public long Used { get; private set; }

    public long Peak { get; private set; }

    /// <summary>Bytes, of all owners, that come back only when another party acts.</summary>
    public long Pinned { get; private set; }

    /// <summary>The owners that hold or wait for memory.</summary>
    public IReadOnlyCollection<BudgetOwner> Active => _active;

    private long OwnerShare => limit / Math.Max(1, _active.Count);

    /// <summary>The owner of that key, or one for a single transfer.</summary>
    public BudgetOwner OwnerOf(object? key, string label)
    {
        if (key is null)
        {
            return new BudgetOwner(null, label);
        }

        if (!_named.TryGetValue(key, out BudgetOwner? owner))
        {
            owner = new BudgetOwner(key, key.ToString() ?? label);
            _named.Add(key, owner);
        }

        return owner;
    }

    /// <summary>An account was opened.</summary>
    public void Add(BudgetAccount account) => account.Owner.Accounts.Add(account);

    /// <summary>Counts bytes that an account got (more) or gave back (fewer than 0).</summary>
    public void Count(BudgetAccount account, long bytes, bool pinned)
    {
        Used += bytes;
        Peak = Math.Max(Peak, Used);
        account.Held += bytes;
        account.Owner.Held += bytes;
        if (pinned)
        {
            Pin(account.Owner, bytes);
        }

        Settle(account);
    }

    public void Pin(BudgetOwner owner, long bytes)
    {
        owner.Pinned += bytes;
        Pinned += bytes;
    }

    /// <summary>Notes whether an account holds or waits for memory; forgets it when it has ended and holds nothing.</summary>
    public void Settle(BudgetAccount account)
    {
        BudgetOwner owner = account.Owner;
        bool isActive = account.Held > 0 || account.Requests.Count > 0;
        if (isActive != account.IsActive)
        {
            account.IsActive = isActive;
            owner.ActiveAccounts += isActive ? 1 : -1;
            _ = owner.ActiveAccounts > 0 ? _active.Add(owner) : _active.Remove(owner);
        }

        if (account.IsClosed && !isActive)
        {
            owner.Accounts.Remove(account);
            if (owner.Accounts.Count == 0 && owner.Key is { } key)
            {
                _named.Remove(key);
            }
        }
    }

    /// <summary>
    /// 0 while neither the owner nor the transfer would hold more than its share, 1 when only the transfer would, 2 when the owner would. A
    /// transfer that holds nothing may have what it needs to begin.
    /// </summary>
    public int Rank(BudgetRequest request)
    {
        BudgetOwner owner = request.Account.Owner;
        bool isAbove = _active.Count > 1 && owner.Held > 0 && owner.Held + request.Bytes > OwnerShare;
        return isAbove ? 2 : IsBelowOwn(request) ? 0 : 1;
    }

    /// <summary>
    /// Whether the request has to wait although there is memory, so that some is left for newcomers: the bytes that one owner has pinned
    /// never exceed the free bytes, or three quarters of the budget while there is no other owner.
    /// </summary>
    public bool MustLeaveRoom(BudgetRequest request)
    {
        BudgetOwner owner = request.Account.Owner;
        if (request.Kind == BudgetRequestKind.Growth || request.Account.Insists || owner.Pinned == 0 || !request.Pins
            || request.Bytes > limit / MinRequests)
        {
            return false;
        }

        long wanted = owner.Pinned + request.Bytes;
        bool isAlone = _active.Count == 0 || (_active.Count == 1 && _active.Contains(owner));
        return isAlone ? wanted > limit / PartsAlone * (PartsAlone - 1) : wanted > limit - Pinned - request.Bytes;
    }

    /// <summary>
    /// Transfers that hold more than their share while that request waits, with the bytes that are too many: those of the owners that hold
    /// most first, the waiting owner's own ones last.
    /// </summary>
    public List<(BudgetAccount Account, long TooMuch)> Above(BudgetRequest waiting)
    {
        var above = new List<(BudgetAccount Account, long TooMuch)>();
        BudgetOwner mine = waiting.Account.Owner;
        if (Rank(waiting) < 2)
        {
            above.AddRange(
                from owner in _active
                where owner != mine && owner.Held > OwnerShare
                orderby owner.Held descending
                from account in owner.Accounts.OrderByDescending(account => account.Held)
                select (account, owner.Held - OwnerShare));

            // to give back what was read ahead for a stopped consumer costs nothing, whatever its share
            above.AddRange(
                from owner in _active
                where owner != mine
                from account in owner.Accounts.OrderByDescending(account => account.Held)
                where !account.Pins && account.Held > 0
                select (account, account.Held));
        }

        if (IsBelowOwn(waiting))
        {
            above.AddRange(
                from account in mine.Accounts
                where account != waiting.Account && account.Held > TransferShare(mine)
                orderby account.Held descending
                select (account, account.Held - TransferShare(mine)));
        }

        return above;
    }

    private long TransferShare(BudgetOwner owner) => OwnerShare / Math.Max(1, owner.ActiveAccounts);

    private bool IsBelowOwn(BudgetRequest request) =>
        request.Account.Held == 0 || request.Account.Held + request.Bytes <= TransferShare(request.Account.Owner);
}
