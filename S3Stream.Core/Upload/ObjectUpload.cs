using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using S3Stream.Addressing;
using S3Stream.Diagnostics;
using S3Stream.Memory;
using S3Stream.Resilience;
using S3Stream.Storage;
using S3Stream.Upload;

namespace S3Stream;

/// <summary>
/// One object on its way to S3. Bytes come through <see cref="UploadWriter"/>s, at any offset and in any order, from many writers at once,
/// straight into part memory. Parts that are whole are sent while more bytes arrive. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Dispose it always: an upload that was not completed is ended without an object. It holds memory of the client's budget until then.
/// </remarks>
public sealed class ObjectUpload : IAsyncDisposable
{
    private const string UnknownMd5 = "unknown, because parts left memory before the parts ahead of them came, or were not sent here";

    private readonly UploadOptions _options;
    private readonly ILogger _logger;
    private readonly UploadManifest _manifest;
    private readonly UploadRequests _requests;
    private readonly UploadScheduler _scheduler;
    private readonly PartAssembler _assembler;
    private readonly RunningMd5? _md5;
    private readonly RequestTally _tally;
    private readonly ProgressReport? _progress;
    private readonly CancellationTokenSource? _deadline;
    private readonly Activity? _activity;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private Task? _ending;
    private bool _isCompleting;
    private bool _completed;
    private bool _isRejected;
    private bool _isPoisoned;

    internal ObjectUpload(
        TransferServices services,
        BudgetAccount account,
        PartLayout layout,
        UploadOptions options,
        UploadRequests requests,
        UploadManifest manifest,
        ILogger logger)
    {
        _options = options;
        _logger = logger;
        _manifest = manifest;
        _requests = requests;
        _tally = services.Tally;
        _deadline = options.Timeout is { } limit ? new CancellationTokenSource(limit, services.Options.TimeProvider) : null;
        _deadline?.Token.UnsafeRegister(static upload => ((ObjectUpload)upload!).Expire(), this);
        _progress = ProgressReport.For(options.Progress, services);
        _progress?.Begin(manifest.Length, options.Length);
        _activity = S3StreamActivity.Begin("upload", requests.Address);
        _md5 = options.ComputedChecksums.HasFlag(ObjectChecksums.Md5) && manifest.Length == 0
            ? new RunningMd5(requests.Address, services.Budget, logger)
            : null;
        _scheduler = new UploadScheduler(services, requests, options.ComputedChecksums, _md5, logger) { Progress = _progress };
        _assembler = new PartAssembler(
            requests.Address, new UploadLayout(layout, options.Length), manifest, services, account, _scheduler);
        _ = GiveWayAsync(); // ends with the upload, or never: nothing in it can fail
    }

    /// <summary>Where the object goes.</summary>
    public ObjectAddress Address => _requests.Address;

    /// <summary>The length the sender declared, if it did.</summary>
    internal long? DeclaredLength => _options.Length;

    /// <summary>Different bytes of the object that have arrived, those found stored when the upload was resumed included.</summary>
    public long BytesReceived => _assembler.BytesReceived;

    /// <summary>Bytes in parts that S3 has acknowledged.</summary>
    public long BytesStored => _assembler.BytesStored;

    /// <summary>
    /// The extents S3 has acknowledged, merged and ascending: what survives any crash of this process and may be named in a restart marker.
    /// Without a declared length the last part is not among them: only the length tells whoever resumes that it is meant to be short.
    /// Empty for an object that is small enough to be one request. The list does not change; ask again for newer ones.
    /// </summary>
    public IReadOnlyList<Extent> StoredExtents => _assembler.StoredExtents;

    /// <summary>The requests made for this upload so far, those that found what is stored when it was resumed included.</summary>
    public TransferCounts Counts => _tally.Counts;

    /// <summary>
    /// Completes, with the failure, as soon as the upload has failed; never completes otherwise. Writers see the same failure.
    /// </summary>
    public Task<Exception> Failed => _assembler.Failed;

    /// <summary>Opens a source of bytes, such as one data connection. Dispose it when the source ends.</summary>
    /// <exception cref="InvalidOperationException">The upload has ended.</exception>
    /// <exception cref="TransferFailedException">The upload has failed.</exception>
    public UploadWriter OpenWriter()
    {
        _assembler.OpenWriter();
        return new UploadWriter(this, _assembler);
    }

