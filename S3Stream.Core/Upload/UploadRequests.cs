using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// The requests that make one object in S3: PutObject, or a multipart upload that is created at most once, when its id is first asked for,
/// and then completed with proof or aborted. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Proof: the object carries a write token of this upload in its metadata (<c>x-amz-meta-s3stream-token</c>). When the answer to Complete
/// is lost or says nothing, a look at the object decides whether it is ours: that some object exists proves nothing.
/// </remarks>
internal sealed class UploadRequests
{
    private readonly Lock _gate = new();
    private readonly TransferServices _services;
    private readonly ObjectAttributes _attributes;
    private readonly ILogger _logger;
    private readonly string? _token;
    private readonly HashSet<int> _begun = [];
    private Task<string>? _uploadId;

    /// <summary>A new upload.</summary>
    public UploadRequests(TransferServices services, ObjectAddress address, UploadOptions options, ILogger logger)
    {
        _services = services;
        _logger = logger;
        Address = address;
        Hold = new UploadHold(options.Owner, options.KeepForResume);
        _token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        ObjectAttributes attributes = ObjectAttributes.From(options);
        _attributes = attributes with
        {
            Metadata = new Dictionary<string, string>(attributes.Metadata) { [MetadataText.TokenName] = _token },
        };
    }

    /// <summary>A multipart upload that was begun elsewhere; its token is not known here.</summary>
    public UploadRequests(TransferServices services, ObjectAddress address, string uploadId, UploadHold hold, ILogger logger)
    {
        _services = services;
        _logger = logger;
        Address = address;
        Hold = hold;
        _attributes = ObjectAttributes.None;
        _uploadId = Task.FromResult(uploadId);
    }

    public ObjectAddress Address { get; }

    /// <summary>Says whether these requests may still be made.</summary>
    public UploadHold Hold { get; }

