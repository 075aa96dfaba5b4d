using System.Buffers;
using System.Security.Cryptography;
using S3Stream.Integrity;
using S3Stream.Storage;
using S3Stream.Storage.Requests;

namespace S3Stream.Catalog;

/// <summary>
/// Tries the operations that transfers need, on a key of its own that it removes. Deletes are tried first, on objects that do not exist; an
/// object is then made only where it can be removed again. Used once.
/// </summary>
internal sealed class StoreProbe
{
    private const string NoUpload = "s3stream-probe-of-no-upload";
    private const string ProbedName = "s3stream-probed";

    private readonly TransferServices _services;
    private readonly ObjectAddress _address;
    private readonly List<ProbeStep> _steps = [];
    private readonly List<string> _leftBehind = [];
    private readonly List<ObjectAddress> _made = [];
    private IReadOnlyDictionary<StoreAbility, bool> _abilities = new Dictionary<StoreAbility, bool>();
    private bool _isBlocked;

    public StoreProbe(TransferServices services, string bucket, string prefix)
    {
        _services = services;
        _address = new ObjectAddress(bucket, $"{prefix}.s3stream-probe-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
    }

    public async Task<ProbeReport> RunAsync(CancellationToken cancellationToken)
    {
        IObjectStore store = _services.Store;
        await TryAsync("ListBuckets", "s3:ListAllMyBuckets", store.ListBucketsAsync, cancellationToken).ConfigureAwait(false);
        await TryAsync(
            "GetBucketLocation",
            "s3:GetBucketLocation",
            token => store.GetBucketLocationAsync(_address.Bucket, token),
            cancellationToken).ConfigureAwait(false);
        await TryAsync(
            "ListObjectsV2",
            "s3:ListBucket",
            token => store.ListAsync(_address.Bucket, _address.Key, delimiter: null, startAfter: null, continuation: null, limit: 1, token),
            cancellationToken).ConfigureAwait(false);
        await TryAsync(
            "ListMultipartUploads",
            "s3:ListBucketMultipartUploads",
            token => store.ListMultipartsAsync(_address, token),
            cancellationToken).ConfigureAwait(false);
        bool deletes = await TryAsync(
            "DeleteObject", "s3:DeleteObject", token => store.DeleteAsync(_address, token), cancellationToken).ConfigureAwait(false);
        bool aborts = await TryAsync(
            "AbortMultipartUpload",
            "s3:AbortMultipartUpload",
            token => store.AbortMultipartAsync(_address, NoUpload, token),
            cancellationToken).ConfigureAwait(false);
        try
        {
            bool isThere = await TryObjectAsync(deletes, cancellationToken).ConfigureAwait(false);
            await TryMultipartAsync(aborts && deletes, isThere, cancellationToken).ConfigureAwait(false);
            if (isThere && aborts)
            {
                await TryAbilitiesAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            // whatever the answers were, the objects may be there
            foreach (ObjectAddress made in _made)
            {
                await RemoveAsync($"the object {made}", token => store.DeleteAsync(made, token)).ConfigureAwait(false);
            }
        }

        return new ProbeReport(_steps, _abilities, _leftBehind);
    }

    private static (ReadOnlySequence<byte> Body, ChecksumSet Checksums) Content()
    {
        var body = new ReadOnlySequence<byte>("S3Stream tests its permissions here and removes this object at once."u8.ToArray());
        return (body, PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme));
    }

    /// <summary>Whether the object is there then, and can be read.</summary>
    private async Task<bool> TryObjectAsync(bool isRemovable, CancellationToken cancellationToken)
    {
        bool isThere = false;
        if (isRemovable)
        {
            _made.Add(_address);
            isThere = await TryAsync("PutObject", "s3:PutObject", PutAsync, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Skip("PutObject", "s3:PutObject");
        }

        if (isThere && await TryAsync("GetObject", "s3:GetObject", ReadAsync, cancellationToken).ConfigureAwait(false))
        {
            await TryCopiesAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }

        if (!isThere)
        {
            Skip("GetObject", "s3:GetObject");
        }

        Skip("CopyObject", "s3:PutObject");
        Skip("DeleteObjects", "s3:DeleteObject");
        return false;
    }

    private async Task TryCopiesAsync(CancellationToken cancellationToken)
    {
        ObjectAddress copy = _address with { Key = _address.Key + "-renamed" };
        _made.Add(copy);
        await TryAsync(
            "CopyObject",
            "s3:PutObject",
            async token =>
            {
                ObjectEntry? entry = await _services.Store.HeadAsync(_address, token).ConfigureAwait(false);
                await _services.Store.CopyAsync(_address, entry?.ETag ?? "", copy, token).ConfigureAwait(false);
                var changes = new Dictionary<string, string> { [ProbedName] = "yes" };
                await _services.Store.ChangeMetadataAsync(copy, changes, long.MaxValue, token).ConfigureAwait(false);
                entry = await _services.Store.HeadAsync(copy, token).ConfigureAwait(false);
                if (entry?.Metadata.GetValueOrDefault(ProbedName) != "yes")
                {
                    throw new StorageException(FailureReason.Corrupt, $"CopyObject {copy} onto itself did not change its metadata.");
                }
            },
            cancellationToken).ConfigureAwait(false);
        await TryAsync(
            "DeleteObjects",
            "s3:DeleteObject",
            async token =>
            {
                IReadOnlyList<DeleteFailure> failures = await _services.Store.DeleteManyAsync(
                    copy.Bucket, [copy.Key], token).ConfigureAwait(false);
                if (failures.Count > 0)
                {
                    throw failures[0].Error;
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private async Task TryAbilitiesAsync(CancellationToken cancellationToken)
    {
        if (_services.Store is not S3ObjectStore store)
        {
            return; // a store that is no S3 server
        }

        var probe = new AbilityProbe(store, _address);
        _made.AddRange([probe.Copy, probe.Odd]);
        try
        {
            await probe.RunAsync(cancellationToken).ConfigureAwait(false);
            if (probe.HasParts)
            {
                await TryAsync(
                    "GetObject of a range", "s3:GetObject", probe.ReadAcrossPartsAsync, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _abilities = probe.Found;
            foreach (string uploadId in probe.OpenUploads)
            {
                await AbortAsync(uploadId).ConfigureAwait(false);
            }
        }
    }

    private async Task TryMultipartAsync(bool isRemovable, bool isThere, CancellationToken cancellationToken)
    {
        string? uploadId = null;
        if (isRemovable)
        {
            await TryAsync(
                "CreateMultipartUpload",
                "s3:PutObject",
                async token =>
                    uploadId = await _services.Store.CreateMultipartAsync(_address, ObjectAttributes.None, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Skip("CreateMultipartUpload", "s3:PutObject");
        }

        if (uploadId is null)
        {
            Skip("UploadPart", "s3:PutObject");
            Skip("ListParts", "s3:ListMultipartUploadParts");
            Skip("UploadPartCopy", "s3:PutObject");
            Skip("CompleteMultipartUpload", "s3:PutObject");
            return;
        }

        try
        {
            await TryPartsAsync(uploadId, isThere, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await AbortAsync(uploadId).ConfigureAwait(false); // of one that was completed nothing is left
        }
    }

    private async Task TryPartsAsync(string uploadId, bool isThere, CancellationToken cancellationToken)
    {
        (ReadOnlySequence<byte> body, ChecksumSet checksums) = Content();
        StoredPart? part = null;
        await TryAsync(
            "UploadPart",
            "s3:PutObject",
            async token => part = new StoredPart(
                1,
                body.Length,
                await _services.Store.UploadPartAsync(_address, uploadId, 1, body, checksums, token).ConfigureAwait(false),
                checksums),
            cancellationToken).ConfigureAwait(false);
        await TryAsync(
            "ListParts",
            "s3:ListMultipartUploadParts",
            token => _services.Store.ListPartsAsync(_address, uploadId, token),
            cancellationToken).ConfigureAwait(false);
        if (!isThere)
        {
            Skip("UploadPartCopy", "s3:PutObject");
            Skip("CompleteMultipartUpload", "s3:PutObject");
            return;
        }

        await TryAsync(
            "UploadPartCopy",
            "s3:PutObject",
            async token =>
            {
                ObjectEntry? entry = await _services.Store.HeadAsync(_address, token).ConfigureAwait(false);
                part = await _services.Store.CopyPartAsync(
                    _address, entry?.ETag ?? "", new Extent(0, body.Length), _address, uploadId, 1, token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        if (part is null)
        {
            Skip("CompleteMultipartUpload", "s3:PutObject");
            return;
        }

        var conditions = new CompletionConditions(body.Length, checksums, FailIfExists: false);
        await TryAsync(
            "CompleteMultipartUpload",
            "s3:PutObject",
            async token =>
            {
                await _services.Store.CompleteMultipartAsync(
                    _address, uploadId, [part.Value], conditions, token).ConfigureAwait(false);
                await ReadAsync(token).ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private Task AbortAsync(string uploadId) => RemoveAsync(
        $"the multipart upload {uploadId} of {_address}",
        token => _services.Store.AbortMultipartAsync(_address, uploadId, token));

    private Task<PutReply> PutAsync(CancellationToken cancellationToken)
    {
        (ReadOnlySequence<byte> body, ChecksumSet checksums) = Content();
        return _services.Store.PutAsync(
            _address, body, ObjectAttributes.None, new CompletionConditions(body.Length, checksums, FailIfExists: false),
            cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        (ReadOnlySequence<byte> body, _) = Content();
        var whole = new Extent(0, body.Length);
        using RangeReply reply = await _services.Store.GetRangeAsync(_address, whole, etag: null, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[body.Length];
        Stream stream = reply.Body ?? Stream.Null;
        await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (!bytes.AsSpan().SequenceEqual(body.FirstSpan))
        {
            throw new StorageException(FailureReason.Corrupt, $"GetObject {_address} returned bytes that differ from those of PutObject.");
        }
    }

    private async Task<bool> TryAsync(
        string operation, string permission, Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        if (_isBlocked)
        {
            Skip(operation, permission);
            return false;
        }

        try
        {
            await _services.Retry.ExecuteAsync(operation, (_, token) => attempt(token), cancellationToken).ConfigureAwait(false);
            _steps.Add(new ProbeStep(operation, permission, ProbeOutcome.Works, null));
            return true;
        }
        catch (StorageException exception)
        {
            bool isPolicy = exception is { Reason: FailureReason.AccessDenied, ErrorCode: null or "AccessDenied" };
            _steps.Add(new ProbeStep(operation, permission, isPolicy ? ProbeOutcome.Refused : ProbeOutcome.Failed, exception));

            // wrong keys, a wrong clock or no connection to the store: all further answers would be the same
            _isBlocked = !isPolicy && _steps.Count == 1;
            return false;
        }
    }

    private void Skip(string operation, string permission) => _steps.Add(new ProbeStep(operation, permission, ProbeOutcome.Skipped, null));

    private async Task RemoveAsync(string what, Func<CancellationToken, Task> remove)
    {
        try
        {
            await _services.Retry.ExecuteAsync("remove", (_, token) => remove(token), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException exception)
        {
            _leftBehind.Add($"{what}: {exception.Message}");
        }
    }
}
