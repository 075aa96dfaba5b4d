using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using S3Stream.Resilience;

namespace S3Stream.Download;

/// <summary>
/// The queue between the fetches and the consumers: filled slabs go in from any fetch and come out in the order of delivery. It tells the
/// window when a consumer waits. Safe for concurrent use. It owns the slabs in it; <see cref="Fail"/> gives all of them back and ends it,
/// for good.
/// </summary>
internal sealed class DeliveryQueue(DeliveryOrder order, DownloadWindow window)
{
    private readonly Lock _gate = new();
    private readonly SlabShelf _shelf = new(order);
    private (long Position, SlabLease Lease)? _held;
    private TaskCompletionSource? _settled;
    private long _reads;
    private long _drops;
    private volatile Exception? _failure;

    /// <summary>Told what consumers take. Set before the first of them comes.</summary>
    public ProgressReport? Progress { get; set; }

    /// <summary>The first failure, or <see langword="null"/>.</summary>
    public Exception? Failure => _failure;

    /// <summary>Slabs that consumers have taken.</summary>
    public long Reads => Interlocked.Read(ref _reads);

    /// <summary>
    /// Takes a filled slab whose bytes have that position among those wanted. In ascending order a slab waits for those before it.
    /// </summary>
    public void Deliver(long position, SlabLease lease)
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                _shelf.Put(position, lease);
                return;
            }
        }

        lease.Discard();
    }

    /// <summary>
    /// Gives slabs that no consumer has taken back, the highest first, until at most <paramref name="kept"/> are left or the slabs given
    /// back are <paramref name="max"/>. They have to be delivered again: the result names their positions and bytes.
    /// </summary>
    /// <param name="kept">Slabs that stay.</param>
    /// <param name="max">Slabs given back.</param>
    /// <param name="dropping">Sees each before it is given back.</param>
    public List<(long Position, Extent Bytes)> Drop(int kept, int max, Action<SlabLease> dropping)
    {
        List<(long Position, SlabLease Lease)> dropped;
        lock (_gate)
        {
            dropped = _shelf.TakeHighest(kept, max);
            if (dropped.Count > 0)
            {
                TakeHeld(dropped);
                _drops++;
                Settle();
            }
        }

        return Discard(dropped, dropping);
    }

    /// <summary>
    /// Gives back the slabs that wait for their turn, because bytes before them have to be read first. As <see cref="Drop"/>.
    /// </summary>
    public List<(long Position, Extent Bytes)> DropAhead(Action<SlabLease> dropping)
    {
        List<(long Position, SlabLease Lease)> dropped = [];
        lock (_gate)
        {
            if (order == DeliveryOrder.Ascending)
            {
                dropped = _shelf.TakeHighest(_shelf.ReadyCount, int.MaxValue);
                TakeHeld(dropped);
            }
        }

        return Discard(dropped, dropping);
    }

    /// <summary>Consumers have taken every slab, or the delivery has failed.</summary>
    public bool IsSettled
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null || _shelf.IsEmpty;
            }
        }
    }

    /// <summary>How often slabs were dropped.</summary>
    public long Drops => Interlocked.Read(ref _drops);

    /// <summary>
    /// Waits until consumers have taken every slab, or some were dropped since <paramref name="drops"/> of <see cref="Drops"/>, or the
    /// delivery has failed.
    /// </summary>
    public Task WhenSettledAsync(long drops)
    {
        lock (_gate)
        {
            if (_failure is not null || drops != _drops || _shelf.IsEmpty)
            {
                return Task.CompletedTask;
            }

            _settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _settled.Task;
        }
    }

    /// <summary>
    /// Takes the object's last slab. In ascending order it is kept until <see cref="Complete"/>, so that a consumer of a stream never has
    /// all bytes before they are proven; one that places bytes knows that it has them only by the end.
    /// </summary>
    public void DeliverLast(long position, SlabLease lease)
    {
        if (order == DeliveryOrder.AsCompleted)
        {
            Deliver(position, lease);
            return;
        }

        lock (_gate)
        {
            if (_failure is null)
            {
                _held = (position, lease);
                return;
            }
        }

        lease.Discard();
    }

    /// <summary>Says that every range was finished, and what was read is proven.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_held is { } last)
            {
                _held = null;
                _shelf.PutLast(last.Lease);
            }

            _shelf.Complete();
        }
    }

    /// <summary>Ends the delivery: readers that wait or come later get this failure. The first one counts.</summary>
    public bool Fail(Exception failure)
    {
        List<SlabLease> dropped;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return false;
            }

            _failure = failure;
            dropped = _shelf.Close(failure);
            if (_held is { } last)
            {
                _held = null;
                dropped.Add(last.Lease);
            }

            Settle();
        }

        dropped.ForEach(lease => lease.Discard());
        return true;
    }

    /// <summary>The next slab if one is ready.</summary>
    public bool TryRead([MaybeNullWhen(false)] out SlabLease lease)
    {
        if (_failure is { } failure)
        {
            throw failure;
        }

        // under the lock: Drop takes slabs out and puts some of them back
        bool isTaken;
        lock (_gate)
        {
            isTaken = _shelf.TryTake(out lease);
            _reads += isTaken ? 1 : 0;
            if (isTaken && _shelf.IsEmpty)
            {
                Settle();
            }

        }

        if (lease is not null)
        {
            Progress?.Add(lease.Bytes.Length);
        }

        return isTaken;
    }

    /// <summary>The next slab, or the lease that marks the end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken)
    {
        SlabLease? lease;
        while (!TryRead(out lease))
        {
            window.OnReaderWaits();
            try
            {
                if (!await _shelf.Ready.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    return default;
                }
            }
            finally
            {
                window.OnReaderGoesOn();
            }
        }

        return lease.ToReadLease();
    }

    private void TakeHeld(List<(long Position, SlabLease Lease)> dropped)
    {
        if (_held is { } last)
        {
            _held = null;
            dropped.Add(last);
        }
    }

    private static List<(long Position, Extent Bytes)> Discard(
        List<(long Position, SlabLease Lease)> dropped, Action<SlabLease> dropping)
    {
        dropped.ForEach(slab => dropping(slab.Lease));
        List<(long Position, Extent Bytes)> bytes = dropped.ConvertAll(slab => (slab.Position, slab.Lease.Bytes));
        dropped.ForEach(slab => slab.Lease.Discard());
        return bytes;
    }

    private void Settle()
    {
        _settled?.SetResult();
        _settled = null;
    }
}
