using S3Stream.Memory;

namespace S3Stream.Download;

/// <summary>
/// Gives back what was read ahead for a consumer that stopped, or takes little, while others wait for memory. Called by the memory budget.
/// </summary>
internal sealed class StoppedConsumer(RangeReads reads, DeliveryQueue delivery, DownloadWindow window, TimeProvider clock) : IMemoryHolder
{
    // It keeps what it takes in this time, as it did since the last look.
    private static readonly TimeSpan KeptTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MinLook = TimeSpan.FromSeconds(1);

    private (long Reads, long Time)? _seen;

    /// <inheritdoc/>
    public long TakeBack(long bytes)
    {
        (long Reads, long Time) now = (delivery.Reads, clock.GetTimestamp());
        if (_seen is not { } seen || window.IsReaderWaiting)
        {
            _seen = now;
            return 0;
        }

        TimeSpan elapsed = clock.GetElapsedTime(seen.Time, now.Time);
        if (elapsed < MinLook)
        {
            return 0;
        }

        _seen = now;
        double kept = (now.Reads - seen.Reads) * (KeptTime / elapsed);
        return reads.GiveUp((int)Math.Min(int.MaxValue, kept), SlabPool.Count(bytes)) * (long)SlabPool.SlabSize;
    }
}
