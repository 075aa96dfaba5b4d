using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage;
using S3Stream.Storage.Failures;

namespace S3Stream.Upload;

/// <summary>
/// CompleteMultipartUpload, attempt by attempt. Where the store refuses an ETag that it had answered itself (InvalidPart), it is asked
/// which ones it has, and again as long as its answers differ: another process may send parts anew. Not for concurrent use.
/// </summary>
internal sealed class MultipartCompletion(
    TransferServices services,
    ObjectAddress address,
    string uploadId,
    IReadOnlyList<StoredPart> parts,
    CompletionConditions conditions,
    ILogger logger)
{
    private const string InvalidPart = "InvalidPart";
    private const int MaxListings = 4;

    private readonly StoreCall _call = new("CompleteMultipartUpload", address);
    private IReadOnlyList<StoredPart> _parts = parts;
    private int _listings;

    /// <summary>The ETag that the object will have, where that is the usual one.</summary>
    public string? ETag => MultipartETag.Of(_parts);

    /// <summary>One attempt.</summary>
    /// <exception cref="StorageException">
    /// The store refused; <see cref="FailureReason.Corrupt"/>: its parts are not those that were sent.
    /// </exception>
    public async Task<PutReply> TryAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await services.Store.CompleteMultipartAsync(address, uploadId, _parts, conditions, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (StorageException refusal) when (refusal.ErrorCode == InvalidPart)
            {
                IReadOnlyList<StoredPart> before = _parts;
                if (_listings < MaxListings)
                {
                    await ListAsync(refusal, cancellationToken).ConfigureAwait(false);
                }

                if (_listings > 1 && before.SequenceEqual(_parts))
                {
                    throw AreEqual() ? NotAsSent("the store refuses the parts that it lists itself", refusal) : Unequal(refusal);
                }
            }
        }
    }

    private async Task ListAsync(StorageException refusal, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPart> listed;
        try
        {
            listed = await services.Retry.ExecuteAsync(
                "ListParts", (_, token) => services.Store.ListPartsAsync(address, uploadId, token), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (StorageException exception) when (!exception.IsTransient && exception.Reason != FailureReason.NotFound)
        {
            throw NotAsSent(
                $"the store refuses an ETag of its own answers, and its parts cannot be listed: {exception.Message}",
                refusal);
        }

        bool isCompared = services.Store.VerifiesWholeObjects(address.Bucket) && conditions.Checksums.Crc64Nvme is not null;
        IReadOnlyList<StoredPart> found = ListedParts.Match(_call, _parts, listed, isCompared);
        logger.PartETagsListed(address, found.Except(_parts).Count());
        _parts = found;
        _listings++;
    }

    /// <summary>All parts but the last have one length.</summary>
    private bool AreEqual() => _parts.Take(_parts.Count - 1).All(part => part.Length == _parts[0].Length);

    private StorageException Unequal(StorageException refusal)
    {
        services.Store.LearnEqualParts(address.Bucket);
        return NotAsSent(
            "the store refuses parts of different lengths, as Cloudflare R2 does. Parts have one length from now on: send the object "
                + "again, and set the profile r2 so that no upload has to fail for it",
            refusal);
    }

    private StorageException NotAsSent(string what, StorageException refusal) =>
        StoreFailure.Create(FailureReason.Corrupt, _call, what, StoreFailure.PartNotAsSent, refusal.StatusCode, refusal);
}
