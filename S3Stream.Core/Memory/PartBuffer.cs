using System.Buffers;

namespace S3Stream.Memory;

/// <summary>
/// The memory of one part: slabs, rented together when the part is first touched, under a ticket for all of them. Filled at any offset. One
/// owner at a time: assembler, then upload, then pool; <see cref="Dispose"/> ends it. <see cref="GetMemory"/> is called under the
/// assembler's lock.
/// </summary>
internal sealed class PartBuffer : IDisposable
{
    private readonly SlabPool _slabs;
    private readonly BudgetTicket _ticket;
    private SlabRun[] _runs = [];
    private bool _disposed;

    public PartBuffer(SlabPool slabs, BudgetTicket ticket, long capacity)
    {
        _slabs = slabs;
        _ticket = ticket;
        Capacity = capacity;
    }

    /// <summary>Bytes it can hold.</summary>
    public long Capacity { get; }

    /// <summary>The memory at <paramref name="offset"/>, up to <paramref name="size"/> bytes, as much as lies side by side.</summary>
    public Memory<byte> GetMemory(long offset, int size)
    {
        foreach (SlabRun run in Runs())
        {
            if (offset < run.Length)
            {
                return run.Memory.Slice((int)offset, (int)Math.Min(size, run.Length - offset));
            }

            offset -= run.Length;
        }

        throw new ArgumentOutOfRangeException(nameof(offset), offset, $"The part's memory ends {offset} bytes before.");
    }

    /// <summary>The first <paramref name="length"/> bytes, as they lie. Valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySequence<byte> AsSequence(long length)
    {
        SlabRun[] runs = Runs();
        if (length <= runs[0].Length)
        {
            return new ReadOnlySequence<byte>(runs[0].Memory[..(int)length]);
        }

        SlabSequenceNode first = new(runs[0].Memory, 0);
        SlabSequenceNode last = first;
        foreach (SlabRun run in runs.AsSpan(1))
        {
            last = last.Append(run.Memory);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length).Slice(0, length);
    }

    /// <summary>The memory is filled, so it comes back by itself.</summary>
    public void Unpin() => _ticket.Unpin();

    /// <summary>Gives slabs and ticket back. Idempotent.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        foreach (SlabRun run in _runs)
        {
            _slabs.Return(run);
        }

        _runs = [];
        _ticket.Dispose();
    }

    private SlabRun[] Runs()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_runs.Length == 0)
        {
            _runs = _slabs.Rent(SlabPool.Count(Capacity));
        }

        return _runs;
    }
}
