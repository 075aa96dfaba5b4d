using S3Stream.Memory;

namespace S3Stream.Download;

/// <summary>
/// The memory of one range: slabs under one ticket that covers all of them. Slabs leave it one by one, each with its own lease, and come
/// back from any thread in any order. It ends with the last byte of the ticket.
/// </summary>
internal sealed class RangeMemory(SlabPool slabs, BudgetTicket ticket, Action ended)
{
    private long _left = ticket.Bytes;

    /// <summary>Up to <paramref name="max"/> slabs side by side under the ticket.</summary>
    public SlabRun Rent(int max) => slabs.RentRun(max);

    /// <summary>Takes slabs back, and their bytes off the ticket.</summary>
    public void GiveBack(SlabRun run)
    {
        // the slabs first: what is rented must never exceed what the tickets hold
        slabs.Return(run);
        Trim(run.Length);
    }

    /// <summary>Takes bytes that no slab will be rented for off the ticket.</summary>
    public void Trim(long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        ticket.Shrink(bytes);
        if (Interlocked.Add(ref _left, -bytes) == 0)
        {
            ended();
        }
    }
}
