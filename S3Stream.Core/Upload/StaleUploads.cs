using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// Aborts multipart uploads that this installation began and that were abandoned (scenario 36). It does not look at others.
/// </summary>
internal sealed class StaleUploads(TransferServices services, ILogger logger)
{
    /// <summary>How long creating an upload may take with all its tries, and how far the store's clock may be from ours.</summary>
    private static readonly TimeSpan CreationTime = TimeSpan.FromMinutes(15);

    /// <summary>Returns how many were aborted. A failure leaves that upload for the next time and is logged.</summary>
    /// <param name="only">Uploads of this object; <see langword="null"/>: of all.</param>
    /// <param name="cancellationToken">Stops between two uploads.</param>
    public async Task<int> AbortAsync(ObjectAddress? only, CancellationToken cancellationToken)
    {
        if (services.Journal is not { } journal)
        {
            return 0;
        }

        int aborted = 0;
        DateTimeOffset before = services.Options.TimeProvider.GetUtcNow() - services.Options.ResumeWindow;
        foreach (JournalEntry entry in journal.Find(services.Account, before, only))
        {
            var address = new ObjectAddress(entry.Bucket, entry.Key);
            try
            {
                aborted += entry.IsBeginning
                    ? await AbortBegunAsync(address, entry, before, cancellationToken).ConfigureAwait(false)
                    : await AbortAsync(address, entry.UploadId, before, cancellationToken).ConfigureAwait(false) ? 1 : 0;
            }
            catch (StorageException exception)
            {
                logger.StaleUploadStays(address, exception.Message);
            }
        }

        return aborted;
    }

    /// <summary>
    /// We were about to create an upload of that key and then were not heard of again: those of it that were created at that time are ours.
    /// </summary>
    private async Task<int> AbortBegunAsync(
        ObjectAddress address, JournalEntry note, DateTimeOffset before, CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenMultipart> open = await services.Retry.ExecuteAsync(
            "ListMultipartUploads", (_, token) => services.Store.ListMultipartsAsync(address, token),
            cancellationToken).ConfigureAwait(false);
        int aborted = 0;
        foreach (OpenMultipart upload in open.Where(upload => (upload.Initiated - note.Begun).Duration() < CreationTime))
        {
            aborted += await AbortAsync(address, upload.UploadId, before, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        services.ForgetUpload(address, note.Holder!);
        return aborted;
    }

    private async Task<bool> AbortAsync(ObjectAddress address, string uploadId, DateTimeOffset before, CancellationToken cancellationToken)
    {
        bool isThere = true;
        try
        {
            IReadOnlyList<StoredPart> parts = await services.Retry.ExecuteAsync(
                "ListParts", (_, token) => services.Store.ListPartsAsync(address, uploadId, token),
                cancellationToken).ConfigureAwait(false);
            if (parts.Any(part => part.Stored >= before))
            {
                return false; // another process continues it
            }

            await services.Retry.ExecuteAsync(
                "AbortMultipartUpload", (_, token) => services.Store.AbortMultipartAsync(address, uploadId, token),
                cancellationToken).ConfigureAwait(false);
            logger.StaleUploadAborted(address, parts.Count, parts.Sum(part => part.Length));
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            isThere = false; // completed or aborted elsewhere
        }

        services.ForgetUpload(address, uploadId);
        return isThere;
    }
}
