using System.Numerics;

namespace S3Stream.Memory;

/// <summary>
/// Up to 64 slabs side by side, and which of them are free. Its memory is the system's until somebody writes to it. All state belongs to
/// <see cref="SlabPool"/>'s lock.
/// </summary>
internal sealed class SlabChunk
{
    /// <summary>The most slabs of a chunk: one bit each.</summary>
    public const int MaxSlabs = 64;

    private readonly byte[] _memory;
    private ulong _free;

    /// <param name="slabs">1 to <see cref="MaxSlabs"/>.</param>
    public SlabChunk(int slabs)
    {
        // Pinned: sockets and the kernel see one address for the array's whole life, and no compaction ever copies part memory.
        _memory = GC.AllocateUninitializedArray<byte>(slabs * SlabPool.SlabSize, pinned: true);
        _free = Bits(0, slabs);
    }

    /// <summary>The memory of a run.</summary>
    public Memory<byte> MemoryOf(int first, int count) => _memory.AsMemory(first * SlabPool.SlabSize, count * SlabPool.SlabSize);

    /// <summary>Takes the first <paramref name="count"/> free slabs that lie side by side.</summary>
    public bool TryTake(int count, out SlabRun run)
    {
        // a bit stays set where it and the next `together - 1` are
        ulong starts = _free;
        for (int together = 1; together < count && starts != 0;)
        {
            int shift = Math.Min(together, count - together);
            starts &= starts >> shift;
            together += shift;
        }

        if (starts == 0)
        {
            run = default;
            return false;
        }

        int first = BitOperations.TrailingZeroCount(starts);
        _free &= ~Bits(first, count);
        run = new SlabRun(this, first, count);
        return true;
    }

    /// <summary>Takes slabs back.</summary>
    /// <exception cref="InvalidOperationException">One of them is free already.</exception>
    public void GiveBack(int first, int count)
    {
        ulong given = Bits(first, count);
        if ((_free & given) != 0)
        {
            throw new InvalidOperationException($"Slabs {first} to {first + count - 1} of a chunk were given back twice.");
        }

        _free |= given;
    }

    private static ulong Bits(int first, int count) => (count == MaxSlabs ? ulong.MaxValue : (1UL << count) - 1) << first;
}