    /// <summary>The upload's id; the first caller creates it.</summary>
    public Task<string> GetUploadIdAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // Not the caller's token: the others who wait for the same upload have not cancelled.
            _uploadId ??= CreateAsync();
            return _uploadId.WaitAsync(cancellationToken);
        }
    }

    /// <summary>A part is about to be sent, for the first time or again.</summary>
    /// <exception cref="TransferFailedException"><see cref="FailureReason.Conflict"/>: another transfer continues the upload.</exception>
    public void Begin(string uploadId, int partNumber)
    {
        ThrowIfTaken(uploadId);
        lock (_gate)
        {
            _begun.Add(partNumber);
        }
    }

    /// <summary>Another transfer continues the upload: nothing may be sent for it any more.</summary>
    public TransferFailedException Taken() => new(
        FailureReason.Conflict, $"{Address}: another session continues this upload; this one was ended and made no object.");

    /// <summary>Stores an object that is one request.</summary>
    public async Task<PutReply> PutAsync(OpenPart part, CompletionConditions conditions, CancellationToken cancellationToken)
    {
        await _services.Slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectAttributes attributes = _attributes.WithNoteOf(conditions.Checksums);
            var body = part.Buffer?.AsSequence(part.Extent.Length) ?? default;
            PutReply reply = await _services.Retry.ExecuteAsync(
                "PutObject",
                (attempt, token) => ProveAsync(
                    attempt, conditions, etag: () => null,
                    () => _services.Store.PutAsync(Address, body, attributes, conditions, token), token),
                cancellationToken).ConfigureAwait(false);
            _services.Tally.CountPart();
            S3StreamMetrics.PartDone(isUpload: true);
            return reply;
        }
        finally
        {
            _services.Slots.Release();
        }
    }

    /// <summary>Makes the object of the parts, all of them, in order.</summary>
    /// <exception cref="StorageException">It cannot be proven that the object was made.</exception>
    public async Task<PutReply> CompleteAsync(
        IReadOnlyList<StoredPart> parts, CompletionConditions conditions, CancellationToken cancellationToken)
    {
        string uploadId = await GetUploadIdAsync(cancellationToken).ConfigureAwait(false);
        ThrowIfTaken(uploadId);
        var completion = new MultipartCompletion(_services, Address, uploadId, parts, conditions, _logger);
        PutReply reply = await _services.Retry.ExecuteAsync(
            "CompleteMultipartUpload",
            (attempt, token) => ProveAsync(attempt, conditions, () => completion.ETag, () => completion.TryAsync(token), token),
            cancellationToken).ConfigureAwait(false);
        _services.ForgetUpload(Address, uploadId);
        return reply;
    }

    private async Task<string> CreateAsync()
    {
        await new StaleUploads(_services, _logger).AbortAsync(Address, CancellationToken.None).ConfigureAwait(false);
        return await _services.CreateUploadAsync(
            "CreateMultipartUpload", Address, token => _services.Store.CreateMultipartAsync(Address, _attributes, token), Note,
            CancellationToken.None).ConfigureAwait(false);
    }

    private void Note(string uploadId)
    {
        _services.Holds.TryTake(Address, uploadId, Hold, out _); // the store made the id now: nobody else has it
        _services.NoteUpload(Address, uploadId, Hold);
    }

    /// <summary>
    /// Removes the upload and its parts from S3, if it was created and nobody else continues it. A failure is logged: nothing more can be
    /// done here.
    /// </summary>
    /// <param name="leaves">Whether a part that the store lists is a reason to leave the upload.</param>
    public async Task AbortAsync(Func<StoredPart, bool> leaves)
    {
        if (await CreatedAsync().ConfigureAwait(false) is not { } uploadId)
        {
            return; // never created, or the caller has got the failure
        }

        try
        {
            if (IsTaken(uploadId) || await IsAnyAsync(uploadId, leaves).ConfigureAwait(false))
            {
                _logger.UploadLeft(Address);
                return;
            }

            await _services.Retry.ExecuteAsync(
                "AbortMultipartUpload",
                async (_, token) =>
                {
                    await _services.Store.AbortMultipartAsync(Address, uploadId, token).ConfigureAwait(false);
                    return true;
                },
                CancellationToken.None).ConfigureAwait(false);
            _services.ForgetUpload(Address, uploadId);
        }
        catch (StorageException exception)
        {
            _logger.AbortFailed(Address, exception);
        }
    }

    /// <summary>These requests end: another transfer may continue the upload, if it is still there.</summary>
    public async Task ReleaseAsync()
    {
        if (await CreatedAsync().ConfigureAwait(false) is { } uploadId)
        {
            _services.Holds.Release(Address, uploadId, Hold);
        }
    }

    /// <summary>A part of that number was sent from here, whether or not the answer came.</summary>
    public bool HasBegun(int partNumber)
    {
        lock (_gate)
        {
            return _begun.Contains(partNumber);
        }
    }

    /// <summary>The id, or null when there is none or it could not be created.</summary>
    private async Task<string?> CreatedAsync()
    {
        Task<string>? created;
        lock (_gate)
        {
            created = _uploadId;
        }

        await ((Task?)created ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return created is { IsCompletedSuccessfully: true } ? await created.ConfigureAwait(false) : null;
    }

    private void ThrowIfTaken(string uploadId)
    {
        if (IsTaken(uploadId))
        {
            throw Taken();
        }
    }

    /// <summary>In this process, or in one that shares the journal; others can be told by the parts they send only.</summary>
    private bool IsTaken(string uploadId) => Hold.Taken.IsCompleted
        || (_services.Journal?.Find(Address, uploadId)?.Holder is { } holder && holder != Hold.Name);

    /// <summary>One look, without another try: an upload that cannot be looked at is aborted.</summary>
    private async Task<bool> IsAnyAsync(string uploadId, Func<StoredPart, bool> leaves)
    {
        try
        {
            IReadOnlyList<StoredPart> parts =
                await _services.Store.ListPartsAsync(Address, uploadId, CancellationToken.None).ConfigureAwait(false);
            return parts.Any(leaves);
        }
        catch (StorageException exception)
        {
            _logger.PartsNotListed(Address, exception.Message);
            return false;
        }
    }

    /// <summary>
    /// Runs one attempt; where its outcome is not certain, looks whether the object that is there now is the one it would have made.
    /// </summary>
    private async Task<PutReply> ProveAsync(
        int attempt, CompletionConditions conditions, Func<string?> etag, Func<Task<PutReply>> request,
        CancellationToken cancellationToken)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (StorageException exception) when (IsUncertain(exception))
        {
            ObjectEntry? entry = await LookAsync(cancellationToken).ConfigureAwait(false);

            // That the object exists, or is another one, is a refusal unless an attempt of ours went before; of the same bytes, too.
            bool isETagEnough = attempt > 1 || exception.Reason is FailureReason.Unavailable or FailureReason.NotFound;
            if (entry is not null
                && entry.Length == conditions.Length
                && !DiffersFrom(entry, conditions.Checksums)
                && IsOurs(entry, isETagEnough ? etag() : null))
            {
                _logger.CompletionProven(Address, exception.Message);
                return new PutReply(entry.ETag, null);
            }

            throw;
        }
    }

    /// <summary>
    /// The object that is there; null also where that could not be asked: the failure itself is what there is to report or to try again.
    /// </summary>
    private async Task<ObjectEntry?> LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _services.Store.HeadAsync(Address, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException refusal)
        {
            _logger.CompletionNotLookedAt(Address, refusal.Message);
            return null;
        }
    }

    /// <summary>
    /// No answer, one that proves nothing, or one that a repeated request gets: the upload is gone, or the object exists already. The first
    /// attempt gets these too, where a balancer repeats requests by itself.
    /// </summary>
    private static bool IsUncertain(StorageException exception) => exception.Reason is FailureReason.Unavailable
        or FailureReason.Unreachable or FailureReason.NotFound or FailureReason.AlreadyExists or FailureReason.Conflict
        or FailureReason.Invalid;

    /// <summary>Two transfers that complete one upload have one token: the bytes tell which of them made the object.</summary>
    private static bool DiffersFrom(ObjectEntry entry, ChecksumSet sent) =>
        entry.KeptChecksums.Crc64Nvme is { } kept && sent.Crc64Nvme is { } wanted && kept != wanted;

    private bool IsOurs(ObjectEntry entry, string? etag) =>
        (_token is not null && entry.StoredMetadata.TryGetValue(MetadataText.TokenName, out string? token) && token == _token)
        || (etag is not null && string.Equals(entry.ETag, etag, StringComparison.OrdinalIgnoreCase));
}
