namespace S3Stream.Memory;

/// <summary>The requests that wait for memory, in order of arrival. Guarded by the budget's lock.</summary>
internal sealed class BudgetQueue
{
    private readonly LinkedList<BudgetRequest> _requests = new();

    public int Count => _requests.Count;

    /// <summary>Those that want a larger reserve.</summary>
    public int Growing { get; private set; }

    public void Add(BudgetRequest request)
    {
        Growing += request.Kind == BudgetRequestKind.Growth ? 1 : 0;
        request.Node = _requests.AddLast(request);
        request.Account.Requests.Add(request);
    }

    public void Remove(BudgetRequest request)
    {
        Growing -= request.Kind == BudgetRequestKind.Growth ? 1 : 0;
        _requests.Remove(request.Node!);
        request.Node = null;
        request.Account.Requests.Remove(request);
    }

    /// <summary>The next request to serve: of those whose owners hold least against their share, the first to come.</summary>
    public BudgetRequest? Next(BudgetShares shares)
    {
        BudgetRequest? next = null;
        int lowest = int.MaxValue;
        foreach (BudgetRequest request in _requests)
        {
            // of one transfer, the first: a later one must not overtake, or a large one would never be served
            bool isFirst = request == request.Account.Requests[0];
            if (isFirst && !shares.MustLeaveRoom(request) && shares.Rank(request) is var rank && rank < lowest)
            {
                next = request;
                lowest = rank;
                if (lowest == 0)
                {
                    break;
                }
            }
        }

        return next;
    }

    /// <summary>The first to come of those who hold least against their share, whether there may be memory for it or not.</summary>
    public BudgetRequest? Neediest(BudgetShares shares) => _requests.MinBy(shares.Rank);
}
