using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace S3Stream.Download;

/// <summary>
/// Between the fetches and the consumers: filled slabs go in from any fetch and come out in the order of delivery. It tells the window when
/// a consumer waits. Safe for concurrent use.
/// It owns the slabs in it; <see cref="Fail"/> gives all of them back and ends it, for good.
/// </summary>
internal sealed class DeliveryQueue(DeliveryOrder order, DownloadWindow window)
{
    private readonly Lock _gate = new();
    private readonly Channel<SlabLease> _ready = Channel.CreateUnbounded<SlabLease>();
    private readonly Dictionary<long, AheadRange> _ahead = [];
    private SlabLease? _held;
    private long _turn;
    private volatile Exception? _failure;

    /// <summary>The first failure, or <see langword="null"/>.</summary>
    public Exception? Failure => _failure;

    /// <summary>Takes a filled slab of a range. The slabs of one range come in ascending order.</summary>
    public void Deliver(long rangeIndex, SlabLease lease)
    {
        lock (_gate)
        {
            if (_failure is null && order == DeliveryOrder.Ascending && rangeIndex != _turn)
            {
                AheadOf(rangeIndex).Leases.Add(lease);
                return;
            }

            if (_failure is null && _ready.Writer.TryWrite(lease))
            {
                return;
            }
        }

        lease.Discard();
    }

    /// <summary>Says that every slab of a range was delivered: the next range's turn.</summary>
    public void Finish(long rangeIndex)
    {
        if (order == DeliveryOrder.AsCompleted)
        {
            return;
        }

        lock (_gate)
        {
            if (rangeIndex != _turn)
            {
                AheadOf(rangeIndex).IsFinished = true;
                return;
            }

            bool isFinished = true;
            while (isFinished)
            {
                _turn++;
                isFinished = _ahead.Remove(_turn, out AheadRange? next) && next.IsFinished;
                foreach (SlabLease lease in next?.Leases ?? [])
                {
                    _ready.Writer.TryWrite(lease);
                }
            }
        }
    }

    /// <summary>
    /// Takes the object's last slab. In ascending order it is kept until <see cref="Complete"/>, so that a consumer of a stream never has
    /// all bytes before they are proven; one that places bytes knows that it has them only by the end.
    /// </summary>
    public void DeliverLast(long rangeIndex, SlabLease lease)
    {
        if (order == DeliveryOrder.AsCompleted)
        {
            Deliver(rangeIndex, lease);
            return;
        }

        lock (_gate)
        {
            if (_failure is null)
            {
                _held = lease;
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
                _ready.Writer.TryWrite(last);
            }
        }

        _ready.Writer.TryComplete();
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
            dropped = [.. _ahead.Values.SelectMany(range => range.Leases)];
            _ahead.Clear();
            if (_held is { } last)
            {
                _held = null;
                dropped.Add(last);
            }
        }

        _ready.Writer.TryComplete(failure);
        while (_ready.Reader.TryRead(out SlabLease? lease))
        {
            dropped.Add(lease);
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

        return _ready.Reader.TryRead(out lease);
    }

    /// <summary>The next slab, or a lease that says end.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken)
    {
        SlabLease? lease;
        while (!TryRead(out lease))
        {
            window.OnReaderWaits();
            try
            {
                if (!await _ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
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

    private AheadRange AheadOf(long rangeIndex)
    {
        if (!_ahead.TryGetValue(rangeIndex, out AheadRange? range))
        {
            range = new AheadRange();
            _ahead.Add(rangeIndex, range);
        }

        return range;
    }
}
