namespace S3Stream.Memory;

/// <summary>
/// Slabs of <see cref="SlabSize"/> bytes, side by side where they can be, kept for reuse. It does not count against the budget: whoever
/// rents holds a <see cref="BudgetTicket"/> for at least that many bytes. Safe for concurrent use.
/// </summary>
/// <remarks>
/// What lies side by side goes to S3 in one write, which saves a tenth of an upload's processor time over one write for each slab
/// (docs/profile.md). The lowest fitting place is taken, so that memory used before is used again and what was never needed never becomes
/// resident.
/// </remarks>
internal sealed class SlabPool
{
    /// <summary>Bytes of a slab: 1 MiB, the block size GridFTP clients send and a good size for one socket call.</summary>
    public const int SlabSize = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly List<SlabChunk> _chunks = [];
    private readonly int _max;
    private int _made;
    private int _rented;

    /// <param name="max">Slabs that are enough: the budget's worth. No more are made as long as one of them is free.</param>
    public SlabPool(int max = 512) => _max = max;

    /// <summary>Slabs that are out now; 0 when nothing leaks.</summary>
    public int Rented => Volatile.Read(ref _rented);

    /// <summary>The slabs that <paramref name="bytes"/> bytes take.</summary>
    public static int Count(long bytes) => (int)((bytes + SlabSize - 1) / SlabSize);

    /// <summary>The bytes of whole slabs that <paramref name="bytes"/> bytes take.</summary>
    public static long RoundUp(long bytes) => (long)Count(bytes) * SlabSize;

    /// <summary>One run of up to <paramref name="max"/> slabs, with any content; it is shorter where memory is in pieces.</summary>
    public SlabRun RentRun(int max)
    {
        lock (_gate)
        {
            return Take(max);
        }
    }

    /// <summary>That many slabs, with any content, in as few runs as there can be.</summary>
    public SlabRun[] Rent(int count)
    {
        var runs = new List<SlabRun>(1);
        lock (_gate)
        {
            while (count > 0)
            {
                SlabRun run = Take(Math.Min(count, SlabChunk.MaxSlabs));
                runs.Add(run);
                count -= run.Count;
            }
        }

        return [.. runs];
    }

    /// <summary>Takes a run back.</summary>
    public void Return(SlabRun run)
    {
        lock (_gate)
        {
            run.Chunk.GiveBack(run.First, run.Count);
            _rented -= run.Count;
        }
    }

    /// <summary>A run of <paramref name="count"/> slabs, or a shorter one where memory is in pieces.</summary>
    private SlabRun Take(int count)
    {
        if (TryTake(count, out SlabRun run) || (_made < _max && TryTake(Grow(count), out run)))
        {
            return run;
        }

        for (int shorter = count - 1; shorter > 0; shorter--)
        {
            if (TryTake(shorter, out run))
            {
                return run;
            }
        }

        TryTake(Grow(count), out run);
        return run;
    }

    private bool TryTake(int count, out SlabRun run)
    {
        foreach (SlabChunk chunk in _chunks)
        {
            if (chunk.TryTake(count, out run))
            {
                _rented += count;
                return true;
            }
        }

        run = default;
        return false;
    }

    /// <summary>Makes a chunk; returns how many of <paramref name="wanted"/> slabs it has side by side.</summary>
    private int Grow(int wanted)
    {
        int left = _max - _made;
        int slabs = left > 0 ? Math.Min(left, SlabChunk.MaxSlabs) : wanted;
        _chunks.Add(new SlabChunk(slabs));
        _made += slabs;
        return Math.Min(slabs, wanted);
    }
}
