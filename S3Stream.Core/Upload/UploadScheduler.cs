using System.Buffers;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Integrity;
using S3Stream.Resilience;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// Stores whole parts, as many at once as the settings allow. Owns a part from <see cref="Start"/> until it tells the
/// <see cref="IPartSink"/> its end.
/// </summary>
internal sealed class UploadScheduler : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly TransferServices _services;
    private readonly UploadRequests _requests;
    private readonly ObjectChecksums _checksums;
    private readonly RunningMd5? _md5;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _idle;
    private int _running;
    private bool _isDisposed;

    public UploadScheduler(
        TransferServices services, UploadRequests requests, ObjectChecksums checksums, RunningMd5? md5, ILogger logger)
    {
        _logger = logger;
        _services = services;
        _requests = requests;

        // the whole object's MD5 is summed in order elsewhere, and that of each part beside its being sent
        _checksums = (checksums | ObjectChecksums.Crc64Nvme) & ~ObjectChecksums.Md5;
        _md5 = md5;
        _slots = new SemaphoreSlim(services.Options.MaxRequestsPerTransfer);
    }

    /// <summary>Told of each part that is stored, or <see langword="null"/>.</summary>
    public ProgressReport? Progress { get; init; }

    /// <summary>Takes a whole part over, and tells <paramref name="sink"/> its end. Returns at once.</summary>
    public void Start(OpenPart part, IPartSink sink)
    {
        Begin();
        _ = StoreAsync(part, sink); // reports to the sink; WhenIdleAsync waits for it
    }

    /// <summary>
    /// Takes over parts that S3 fills from another object. Returns when <paramref name="sink"/> has been told the end of each. They hold
    /// no memory and take no slot, so that they never keep parts waiting that do.
    /// </summary>
    public async Task CopyAsync(
        IReadOnlyList<OpenPart> parts, ObjectAddress source, string etag, IPartSink sink, CancellationToken cancellationToken)
    {
        Begin();
        _md5?.GiveUp(); // bytes that never come here
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            var bounds = new ParallelOptions
            {
                MaxDegreeOfParallelism = _services.Options.MaxRequestsPerTransfer,
                CancellationToken = stop.Token,
            };
            await Parallel.ForEachAsync(
                parts,
                bounds,
                async (part, token) =>
                {
                    sink.Stored(part, await CopyPartAsync(part, source, etag, token).ConfigureAwait(false));
                    Progress?.Add(part.Extent.Length);
                }).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            foreach (OpenPart part in parts)
            {
                sink.Dropped(part, exception); // those that are stored stay so
            }
        }
        finally
        {
            End();
        }
    }

    /// <summary>Gives up the requests that run: their parts are dropped.</summary>
    public Task StopAsync()
    {
        lock (_gate)
        {
            return _isDisposed ? Task.CompletedTask : _stop.CancelAsync();
        }
    }

    /// <summary>Waits until no part is being stored.</summary>
    public Task WhenIdleAsync()
    {
        _ending.TrySetResult();
        lock (_gate)
        {
            if (_running == 0)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await WhenIdleAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _isDisposed = true;
        }

        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task StoreAsync(OpenPart part, IPartSink sink)
    {
        try
        {
            // The caller is a socket's receive loop: it goes on receiving while another thread sums and sends.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            StoredPart stored = await StoreInSlotAsync(part, sink, _stop.Token).ConfigureAwait(false);
            sink.Stored(part, stored);
            Progress?.Add(stored.Length);
        }
        catch (Exception exception)
        {
            sink.Dropped(part, exception);
        }
        finally
        {
            End();
        }
    }

    private void Begin()
    {
        lock (_gate)
        {
            _running++;
        }
    }

    private void End()
    {
        lock (_gate)
        {
            _running--;
            if (_running == 0)
            {
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    private async Task<StoredPart> StoreInSlotAsync(OpenPart part, IPartSink sink, CancellationToken cancellationToken)
    {
        await sink.PrepareAsync(part, cancellationToken).ConfigureAwait(false);
        ReadOnlySequence<byte> body = part.Buffer!.AsSequence(part.Extent.Length);
        _md5?.Add(part.Number, body);
        Md5Use use = _services.Store.Md5UseOf(_requests.Address);
        PartMd5? md5 = use == Md5Use.None ? null : new PartMd5(body, _services.Budget, _ending.Task);
        try
        {
            return use == Md5Use.BesideSending
                ? await SendAndCompareAsync(part, md5!, cancellationToken).ConfigureAwait(false)
                : await SendInSlotAsync(
                    part, md5 is null ? null : await md5.ValueAsync(cancellationToken).ConfigureAwait(false), isCompared: true,
                    cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _md5?.GiveUp();
            throw;
        }
        finally
        {
            if (md5 is not null)
            {
                await md5.DisposeAsync().ConfigureAwait(false);
            }

            await (_md5?.LeaveAsync(part.Number) ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Sums the part while it is sent, and compares. Where the ETag is another, the part is sent again with its MD5: the store has to say
    /// then whether the bytes or its ETags are others.
    /// </summary>
    private async Task<StoredPart> SendAndCompareAsync(OpenPart part, PartMd5 md5, CancellationToken cancellationToken)
    {
        StoredPart stored = await SendInSlotAsync(part, md5: null, isCompared: false, cancellationToken).ConfigureAwait(false);
        string sum = await md5.ValueAsync(cancellationToken).ConfigureAwait(false);
        if (stored.ETag.Equals(sum, StringComparison.OrdinalIgnoreCase))
        {
            return stored with { Checksums = stored.Checksums with { Md5 = sum } };
        }

        _logger.PartSentAgain(_requests.Address, part.Number, KeyText.Printable(stored.ETag), sum);
        return await SendInSlotAsync(part, sum, isCompared: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<StoredPart> SendInSlotAsync(OpenPart part, string? md5, bool isCompared, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await SendAsync(part, md5, isCompared, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task<StoredPart> SendAsync(OpenPart part, string? md5, bool isCompared, CancellationToken cancellationToken)
    {
        string uploadId = await _requests.GetUploadIdAsync(cancellationToken).ConfigureAwait(false);
        await _services.Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            long length = part.Extent.Length;
            ReadOnlySequence<byte> body = part.Buffer!.AsSequence(length);
            ChecksumSet checksums = PartChecksum.Compute(body, _checksums) with { Md5 = md5 };
            string etag = await _services.Retry.ExecuteAsync(
                "UploadPart",
                (_, token) =>
                {
                    _requests.Begin(uploadId, part.Number);
                    return isCompared
                        ? _services.Store.UploadPartAsync(_requests.Address, uploadId, part.Number, body, checksums, token)
                        : _services.Store.UploadPartUncomparedAsync(_requests.Address, uploadId, part.Number, body, token);
                },
                cancellationToken).ConfigureAwait(false);
            _services.Tally.CountPart();
            S3StreamMetrics.PartDone(isUpload: true);
            return new StoredPart(part.Number, length, etag, checksums);
        }
        finally
        {
            _services.Slots.Release();
        }
    }

    private async Task<StoredPart> CopyPartAsync(OpenPart part, ObjectAddress source, string etag, CancellationToken cancellationToken)
    {
        string uploadId = await _requests.GetUploadIdAsync(cancellationToken).ConfigureAwait(false);
        StoredPart stored = await _services.Retry.ExecuteAsync(
            "UploadPartCopy",
            (_, token) =>
            {
                _requests.Begin(uploadId, part.Number);
                return _services.Store.CopyPartAsync(source, etag, part.Extent, _requests.Address, uploadId, part.Number, token);
            },
            cancellationToken).ConfigureAwait(false);
        _services.Tally.CountPart();
        S3StreamMetrics.PartDone(isUpload: true);
        return stored;
    }
}
