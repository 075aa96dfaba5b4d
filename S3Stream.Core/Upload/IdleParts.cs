using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>
/// Gives back the memory of an upload's parts that stand still, when the upload holds more than its share and others wait. Parts go to disk
/// where there is one. Else the upload fails, but only where no order of bytes explains what it holds: its parts are all but empty, or its
/// sender went back; or where next to nothing has come of the first of its bytes for long. Called by the memory budget.
/// </summary>
/// <param name="parts">The parts, and their lock.</param>
/// <param name="frontier">Its part is not taken alone: the upload goes on with it.</param>
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

    // The frontier's part is what the upload goes on with: it has longer, and then the upload itself stands still.
    private static readonly TimeSpan FrontierGrace = TimeSpan.FromSeconds(10);

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

            if (back == 0 && !state.HasFailed && parts.Find(frontier.Number) is { } first && StandsStill(first, FrontierGrace)
                && SparseParts.IsSparse(first))
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

    private bool IsIdle(OpenPart part) => part.Number != frontier.Number && StandsStill(part, StallDetector.SparseGrace);

    private bool StandsStill(OpenPart part, TimeSpan grace)
    {
        if (part.State is not OpenPartState.Filling || !part.Claims.IsEmpty)
        {
            return false;
        }

        long now = clock.GetTimestamp();
        if (part.Seen is not { } seen || part.Coverage.Length - seen.Length >= MinGrowth)
        {
            part.Seen = (part.Coverage.Length, now);
            return false;
        }

        return clock.GetElapsedTime(seen.Time, now) >= grace;
    }
}
