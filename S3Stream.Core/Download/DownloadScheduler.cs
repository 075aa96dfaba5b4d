using System.Diagnostics;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Memory;

namespace S3Stream.Download;

/// <summary>
/// Runs the ranges of one download. One task, <see cref="RunAsync"/>, takes memory for range after range in ascending order, before the
/// request is made: what waits for memory is then always the lowest range that has none, and all before it can be read and consumed, so the
/// account's reserve, one slab, is enough to go on. The fetches are its children. When others wait for memory and the consumer has stopped,
/// what it has not taken is given up, to be read again (<see cref="StoppedConsumer"/>). <see cref="Stop"/> from any thread, or the first
/// failure, ends it; it then gives back everything that no consumer holds.
/// </summary>
internal sealed class DownloadScheduler : IAsyncDisposable
{
    private const int HeldShareOfBudget = 8;
    private const int MinHeldRanges = 2;
    private const int MaxHeldRanges = 4;
    private const int AheadShareOfBudget = 4;

    private readonly TransferServices _services;
    private readonly ObjectVersion _version;
    private readonly DownloadProof _proof;
    private readonly IReadOnlyList<Extent>? _wanted;
    private readonly int _rangeSize;
    private readonly DownloadWindow _window;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly object? _owner;
    private readonly Activity? _activity;
    private readonly long _began = Stopwatch.GetTimestamp();
    private BudgetAccount? _account;
    private RangeReads? _reads;
    private Task _run = Task.CompletedTask;

    public DownloadScheduler(
        TransferServices services, ObjectAddress address, IReadOnlyList<Extent>? wanted, DeliveryOrder order, int rangeSize,
        object? owner, ILogger logger)
    {
        _services = services;
        _version = new ObjectVersion(address);
        _proof = new DownloadProof(services, address, wanted, logger);
        _wanted = wanted;
        _rangeSize = rangeSize;
        _owner = owner;
        _logger = logger;
        _activity = S3StreamActivity.Begin("download", address);
        int held = (int)Math.Clamp(services.Budget.Limit / HeldShareOfBudget / rangeSize, MinHeldRanges, MaxHeldRanges);
        int ahead = (int)Math.Min(int.MaxValue, Math.Max(held, services.Budget.Limit / AheadShareOfBudget / rangeSize));
        _window = new DownloadWindow(services.Options.MaxRequestsPerTransfer, held, ahead);
        Delivery = new DeliveryQueue(order, _window);
    }

    /// <summary>The queue that consumers read from.</summary>
    public DeliveryQueue Delivery { get; }

    /// <summary>The requests made so far.</summary>
    public TransferCounts Counts => _services.Tally.Counts;

    /// <summary>
    /// Makes the first request and waits for its answer, which tells the object's facts; its body and all other ranges follow by
    /// themselves.
    /// </summary>
    public async Task<ObjectEntry> OpenAsync(CancellationToken cancellationToken)
    {
        if (DownloadPlan.FirstRange(_wanted, _rangeSize) is not { } first)
        {
            return await OpenEmptyAsync(cancellationToken).ConfigureAwait(false);
        }

        _account = _services.Budget.OpenAccount(_owner, $"the download of {_version.Address}", pins: false);
        _reads = new RangeReads(
            _services, _version, _proof, Delivery, _window, _account, first, _rangeSize, Fail, _logger, _stop.Token);
        _account.Holder = new StoppedConsumer(_reads, Delivery, _window, _services.Options.TimeProvider);
        try
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            await _account.EnsureReserveAsync(SlabPool.SlabSize, either.Token).ConfigureAwait(false);
        }
        catch
        {
            _account.Dispose();
            _reads.Dispose();
            throw;
        }

        _run = RunAsync(_stop.Token);
        return await _version.Known.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The download has taken longer than it may.</summary>
    public void Expire() => Fail(new TransferFailedException(
        FailureReason.TimedOut,
        $"The download of {_version.Address} did not end within its {nameof(TransferOptions)}.{nameof(TransferOptions.Timeout)}. Raise "
            + "that, or leave it out."));

    /// <summary>Stops all reads without waiting for their end. Idempotent.</summary>
    public void Stop() => Fail(new ObjectDisposedException(nameof(ObjectDownload)));

    /// <summary>Stops all reads and waits for their end.</summary>
    public async ValueTask DisposeAsync()
    {
        Stop();
        await _run.ConfigureAwait(false);
    }

    /// <summary>As <see cref="RangeReads.GiveUp"/>; for tests.</summary>
    internal int GiveUp(int kept, int max) => _reads?.GiveUp(kept, max) ?? 0;

    private async Task<ObjectEntry> OpenEmptyAsync(CancellationToken cancellationToken)
    {
        ObjectAddress address = _version.Address;
        ObjectEntry? entry = await _services.Retry.ExecuteAsync(
            $"HeadObject {address}", (_, token) => _services.Store.HeadAsync(address, token), cancellationToken).ConfigureAwait(false);
        Delivery.Complete();
        return entry ?? throw new StorageException(FailureReason.NotFound, $"There is no object {address}.", 404, "NoSuchKey");
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FeedAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        await _reads!.WhenIdleAsync().ConfigureAwait(false);
        _account!.Dispose();
        _reads.Dispose();
        await ProveAsync().ConfigureAwait(false);
        Delivery.Complete();
        if (Delivery.Failure is null)
        {
            _logger.DownloadRead(_version.Address);
        }

        S3StreamMetrics.TransferEnded(isUpload: false, _began, Delivery.Failure);
        S3StreamActivity.End(_activity, Counts, Delivery.Failure);
    }

    private async Task ProveAsync()
    {
        try
        {
            if (Delivery.Failure is null)
            {
                await _proof.CheckAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>Reads range after range until consumers have taken every byte.</summary>
    private async Task FeedAsync(CancellationToken cancellationToken)
    {
        _proof.OnOpening(cancellationToken);
        await _reads!.StartAsync().ConfigureAwait(false);
        ObjectEntry entry = await _version.Known.ConfigureAwait(false);
        var plan = new DownloadPlan(entry.Length, _wanted, _rangeSize);
        _logger.DownloadOpened(_version.Address, plan.Length, _rangeSize, entry.ETag);
        _reads.Begin(plan, entry.Length);
        while (!cancellationToken.IsCancellationRequested)
        {
            long drops = Delivery.Drops;
            if (_reads.HasMore)
            {
                await _reads.StartAsync().ConfigureAwait(false);
                continue;
            }

            await _reads.WhenIdleAsync().ConfigureAwait(false);
            if (_reads.HasMore)
            {
                continue;
            }

            await Delivery.WhenSettledAsync(drops).ConfigureAwait(false);
            if (Delivery.IsSettled && !_reads.HasMore)
            {
                return;
            }
        }
    }

    private void Fail(Exception failure)
    {
        bool isFirst = Delivery.Fail(failure);
        if (!isFirst)
        {
            return;
        }

        _version.Fail(failure);
        if (failure is not ObjectDisposedException)
        {
            _logger.DownloadFailed(_version.Address, failure);
        }

        _stop.Cancel();
    }
}
