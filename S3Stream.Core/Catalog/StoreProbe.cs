using System.Buffers;
using System.Security.Cryptography;
using S3Stream.Integrity;
using S3Stream.Storage;

namespace S3Stream.Catalog;

/// <summary>
/// Tries the operations that transfers need, on a key of its own that it removes. Deletes are tried first, on objects that do not exist; an
/// object is then made only where it can be removed again. Used once.
/// </summary>
internal sealed class StoreProbe
{
    private const string NoUpload = "s3stream-probe-of-no-upload";

    private readonly TransferServices _services;
    private readonly ObjectAddress _address;
    private readonly List<ProbeStep> _steps = [];
    private readonly List<string> _leftBehind = [];
    private bool _isBlocked;
    private bool? _refusesExisting;
    private bool? _keepsChecksum;

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
        await TryObjectAsync(deletes, cancellationToken).ConfigureAwait(false);
        await TryMultipartAsync(aborts, cancellationToken).ConfigureAwait(false);
        return new ProbeReport(_steps, _refusesExisting, _keepsChecksum, _leftBehind);
    }

    private static (ReadOnlySequence<byte> Body, ChecksumSet Checksums) Content()
    {
        var body = new ReadOnlySequence<byte>("S3Stream tests its permissions here and removes this object at once."u8.ToArray());
        return (body, PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme));
    }

    private async Task TryObjectAsync(bool isRemovable, CancellationToken cancellationToken)
    {
        bool isThere = false;
        try
        {
            if (isRemovable)
            {
                isThere = await TryAsync(
                    "PutObject", "s3:PutObject", token => PutAsync(failIfExists: false, token), cancellationToken).ConfigureAwait(false);
            }
            else
            {
                Skip("PutObject", "s3:PutObject");
            }

            if (isThere && await TryAsync("GetObject", "s3:GetObject", ReadAsync, cancellationToken).ConfigureAwait(false))
            {
                _refusesExisting = await RefusesExistingAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (!isThere)
            {
                Skip("GetObject", "s3:GetObject");
            }
        }
        finally
        {
            if (isRemovable)
            {
                // whatever the answer to PutObject was, the object may be there
                await RemoveAsync(
                    $"the object {_address}", token => _services.Store.DeleteAsync(_address, token)).ConfigureAwait(false);
            }
        }
    }

    private async Task TryMultipartAsync(bool isRemovable, CancellationToken cancellationToken)
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
            return;
        }

        try
        {
            (ReadOnlySequence<byte> body, ChecksumSet checksums) = Content();
            await TryAsync(
                "UploadPart",
                "s3:PutObject",
                token => _services.Store.UploadPartAsync(_address, uploadId, 1, body, checksums, token),
                cancellationToken).ConfigureAwait(false);
            await TryAsync(
                "ListParts",
                "s3:ListMultipartUploadParts",
                token => _services.Store.ListPartsAsync(_address, uploadId, token),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await RemoveAsync(
                $"the multipart upload {uploadId} of {_address}",
                token => _services.Store.AbortMultipartAsync(_address, uploadId, token)).ConfigureAwait(false);
        }
    }

    private Task<PutReply> PutAsync(bool failIfExists, CancellationToken cancellationToken)
    {
        (ReadOnlySequence<byte> body, ChecksumSet checksums) = Content();
        return _services.Store.PutAsync(
            _address, body, ObjectAttributes.None, new CompletionConditions(body.Length, checksums, failIfExists), cancellationToken);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        (ReadOnlySequence<byte> body, ChecksumSet checksums) = Content();
        var whole = new Extent(0, body.Length);
        using RangeReply reply = await _services.Store.GetRangeAsync(_address, whole, etag: null, cancellationToken).ConfigureAwait(false);
        byte[] bytes = new byte[body.Length];
        Stream stream = reply.Body ?? Stream.Null;
        await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (!bytes.AsSpan().SequenceEqual(body.FirstSpan))
        {
            throw new StorageException(FailureReason.Corrupt, $"GetObject {_address} returned bytes that differ from those of PutObject.");
        }

        ObjectEntry? entry = await _services.Store.HeadAsync(_address, cancellationToken).ConfigureAwait(false);
        _keepsChecksum = entry?.Checksums.Crc64Nvme == checksums.Crc64Nvme;
    }

    private async Task<bool> RefusesExistingAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PutAsync(failIfExists: true, cancellationToken).ConfigureAwait(false);
            return false;
        }
        catch (StorageException exception)
        {
            return exception.Reason == FailureReason.AlreadyExists;
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
