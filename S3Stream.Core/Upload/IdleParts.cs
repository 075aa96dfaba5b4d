using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// Gives back the memory of an upload's parts that stand still, when the upload holds more than its share and others wait. Parts go to disk
/// where there is one. Else the upload fails, but only where no order of bytes explains what it holds: its parts are all but empty, or its
/// sender went back. Called by the memory budget.
/// </summary>
/// <param name="parts">The parts, and their lock.</param>
/// <param name="frontier">Its part is never taken: the upload goes on with it.</param>
/// <param name="state">Told when the upload fails.</param>
/// <param name="spiller">Moves parts to disk.</param>
/// <param name="stall">Knows whether the sender has an order.</param>
/// <param name="clock">For what standing still means.</param>
internal sealed class IdleParts(
    UploadParts parts, UploadFrontier frontier, UploadState state, PartSpiller spiller, StallDetector stall, TimeProvider clock)
    : IMemoryHolder
{
    // A part that gets fewer bytes than this in the grace stands still: at that pace it would take minutes to fill.
    private const int MinGrowth = 64 * 1024;

    /// <inheritdoc/>
    public long TakeBack(long bytes)
    {
        List<OpenPart> spilled = [];
        long back = 0;
        lock (parts.Gate)
        {
            OpenPart[] idle = state.HasFailed ? [] : [.. parts.Open.Where(IsIdle).OrderByDescending(part => part.Number)];
            foreach (OpenPart part in idle)
            {
                if (back >= bytes || !spiller.TryBegin(part))
                {
                    break;
                }

                spilled.Add(part);
                back += SlabPool.RoundUp(part.Extent.Length);
            }

            if (back == 0 && idle.Length > 0 && (stall.IsDisordered || SparseParts.Are(parts.Open)))
            {
                spiller.FailForRoom(othersWait: true);
                return bytes;
            }
        }

        foreach (OpenPart part in spilled)
        {
            _ = Task.Run(() => spiller.SpillAsync(part)); // ends with the part's state; the assembler's DisposeAsync waits for that
        }

        return back;
    }

    private bool IsIdle(OpenPart part)
    {
        if (part.State is not OpenPartState.Filling || !part.Claims.IsEmpty || part.Number == frontier.Number)
        {
            return false;
        }

        long now = clock.GetTimestamp();
        if (part.Seen is not { } seen || part.Coverage.Length - seen.Length >= MinGrowth)
        {
            part.Seen = (part.Coverage.Length, now);
            return false;
        }

        return clock.GetElapsedTime(seen.Time, now) >= StallDetector.SparseGrace;
    }
}
