using System.Diagnostics;
using Microsoft.Extensions.ObjectPool;
using S3Stream.Memory;

namespace S3Stream.Download;

/// <summary>
/// The owner behind a <see cref="ReadLease"/>: a filled slab on its way from a range to the consumer. Pooled. Its version tells a lease
/// that is still good from one that was disposed before, so that disposing a copy of a lease again cannot give another consumer's memory
/// back.
/// </summary>
internal sealed class SlabLease
{
    private const int MaxIdle = 1024;
    private static readonly DefaultObjectPool<SlabLease> Pool = new(new DefaultPooledObjectPolicy<SlabLease>(), MaxIdle);

    private RangeMemory? _range;
    private SlabRun _slab;
    private int _count;
    private long _offset;
    private int _version;

    /// <summary>Hands a filled slab over. The lease gives it back to <paramref name="range"/>.</summary>
    public static SlabLease Create(RangeMemory range, SlabRun slab, int count, long offset)
    {
        SlabLease lease = Pool.Get();
        Debug.Assert(lease._range is null, "A pooled lease still had a slab.");
        lease._range = range;
        lease._slab = slab;
        lease._count = count;
        lease._offset = offset;
        return lease;
    }

    /// <summary>Which bytes of the object it holds.</summary>
    public Extent Bytes => new(_offset, _count);

    /// <summary>Those bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _slab.Memory[.._count];

    /// <summary>The consumer's view.</summary>
    public ReadLease ToReadLease() => new(_offset, Memory, this, _version);

    /// <summary>Gives the slab back without a consumer.</summary>
    public void Discard() => Release(_version);

    /// <summary>Gives the slab back, once for each version.</summary>
    public void Release(int version)
    {
        if (Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            return;
        }

        RangeMemory range = _range!;
        SlabRun slab = _slab;
        _range = null;
        _slab = default;
        Pool.Return(this);
        range.GiveBack(slab);
    }
}