    /// <summary>
    /// Lets S3 fill parts of this object with the same bytes of another one, or of the existing version, without sending them here (S3:
    /// UploadPartCopy, pinned by x-amz-copy-source-if-match; it needs GetObject on the source). That works for parts which
    /// <paramref name="extent"/> covers as a whole and nobody has begun; parts that are stored already stay. Returns, when those are
    /// stored, which other bytes of the extent are missing: they are the caller's to write.
    /// <see cref="S3StreamClientExtensions.CopyIntoAsync"/> does both.
    /// </summary>
    /// <param name="source">The object to copy from; it must hold the extent.</param>
    /// <param name="etag">Its version.</param>
    /// <param name="extent">The bytes, at the same offsets in both objects.</param>
    /// <param name="cancellationToken">Stops the copies, and with them the upload.</param>
    /// <exception cref="InvalidOperationException">The upload has ended.</exception>
    /// <exception cref="TransferFailedException">The upload has failed, or the extent lies beyond the declared length.</exception>
    /// <exception cref="StorageException">
    /// The source changed (<see cref="FailureReason.Changed"/>) or S3 refused a copy; the upload has failed.
    /// </exception>
    /// <remarks>
    /// Where the store does not tell a copied part's checksums, <see cref="StoredObject.Checksums"/> has none: the bytes were not here to
    /// compute them.
    /// </remarks>
    public async Task<IReadOnlyList<Extent>> CopyPartsAsync(
        ObjectAddress source, string etag, Extent extent, CancellationToken cancellationToken = default)
    {
        source.ThrowIfInvalid(nameof(source));
        ArgumentException.ThrowIfNullOrEmpty(etag);
        Storage.HeaderText.ThrowIfControl(etag, nameof(etag));
        (IReadOnlyList<OpenPart> parts, IReadOnlyList<Extent> rest) = _assembler.ReserveCopies(extent);
        if (parts.Count > 0)
        {
            await _scheduler.CopyAsync(parts, source, etag, _assembler, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            ThrowIfFailed();
        }

        return rest;
    }

    /// <summary>
    /// Ends the object behind the last byte that was written, or at the declared length where there is one: as
    /// <see cref="CompleteAsync(long, CancellationToken)"/> for writers that do not count.
    /// </summary>
    public Task<StoredObject> CompleteAsync() => CompleteAsync(CancellationToken.None);

    /// <inheritdoc cref="CompleteAsync()"/>
    /// <param name="cancellationToken">Ends the wait, as in the other overload.</param>
    public Task<StoredObject> CompleteAsync(CancellationToken cancellationToken) =>
        CompleteAsync(DeclaredLength ?? _assembler.End, cancellationToken);

    /// <summary>
    /// Ends the object at <paramref name="length"/>, waits until every part is stored, and makes the object visible.
    /// Every writer must be disposed. Any byte missing below <paramref name="length"/> fails the upload: no object is made.
    /// </summary>
    /// <param name="length">The object's length in bytes, 0 or more.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. The object may still appear when the completing request was under way: cancelling cannot call it back.
    /// </param>
    /// <exception cref="InvalidOperationException">A writer is still open, or the upload has ended.</exception>
    /// <exception cref="TransferFailedException">Bytes are missing, beyond the end, or the declared length differs.</exception>
    /// <exception cref="StorageException">
    /// S3 refused a part or the completion. With <see cref="UploadOptions.FailIfExists"/>: <see cref="FailureReason.AlreadyExists"/>, or
    /// <see cref="FailureReason.Conflict"/>; both abort the multipart upload even with <see cref="UploadOptions.KeepForResume"/>.
    /// </exception>
    public async Task<StoredObject> CompleteAsync(long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        OpenPart? single = End(length);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _deadline?.Token ?? default);
        CancellationToken ending = either.Token;
        PutReply reply;
        ChecksumSet checksums;
        try
        {
            if (single is not null)
            {
                checksums = Integrity.PartChecksum.Compute(
                    single.Buffer?.AsSequence(length) ?? default, _options.ComputedChecksums);
                ThrowIfUnexpected(checksums);
                reply = await _requests.PutAsync(
                    single, Conditions(length, checksums), ending).ConfigureAwait(false);
            }
            else
            {
                await _scheduler.WhenIdleAsync().WaitAsync(ending).ConfigureAwait(false);
                ThrowIfFailed();
                checksums = _manifest.CombineChecksums() with { Md5 = _md5?.Finish(_manifest.Parts.Count) };
                ThrowIfUnexpected(checksums);
                reply = await _requests.CompleteAsync(_manifest.Parts, Conditions(length, checksums), ending).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested && _deadline?.IsCancellationRequested == true)
        {
            TransferFailedException late = TimedOut();
            _assembler.Fail(late);
            throw late;
        }
        catch (Exception exception)
        {
            // S3 wants another upload, not this one again; where the object has to stay, its parts can never become it; and parts that are
            // not those sent from here must not become the start of another try
            _isPoisoned |= exception is StorageException
            {
                Reason: FailureReason.Conflict or FailureReason.AlreadyExists or FailureReason.Corrupt,
            };
            _assembler.Fail(exception);
            throw;
        }

        _completed = true;
        _progress?.End(length);
        _logger.UploadComplete(Address, length);
        await DisposeAsync().ConfigureAwait(false);
        return new StoredObject(Address, length, reply.ETag, reply.VersionId, checksums);
    }

    /// <summary>
    /// Stops the upload without an object and gives all memory back. With <see cref="UploadOptions.KeepForResume"/> parts that are whole
    /// are stored first and the multipart upload stays; otherwise it is aborted. Idempotent.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait for the parts under way; they are given up then.</param>
    public async Task AbortAsync(CancellationToken cancellationToken = default)
    {
        _assembler.Fail(new OperationCanceledException("The upload was stopped."));
        await using (cancellationToken.UnsafeRegister(
            static state => _ = ((UploadScheduler)state!).StopAsync(), _scheduler).ConfigureAwait(false))
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Aborts the upload if it was not completed. Idempotent.</summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_ending ??= EndAsync());
        }
    }

    private CompletionConditions Conditions(long length, ChecksumSet checksums) =>
        new(length, checksums, _options.FailIfExists) { ReplacesOnly = _options.IfMatch is { } etag ? KeyText.Unquote(etag) : null };

    private TransferFailedException TimedOut() => new(
        FailureReason.TimedOut,
        $"The upload of {Address} did not end within {_options.Timeout}. {BytesStored} bytes are stored of {BytesReceived} that came. "
            + $"Raise {nameof(TransferOptions)}.{nameof(TransferOptions.Timeout)}, or leave it out.");

    private void Expire()
    {
        _assembler.Fail(TimedOut());
        _ = _scheduler.StopAsync();
    }

    private async Task EndAsync()
    {
        _deadline?.Dispose();
        if (!_completed)
        {
            _assembler.Fail(new OperationCanceledException("The upload was disposed before it was completed."));
            _md5?.GiveUp();
            if (!_options.KeepForResume)
            {
                await _scheduler.StopAsync().ConfigureAwait(false);
            }
        }

        await _scheduler.DisposeAsync().ConfigureAwait(false);
        await _assembler.DisposeAsync().ConfigureAwait(false);
        Exception? failure = _completed ? null : await _assembler.Failed.ConfigureAwait(false);
        if (failure is not null)
        {
            _logger.UploadEnded(Address, failure.Message);
            if (!_options.KeepForResume || _isRejected || _isPoisoned || BytesStored == 0)
            {
                await _requests.AbortAsync(IsReasonToStay).ConfigureAwait(false);
            }
        }

        await _requests.ReleaseAsync().ConfigureAwait(false);

        S3StreamMetrics.TransferEnded(isUpload: true, _began, failure);
        S3StreamActivity.End(_activity, Counts, failure);
    }

    /// <summary>
    /// A part in the store that keeps the upload from being aborted: one that may be continued from, or that another process sent.
    /// </summary>
    private bool IsReasonToStay(StoredPart part) =>
        !_isPoisoned && ((_options.KeepForResume && !_isRejected) || !_requests.HasBegun(part.Number)) && !_manifest.Contains(part.Number);

    private OpenPart? End(long length)
    {
        lock (_gate)
        {
            if (_requests.Hold.Taken.IsCompleted)
            {
                _assembler.Fail(_requests.Taken());
            }

            OpenPart? single = _assembler.EndAt(length);
            _isCompleting = true;
            return single;
        }
    }

    /// <summary>
    /// Another transfer continues the multipart upload: this one fails, and has sent its last byte when it releases its hold. A completion
    /// that is under way cannot be called back; it decides first.
    /// </summary>
    private async Task GiveWayAsync()
    {
        await _requests.Hold.Taken.ConfigureAwait(false);
        lock (_gate)
        {
            if (_isCompleting)
            {
                return; // its end releases the hold
            }
        }

        _assembler.Fail(_requests.Taken());
        await _scheduler.StopAsync().ConfigureAwait(false);
        await _scheduler.WhenIdleAsync().ConfigureAwait(false);
        _requests.Hold.Release();
    }

    /// <summary>The bytes are wrong, or cannot be proven right: another attempt must not build on these parts.</summary>
    private void ThrowIfUnexpected(ChecksumSet actual)
    {
        if (_options.ExpectedChecksums is not { } expected)
        {
            return;
        }

        string?[] differences =
        [
            Difference("CRC64NVME", expected.Crc64Nvme, actual.Crc64Nvme, "x16"),
            Difference("CRC32", expected.Crc32, actual.Crc32, "x8"),
            Difference("CRC32C", expected.Crc32C, actual.Crc32C, "x8"),
            Difference("ADLER32", expected.Adler32, actual.Adler32, "x8"),
            expected.Md5 is not { } md5 || md5.Equals(actual.Md5, StringComparison.OrdinalIgnoreCase)
                ? null
                : $"MD5 is {actual.Md5 ?? UnknownMd5}, but {md5} was expected",
        ];
        if (differences.OfType<string>().ToArray() is { Length: > 0 } found)
        {
            _isRejected = true;
            throw new TransferFailedException(FailureReason.Corrupt, $"{Address}: {string.Join(", ", found)}; no object was made.");
        }
    }

    private static string? Difference<T>(string name, T? expected, T? actual, string format)
        where T : struct, IEquatable<T>, IFormattable
    {
        if (expected is not { } wanted || wanted.Equals(actual))
        {
            return null;
        }

        string had = actual?.ToString(format, CultureInfo.InvariantCulture) ?? "unknown, because an earlier attempt stored some of the "
            + "parts";
        return $"{name} is {had}, but {wanted.ToString(format, CultureInfo.InvariantCulture)} was expected";
    }

    private void ThrowIfFailed()
    {
        if (_assembler.Failed is { IsCompleted: true } failed)
        {
            throw S3StreamException.Again(failed.GetAwaiter().GetResult(), $"The upload of {Address}");
        }
    }
}
