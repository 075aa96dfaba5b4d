using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace S3Stream.Download;

/// <summary>
/// The slabs that were read and no consumer has taken: those whose turn it is, and in ascending order those that wait for it. A slab's
/// position is the count of wanted bytes in front of it. Guarded by the queue's lock, but for <see cref="Ready"/>.
/// </summary>
internal sealed class SlabShelf(DeliveryOrder order)
{
    private readonly Channel<(long Position, SlabLease Lease)> _ready = Channel.CreateUnbounded<(long Position, SlabLease Lease)>();
    private readonly SortedDictionary<long, SlabLease> _ahead = [];
    private long _turn;

    /// <summary>Tells when a slab's turn has come.</summary>
    public ChannelReader<(long Position, SlabLease Lease)> Ready => _ready.Reader;

    /// <summary>Slabs whose turn it is.</summary>
    public int ReadyCount { get; private set; }

    public bool IsEmpty => ReadyCount == 0 && _ahead.Count == 0;

    public void Put(long position, SlabLease lease)
    {
        if (order == DeliveryOrder.Ascending && position != _turn)
        {
            _ahead.Add(position, lease);
            return;
        }

        MakeReady(position, lease);
        while (_ahead.Remove(_turn, out SlabLease? next))
        {
            MakeReady(_turn, next);
        }
    }

    /// <summary>No slab follows this one.</summary>
    public void PutLast(SlabLease lease) => MakeReady(_turn, lease);

    public bool TryTake([MaybeNullWhen(false)] out SlabLease lease)
    {
        bool isTaken = _ready.Reader.TryRead(out (long Position, SlabLease Lease) ready);
        ReadyCount -= isTaken ? 1 : 0;
        lease = ready.Lease;
        return isTaken;
    }

    /// <summary>
    /// Takes the highest slabs off, so that at least <paramref name="kept"/> are left, and at most <paramref name="max"/>.
    /// </summary>
    public List<(long Position, SlabLease Lease)> TakeHighest(int kept, int max)
    {
        int count = Math.Clamp(ReadyCount + _ahead.Count - kept, 0, max);
        List<(long Position, SlabLease Lease)> taken = [.. _ahead.Reverse().Take(count).Select(slab => (slab.Key, slab.Value))];
        taken.ForEach(slab => _ahead.Remove(slab.Position));
        if (taken.Count == count)
        {
            return taken;
        }

        List<(long Position, SlabLease Lease)> ready = TakeReady();
        int stay = ready.Count - (count - taken.Count);
        _turn = ready[stay].Position;
        taken.AddRange(ready[stay..]);
        ready[..stay].ForEach(slab => _ready.Writer.TryWrite(slab));
        ReadyCount = stay;
        return taken;
    }

    /// <summary>Takes all slabs off; consumers that wait are told the end, or that failure.</summary>
    public List<SlabLease> Close(Exception? failure)
    {
        List<SlabLease> taken = [.. _ahead.Values];
        _ahead.Clear();
        _ready.Writer.TryComplete(failure);
        taken.AddRange(TakeReady().Select(slab => slab.Lease));
        ReadyCount = 0;
        return taken;
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _ready.Writer.TryComplete();

    private void MakeReady(long position, SlabLease lease)
    {
        _turn = position + lease.Bytes.Length;
        ReadyCount++;
        _ready.Writer.TryWrite((position, lease));
    }

    private List<(long Position, SlabLease Lease)> TakeReady()
    {
        var ready = new List<(long Position, SlabLease Lease)>();
        while (_ready.Reader.TryRead(out (long Position, SlabLease Lease) slab))
        {
            ready.Add(slab);
        }

        return ready;
    }
}
