namespace S3Stream.Memory;

/// <summary>
/// Uniform pinned arrays of <see cref="SlabSize"/> bytes, kept for reuse. It does not count against the budget: whoever rents holds a
/// <see cref="BudgetTicket"/> for at least that many bytes. Safe for concurrent use.
/// </summary>
internal sealed class SlabPool
{
    /// <summary>Bytes of a slab: 1 MiB, the block size GridFTP clients send and a good size for one socket call.</summary>
    public const int SlabSize = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Stack<byte[]> _idle = new();
    private readonly int _keep;
    private int _rented;

    /// <param name="keep">Most idle arrays to keep; the budget's worth of slabs.</param>
    public SlabPool(int keep = 512) => _keep = keep;

    /// <summary>Arrays that are out now; 0 when nothing leaks.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>The bytes of whole slabs that <paramref name="bytes"/> bytes take.</summary>
    public static long RoundUp(long bytes) => (bytes + SlabSize - 1) / SlabSize * SlabSize;

    /// <summary>An array of exactly <see cref="SlabSize"/> bytes with any content. Return it exactly once.</summary>
    public byte[] Rent()
    {
        Interlocked.Increment(ref _rented);
        lock (_gate)
        {
            if (_idle.TryPop(out byte[]? slab))
            {
                return slab;
            }
        }

        // Pinned: sockets and the kernel see one address for the array's whole life, and no compaction ever copies part memory.
        return GC.AllocateUninitializedArray<byte>(SlabSize, pinned: true);
    }

    /// <summary>Gives an array back.</summary>
    public void Return(byte[] slab)
    {
        Interlocked.Decrement(ref _rented);
        lock (_gate)
        {
            if (_idle.Count < _keep)
            {
                _idle.Push(slab);
            }
        }
    }
}
