using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Download;
using S3Stream.Memory;
using S3Stream.Resilience;
using S3Stream.Storage.Failures;

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
    private readonly CancellationTokenSource? _deadline;

    private ObjectDownload(
        DownloadScheduler scheduler, ObjectEntry entry, DeliveryOrder order, long length, Extent? range, CancellationTokenSource? deadline)
    {
        _scheduler = scheduler;
        _deadline = deadline;
        Range = range;
        Entry = entry;
        Order = order;
        Length = length;
    }

    /// <summary>The object as it was when the download was opened; every byte comes from that version.</summary>
    public ObjectEntry Entry { get; }

    /// <summary>The number of bytes that this download delivers: the extents asked for, cut at the object's end.</summary>
    public long Length { get; }

    /// <summary>
    /// The bytes that <see cref="DownloadOptions.Range"/> turned out to be; <see langword="null"/> where no range was asked for.
    /// </summary>
    public Extent? Range { get; }

    /// <summary>
    /// <see cref="Range"/> as the Content-Range of an answer 206 has it, such as <c>bytes 0-99/1234</c>; <see langword="null"/> where no
    /// range was asked for, which is answered 200.
    /// </summary>
    public string? ContentRange =>
        Range is { } range ? FormattableString.Invariant($"bytes {range.Offset}-{range.End - 1}/{Entry.Length}") : null;

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
    public ValueTask DisposeAsync()
    {
        _deadline?.Dispose();
        return _scheduler.DisposeAsync();
    }

    /// <summary>Opens a download: returns when the first range's answer has told the object's facts.</summary>
    internal static async Task<ObjectDownload> OpenAsync(
        TransferServices services, ObjectAddress address, DownloadOptions options, CancellationToken cancellationToken)
    {
        if (options.Range is not null && options.Extents is not null)
        {
            throw new ArgumentException(
                $"{nameof(options.Range)} and {nameof(options.Extents)} are both set. Ask for one of them.", nameof(options));
        }

        ObjectEntry? looked = null;
        IReadOnlyList<Extent>? wanted = options.Extents is null ? null : DownloadPlan.Normalize(options.Extents);
        if (options.Range is { } range)
        {
            looked = range.Bytes is null ? await LookAsync(services, address, cancellationToken).ConfigureAwait(false) : null;
            Extent bytes = range.Bytes ?? range.In(looked!.Length);
            wanted = bytes.IsEmpty ? throw NotSatisfiable(address, range, looked!.Length) : [bytes];
        }

        int rangeSize = RangeSizeOf(services, options);
        ILogger logger = services.Options.LoggerFactory?.CreateLogger<ObjectDownload>() ?? NullLogger<ObjectDownload>.Instance;
        var scheduler = new DownloadScheduler(services, address, wanted, options.Order, rangeSize, options.Owner, logger);
        CancellationTokenSource? deadline = null;
        try
        {
            deadline = options.Timeout is { } limit ? new CancellationTokenSource(limit, services.Options.TimeProvider) : null;
            deadline?.Token.UnsafeRegister(
                static state => ((DownloadScheduler)state!).Expire(), scheduler);
            ObjectEntry entry = await scheduler.OpenAsync(cancellationToken).ConfigureAwait(false);
            long length = new DownloadPlan(entry.Length, wanted, rangeSize).Length;
            Extent? actual = options.Range?.In(entry.Length);
            if (actual is { IsEmpty: true })
            {
                throw NotSatisfiable(address, options.Range!.Value, entry.Length);
            }

            if (looked is not null && looked.ETag != entry.ETag)
            {
                throw StoreFailure.Create(
                    FailureReason.Changed, new StoreCall("GetObject", address),
                    "the object was replaced between the look at its length and the read of its last bytes. Read it again");
            }

            scheduler.Delivery.Progress = ProgressReport.For(options.Progress, services);
            scheduler.Delivery.Progress?.Begin(already: 0, length);
            return new ObjectDownload(scheduler, entry, options.Order, length, actual, deadline);
        }
        catch
        {
            deadline?.Dispose();
            await scheduler.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Only a look at the object tells where its last bytes begin.</summary>
    private static async Task<ObjectEntry> LookAsync(
        TransferServices services, ObjectAddress address, CancellationToken cancellationToken)
    {
        ObjectEntry? entry = await services.Retry.ExecuteAsync(
            $"HeadObject {address}", (_, token) => services.Store.HeadAsync(address, token), cancellationToken).ConfigureAwait(false);
        return entry ?? throw StoreFailure.Create(
            FailureReason.NotFound, new StoreCall("HeadObject", address), "there is no such object", "NoSuchKey", 404);
    }

    private static StorageException NotSatisfiable(ObjectAddress address, ObjectRange range, long length) => StoreFailure.Create(
        FailureReason.RangeNotSatisfiable,
        new StoreCall("GetObject", address),
        $"none of {range} is in the object, which has {length} bytes",
        "InvalidRange",
        416);

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
