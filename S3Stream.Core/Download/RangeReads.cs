using Microsoft.Extensions.Logging;
using S3Stream.Memory;

namespace S3Stream.Download;

/// <summary>
/// The ranged reads of one download: takes memory for range after range, lowest first, and begins to read it. What was read and no consumer
/// has taken can be given up (<see cref="GiveUp"/>); it is read again. One task calls <see cref="StartAsync"/> and what waits.
/// </summary>
/// <param name="services">Memory and the store.</param>
/// <param name="version">Of which object.</param>
/// <param name="proof">Told what was read, and what is given up.</param>
/// <param name="delivery">Takes what was read.</param>
/// <param name="window">How far ahead of the consumer.</param>
/// <param name="account">The download's share of the budget. Its reserve is one slab.</param>
/// <param name="first">The first range as it is before the object's length is known.</param>
/// <param name="rangeSize">Most bytes of a range.</param>
/// <param name="fail">Told the first failure.</param>
/// <param name="logger">For the reads.</param>
/// <param name="stopping">The download ends.</param>
internal sealed class RangeReads(
    TransferServices services,
    ObjectVersion version,
    DownloadProof proof,
    DeliveryQueue delivery,
    DownloadWindow window,
    BudgetAccount account,
    Extent first,
    int rangeSize,
    Action<Exception> fail,
    ILogger logger,
    CancellationToken stopping) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RangeQueue _ranges = new(first, rangeSize);
    private readonly List<Task> _fetches = [];
    private CancellationTokenSource _turn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private bool _isTakenBack;

    /// <summary>Bytes have to be read. Under the lock: what is given up is at once put back.</summary>
    public bool HasMore
    {
        get
        {
            lock (_gate)
            {
                return _ranges.NextLength > 0;
            }
        }
    }

    /// <summary>The object's length is known.</summary>
    public void Begin(DownloadPlan plan, long objectLength) => _ranges.Begin(plan, objectLength);

    /// <summary>Begins to read the lowest range, or what of it there is memory for.</summary>
    public async Task StartAsync()
    {
        long endedBefore = await window.EnterAsync(stopping).ConfigureAwait(false);
        BudgetTicket ticket = await TakeAsync().ConfigureAwait(false);
        var memory = new RangeMemory(services.Slabs, ticket, window.OnEnded);
        RangeFetch? fetch;
        CancellationToken turn;
        while (!TryBegin(memory, ticket.Bytes, out fetch, out turn))
        {
            await SettleAsync().ConfigureAwait(false);
        }

        _fetches.RemoveAll(task => task.IsCompleted);
        if (fetch is not null)
        {
            _fetches.Add(FetchAsync(fetch, endedBefore, turn));
            return;
        }

        memory.Trim(ticket.Bytes);
        window.OnFetched(endedBefore);
    }

    /// <summary>Waits until nothing is being read. Never throws: each read reports its failure itself.</summary>
    public Task WhenIdleAsync() => Task.WhenAll(_fetches);

    /// <summary>
    /// Gives up slabs that no consumer has taken, and the reads under way: they are read again when the consumer goes on. Leaves at least
    /// <paramref name="kept"/> slabs and gives up at most <paramref name="max"/>. Safe for concurrent use.
    /// </summary>
    /// <returns>How many were given up.</returns>
    public int GiveUp(int kept, int max)
    {
        CancellationTokenSource turn;
        List<(long Position, Extent Bytes)> dropped;
        lock (_gate)
        {
            // the first answer has to come: it tells what there is
            if (version.Entry is null || stopping.IsCancellationRequested)
            {
                return 0;
            }

            dropped = delivery.Drop(kept, max, proof.Withdraw);
            if (dropped.Count == 0)
            {
                return 0;
            }

            _isTakenBack = true;
            window.Shrink();
            PutBack(dropped);
            turn = _turn;
            _turn = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        }

        turn.Cancel(); // what is above the bytes given up must not come before them
        turn.Dispose();
        return dropped.Count;
    }

    public void Dispose()
    {
        _ranges.Dispose();
        _turn.Dispose();
    }

    /// <summary>Memory for the range that is next, or for the beginning of it.</summary>
    private async ValueTask<BudgetTicket> TakeAsync()
    {
        while (true)
        {
            CancellationToken turn;
            bool isTakenBack;
            lock (_gate)
            {
                (turn, isTakenBack) = (_turn.Token, _isTakenBack);
            }

            if (isTakenBack)
            {
                await SettleAsync().ConfigureAwait(false);
                continue;
            }

            long wanted = Math.Clamp(_ranges.NextLength, 1, rangeSize);
            try
            {
                return await account.TakeUpToAsync(SlabPool.RoundUp(wanted), turn).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                // bytes were given up meanwhile: they come first
            }
        }
    }

    /// <summary>
    /// After bytes were given up: nothing above them may hold the memory that they need, which is perhaps only the reserve.
    /// </summary>
    private async Task SettleAsync()
    {
        await WhenIdleAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _isTakenBack = false;
            PutBack(delivery.DropAhead(proof.Withdraw));
        }
    }

    /// <summary>
    /// Takes what is to be read into that memory, if anything; false when bytes were given up since the last time, which come first.
    /// </summary>
    private bool TryBegin(RangeMemory memory, long bytes, out RangeFetch? fetch, out CancellationToken turn)
    {
        lock (_gate)
        {
            (fetch, turn) = (null, _turn.Token);
            if (_isTakenBack)
            {
                return false;
            }

            if (_ranges.TryTake(bytes, out long position, out Extent range))
            {
                memory.Trim(bytes - SlabPool.RoundUp(range.Length));
                fetch = new RangeFetch(services, version, proof, position, range, memory, delivery, logger);
            }

            return true;
        }
    }

    private async Task FetchAsync(RangeFetch fetch, long endedBefore, CancellationToken cancellationToken)
    {
        try
        {
            await fetch.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            PutBack([fetch.Rest]);
        }
        catch (Exception exception)
        {
            fail(exception);
        }

        window.OnFetched(endedBefore);
    }

    private void PutBack(List<(long Position, Extent Bytes)> ranges) =>
        ranges.ForEach(range => _ranges.PutBack(range.Position, range.Bytes));
}
