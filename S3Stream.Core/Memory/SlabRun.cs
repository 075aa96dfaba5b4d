namespace S3Stream.Memory;

/// <summary>
/// Slabs side by side in one chunk: memory that can be sent or received in one call. Give it back to its pool exactly once.
/// </summary>
internal readonly record struct SlabRun(SlabChunk Chunk, int First, int Count)
{
    /// <summary>Bytes.</summary>
    public int Length => Count * SlabPool.SlabSize;

    /// <summary>All of it.</summary>
    public Memory<byte> Memory => Chunk.MemoryOf(First, Count);

    /// <summary>Its first slab, to be given back by itself.</summary>
    public SlabRun FirstSlab => this with { Count = 1 };

    /// <summary>What follows its first slab; <see langword="null"/> when nothing does.</summary>
    public SlabRun? Rest => Count > 1 ? this with { First = First + 1, Count = Count - 1 } : null;
}
