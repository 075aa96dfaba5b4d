using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Diagnostics;
using S3Stream.Resilience;
using S3Stream.Storage;
using S3Stream.Storage.Failures;
using S3Stream.Upload;

namespace S3Stream.Catalog;

/// <summary>
/// Copies objects inside the store. The source is pinned to one version from the first look to the last byte. Safe for concurrent use.
/// </summary>
internal sealed class ObjectCopy
{
    /// <summary>S3's limit of one CopyObject.</summary>
    public const long MaxSingleCopy = 5L * 1024 * 1024 * 1024;

    /// <summary>Large enough that the requests are few, small enough that several run at once from 5 GiB on.</summary>
    public const long MinPartSize = 512L * 1024 * 1024;

    private const long PartGranularity = 1024 * 1024;

    private readonly TransferServices _services;
    private readonly IObjectStore _store;
    private readonly RetryPolicy _retry;
    private readonly S3StreamOptions _options;
    private readonly ILogger _logger;
    private readonly long _maxSingleCopy;
    private readonly long _minPartSize;

    /// <param name="services">What the client's transfers share.</param>
    /// <param name="maxSingleCopy">Bytes from which on parts are copied.</param>
    /// <param name="minPartSize">The least bytes of a part.</param>
    public ObjectCopy(TransferServices services, long maxSingleCopy = MaxSingleCopy, long minPartSize = MinPartSize)
    {
        _maxSingleCopy = maxSingleCopy;
        _minPartSize = minPartSize;
        _services = services;
        _store = services.Store;
        _retry = services.Retry;
        _options = services.Options;
        _logger = (services.Options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ObjectCopy>();
    }

    public async Task RunAsync(ObjectAddress source, ObjectAddress destination, CancellationToken cancellationToken)
    {
        ObjectEntry entry = await _retry.ExecuteAsync(
            $"HeadObject {source}", (_, token) => _store.HeadAsync(source, token), cancellationToken).ConfigureAwait(false)
            ?? throw StoreFailure.Create(
                FailureReason.NotFound, new StoreCall("CopyObject", source), "there is no such object", "NoSuchKey", 404);
        if (entry.Length <= _maxSingleCopy)
        {
            await _retry.ExecuteAsync(
                $"CopyObject {source} to {destination}",
                (_, token) => _store.CopyAsync(source, entry.ETag, destination, token),
                cancellationToken).ConfigureAwait(false);
            return;
        }

        await CopyInPartsAsync(source, entry, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Replaces an object by itself with <paramref name="changes"/> to its metadata, part by part; an object that another client writes
    /// meanwhile stays. Returns its new ETag, or <see langword="null"/> when there is no such object.
    /// </summary>
    public async Task<string?> RewriteAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken)
    {
        await new StaleUploads(_services, _logger).AbortAsync(address, cancellationToken).ConfigureAwait(false);
        RewriteStart? start = await _services.CreateUploadAsync(
            $"CreateMultipartUpload {address}", address, token => _store.BeginRewriteAsync(address, changes, token),
            created => NoteRewrite(address, created), cancellationToken).ConfigureAwait(false);
        return start is null
            ? null
            : await CopyInPartsAsync(
                address, start.Entry, address, start.UploadId, start.Entry.ETag, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The extents of the parts, in order.</summary>
    /// <exception cref="StorageException">The object is larger than the profile's parts can hold.</exception>
    public static List<Extent> Plan(StoreCall call, long length, long minPartSize, StoreProfile profile)
    {
        long even = (length + profile.MaxParts - 1) / profile.MaxParts;
        long size = even <= minPartSize ? minPartSize : (even + PartGranularity - 1) / PartGranularity * PartGranularity;
        size = Math.Min(size, profile.MaxPartSize);
        if (size < even)
        {
            throw StoreFailure.Create(
                FailureReason.NotSupported, call,
                $"{length} bytes do not fit into {profile.MaxParts} parts of {profile.MaxPartSize} bytes, the profile's limits");
        }

        var parts = new List<Extent>();
        for (long offset = 0; offset < length; offset += size)
        {
            parts.Add(new Extent(offset, Math.Min(size, length - offset)));
        }

        return parts;
    }

    private async Task CopyInPartsAsync(
        ObjectAddress source, ObjectEntry entry, ObjectAddress destination, CancellationToken cancellationToken)
    {
        var attributes = new ObjectAttributes(entry.ContentType, entry.StoredMetadata);
        await new StaleUploads(_services, _logger).AbortAsync(destination, cancellationToken).ConfigureAwait(false);
        string uploadId = await _services.CreateUploadAsync(
            $"CreateMultipartUpload {destination}", destination, token => _store.CreateMultipartAsync(destination, attributes, token),
            id => _services.NoteUpload(destination, id, Hold()), cancellationToken).ConfigureAwait(false);
        await CopyInPartsAsync(source, entry, destination, uploadId, replacesOnly: null, cancellationToken).ConfigureAwait(false);
    }

    // a client's upload of that key must not continue this one
    private static UploadHold Hold() => new(owner: null, isResumable: false);

    private void NoteRewrite(ObjectAddress address, RewriteStart? created)
    {
        if (created is not null)
        {
            _services.NoteUpload(address, created.UploadId, Hold());
        }
    }

    /// <summary>Fills an upload that was just created, and completes it. Returns the ETag.</summary>
    private async Task<string> CopyInPartsAsync(
        ObjectAddress source, ObjectEntry entry, ObjectAddress destination, string uploadId, string? replacesOnly,
        CancellationToken cancellationToken)
    {
        UploadHold hold = Hold();
        _services.Holds.TryTake(destination, uploadId, hold, out _);
        _services.NoteUpload(destination, uploadId, hold);
        try
        {
            List<Extent> plan = Plan(
                new StoreCall("UploadPartCopy", $"{source} to {destination}"), entry.Length, _minPartSize, _options.Profile);
            var conditions = new CompletionConditions(entry.Length, entry.Checksums, FailIfExists: false) { ReplacesOnly = replacesOnly };
            StoredPart[] parts = await CopyPartsAsync(
                source, entry.ETag, plan, destination, uploadId, cancellationToken).ConfigureAwait(false);
            var completion = new MultipartCompletion(_services, destination, uploadId, parts, conditions, _logger);
            string etag = await _retry.ExecuteAsync(
                $"CompleteMultipartUpload {destination}",
                (attempt, token) => CompleteAsync(destination, conditions, completion, attempt, token),
                cancellationToken).ConfigureAwait(false);
            _services.ForgetUpload(destination, uploadId);
            return etag;
        }
        catch
        {
            await AbortAsync(destination, uploadId).ConfigureAwait(false);
            throw;
        }
        finally
        {
            _services.Holds.Release(destination, uploadId, hold);
        }
    }

    private async Task<StoredPart[]> CopyPartsAsync(
        ObjectAddress source, string etag, List<Extent> plan, ObjectAddress destination, string uploadId,
        CancellationToken cancellationToken)
    {
        var parts = new StoredPart[plan.Count];
        var bounds = new ParallelOptions
        {
            MaxDegreeOfParallelism = _options.MaxRequestsPerTransfer,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(
            0,
            plan.Count,
            bounds,
            async (i, stop) =>
            {
                parts[i] = await _retry.ExecuteAsync(
                    $"UploadPartCopy {i + 1} of {source} to {destination}",
                    (_, token) => _store.CopyPartAsync(source, etag, plan[i], destination, uploadId, i + 1, token),
                    stop).ConfigureAwait(false);
            }).ConfigureAwait(false);
        return parts;
    }

    private async Task<string> CompleteAsync(
        ObjectAddress destination, CompletionConditions conditions, MultipartCompletion completion, int attempt,
        CancellationToken cancellationToken)
    {
        try
        {
            return (await completion.TryAsync(cancellationToken).ConfigureAwait(false)).ETag;
        }
        catch (StorageException exception) when (
            exception.ErrorCode == StoreFailure.UnprovenCompletion
            || (exception.Reason == FailureReason.NotFound && conditions.ReplacesOnly is null)
            || (exception.Reason is FailureReason.NotFound or FailureReason.Changed && attempt > 1))
        {
            // Either the answer was lost or a second attempt, ours or a balancer's, met an upload that the first one had completed: look
            // at what is there now. An object that is to replace itself may have that ETag from the beginning.
            ObjectEntry? made = await _store.HeadAsync(destination, cancellationToken).ConfigureAwait(false);
            if (made is null || made.Length != conditions.Length
                || !made.ETag.Equals(completion.ETag, StringComparison.OrdinalIgnoreCase))
            {
                throw;
            }

            return made.ETag;
        }
    }

    // The copy has failed or was cancelled: its upload is removed all the same, within the time of one request.
    private async Task AbortAsync(ObjectAddress destination, string uploadId)
    {
        try
        {
            await _retry.ExecuteAsync(
                $"AbortMultipartUpload {destination}",
                (_, token) => _store.AbortMultipartAsync(destination, uploadId, token),
                CancellationToken.None).ConfigureAwait(false);
            _services.ForgetUpload(destination, uploadId);
        }
        catch (StorageException exception)
        {
            _logger.CopyAbortFailed(exception, destination.Bucket, KeyText.Printable(destination.Key), uploadId);
        }
    }
}
