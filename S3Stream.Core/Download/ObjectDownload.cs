using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Download;
using S3Stream.Memory;

namespace S3Stream;

/// <summary>
/// One object, or extents of it, on its way from S3: parallel ranged reads, all pinned to one version of the object, in bounded memory. A
/// consumer that is slow holds a few ranges in memory and no more. Safe for concurrent use, with the limit that <see cref="ReadAsync"/>
/// names.
/// </summary>
/// <remarks>
/// Leases not disposed keep their memory, also after the download was disposed. A consumer that waits for more bytes while it keeps the
/// leases of a whole range may wait for ever: the budget has no more for it. While other transfers wait for memory, a consumer that stops
/// keeps the lease it has, or nothing: the rest of what was read ahead is read again when it goes on.
/// </remarks>
public sealed class ObjectDownload : IAsyncDisposable
{
    private const int MinRangeSize = SlabPool.SlabSize;
    private const int RangesInBudget = 4;
    private readonly DownloadScheduler _scheduler;

    private ObjectDownload(DownloadScheduler scheduler, ObjectEntry entry, DeliveryOrder order, long length)
    {
        _scheduler = scheduler;
        Entry = entry;
        Order = order;
        Length = length;
    }

    /// <summary>The object as it was when the download was opened; every byte comes from that version.</summary>
    public ObjectEntry Entry { get; }

    /// <summary>The number of bytes that this download delivers: the extents asked for, cut at the object's end.</summary>
    public long Length { get; }

    /// <summary>The requests made for this download so far.</summary>
    public TransferCounts Counts => _scheduler.Counts;

    /// <summary>In which order bytes are handed out.</summary>
    public DeliveryOrder Order { get; }

    /// <summary>
    /// The next bytes. With <see cref="DeliveryOrder.AsCompleted"/> any number of callers may wait at once, each gets other bytes; with
    /// <see cref="DeliveryOrder.Ascending"/> one caller at a time. After the last byte every call returns a lease with <see
    /// cref="ReadLease.IsEnd"/>. A cancelled call loses no bytes: the next one gets them.
    /// </summary>
    /// <exception cref="StorageException">
    /// A read failed after its retries, or the object changed (<see cref="FailureReason.Changed"/>).
    /// </exception>
    /// <exception cref="ObjectDisposedException">The download was disposed.</exception>
    public ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken = default) =>
        _scheduler.Delivery.ReadAsync(cancellationToken);

    /// <summary>Stops all reads and gives back memory that is not leased out. Idempotent; may be called while readers wait.</summary>
    public ValueTask DisposeAsync() => _scheduler.DisposeAsync();

    /// <summary>Opens a download: returns when the first range's answer has told the object's facts.</summary>
    internal static async Task<ObjectDownload> OpenAsync(
        TransferServices services, ObjectAddress address, DownloadOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<Extent>? wanted = options.Extents is null ? null : DownloadPlan.Normalize(options.Extents);
        int rangeSize = RangeSizeOf(services, options);
        ILogger logger = services.Options.LoggerFactory?.CreateLogger<ObjectDownload>() ?? NullLogger<ObjectDownload>.Instance;
        var scheduler = new DownloadScheduler(services, address, wanted, options.Order, rangeSize, options.Owner, logger);
        try
        {
            ObjectEntry entry = await scheduler.OpenAsync(cancellationToken).ConfigureAwait(false);
            long length = new DownloadPlan(entry.Length, wanted, rangeSize).Length;
            return new ObjectDownload(scheduler, entry, options.Order, length);
        }
        catch
        {
            await scheduler.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>The next bytes if they are there already.</summary>
    internal bool TryRead(out ReadLease lease)
    {
        bool isReady = _scheduler.Delivery.TryRead(out SlabLease? ready);
        lease = ready?.ToReadLease() ?? default;
        return isReady;
    }

    /// <summary>Gives up what was read ahead; for tests. See <see cref="DownloadScheduler.GiveUp"/>.</summary>
    internal int GiveUp(int kept, int max) => _scheduler.GiveUp(kept, max);

    /// <summary>Stops as <see cref="DisposeAsync"/> does, for callers that cannot wait.</summary>
    internal void Stop() => _scheduler.Stop();

    private static int RangeSizeOf(TransferServices services, DownloadOptions options)
    {
        if (options.RangeSize < MinRangeSize)
        {
            throw new ArgumentOutOfRangeException(
                nameof(options), options.RangeSize,
                $"A {nameof(DownloadOptions.RangeSize)} below {MinRangeSize} bytes (1 MiB) costs a request per slab. Raise it.");
        }

        // whole slabs, and at least a few ranges in the budget: with small budgets several transfers still run side by side
        long fits = services.Budget.Limit / RangesInBudget / SlabPool.SlabSize * SlabPool.SlabSize;
        return (int)Math.Clamp(options.RangeSize ?? services.Options.PartSize, MinRangeSize, Math.Max(fits, MinRangeSize));
    }
}
