using System.Buffers;

namespace S3Stream.Memory;

/// <summary>
/// The memory of one part: slabs, rented when first touched, under a ticket for all of them. Filled at any offset. One owner at a time:
/// assembler, then upload, then pool; <see cref="Dispose"/> ends it. <see cref="GetMemory"/> is called under the assembler's lock.
/// </summary>
internal sealed class PartBuffer : IDisposable
{
    private readonly SlabPool _slabs;
    private readonly BudgetTicket _ticket;
    private readonly byte[]?[] _memory;
    private bool _disposed;

    public PartBuffer(SlabPool slabs, BudgetTicket ticket, long capacity)
    {
        _slabs = slabs;
        _ticket = ticket;
        Capacity = capacity;
        _memory = new byte[]?[SlabPool.RoundUp(capacity) / SlabPool.SlabSize];
    }

    /// <summary>Bytes it can hold.</summary>
    public long Capacity { get; }

    /// <summary>The memory at <paramref name="offset"/>, up to <paramref name="size"/> bytes, cut at the end of the slab.</summary>
    public Memory<byte> GetMemory(long offset, int size)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        int slab = (int)(offset / SlabPool.SlabSize);
        int start = (int)(offset % SlabPool.SlabSize);
        byte[] array = _memory[slab] ??= _slabs.Rent();
        return array.AsMemory(start, Math.Min(size, SlabPool.SlabSize - start));
    }

    /// <summary>The first <paramref name="length"/> bytes, as they lie. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> AsSequence(long length)
    {
        if (length <= SlabPool.SlabSize)
        {
            return new ReadOnlySequence<byte>(GetMemory(0, (int)length));
        }

        SlabSequenceNode first = new(GetMemory(0, SlabPool.SlabSize), 0);
        SlabSequenceNode last = first;
        while (last.RunningIndex + last.Memory.Length < length)
        {
            long offset = last.RunningIndex + last.Memory.Length;
            last = last.Append(GetMemory(offset, (int)Math.Min(SlabPool.SlabSize, length - offset)));
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>Gives slabs and ticket back. Idempotent.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        for (int i = 0; i < _memory.Length; i++)
        {
            if (_memory[i] is { } slab)
            {
                _memory[i] = null;
                _slabs.Return(slab);
            }
        }

        _ticket.Dispose();
    }
}
