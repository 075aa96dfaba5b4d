using Microsoft.Extensions.Logging;
using S3Stream.Diagnostics;
using S3Stream.Storage;

namespace S3Stream.Upload;

/// <summary>
/// Finds the open multipart upload that a transfer continues, and takes it over from whoever still holds it (docs/decisions/0013).
/// </summary>
internal sealed class UploadResumption(TransferServices services, ObjectAddress address, UploadOptions options, ILogger logger)
{
    /// <summary>The newest upload that fits, or <see langword="null"/>.</summary>
    public async Task<(UploadRequests Requests, ResumePlan Plan)?> FindAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<OpenMultipart> open = await services.Retry.ExecuteAsync(
            "ListMultipartUploads", (_, token) => services.Store.ListMultipartsAsync(address, token),
            cancellationToken).ConfigureAwait(false);
        foreach (OpenMultipart candidate in open)
        {
            if (await PlanAsync(candidate, cancellationToken).ConfigureAwait(false) is not null
                && await TakeAsync(candidate, cancellationToken).ConfigureAwait(false) is { } taken)
            {
                return taken;
            }
        }

        return null;
    }

    /// <summary>
    /// Makes this transfer the holder. What the former one was sending has ended before the parts are looked at, so none of it comes later.
    /// </summary>
    private async Task<(UploadRequests Requests, ResumePlan Plan)?> TakeAsync(
        OpenMultipart candidate, CancellationToken cancellationToken)
    {
        var hold = new UploadHold(options.Owner, options.KeepForResume);
        if (services.Journal?.Find(address, candidate.UploadId) is { IsResumable: false }
            || !services.Holds.TryTake(address, candidate.UploadId, hold, out UploadHold? former))
        {
            logger.UploadHeldElsewhere(address);
            return null;
        }

        ResumePlan? plan = null;
        try
        {
            services.NoteUpload(address, candidate.UploadId, hold); // of another process, the former holder reads it before it sends again
            if (former is not null)
            {
                logger.UploadTakenOver(address);
                await former.Released.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            plan = await PlanAsync(candidate, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (plan is null)
            {
                services.Holds.Release(address, candidate.UploadId, hold);
            }
        }

        return plan is null ? null : (new UploadRequests(services, address, candidate.UploadId, hold, logger), plan);
    }

    /// <summary>How the upload would go on; null where it has no parts, they do not fit, or it is gone.</summary>
    private async Task<ResumePlan?> PlanAsync(OpenMultipart candidate, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredPart> parts;
        try
        {
            parts = await services.Retry.ExecuteAsync(
                "ListParts", (_, token) => services.Store.ListPartsAsync(address, candidate.UploadId, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            return null; // completed or aborted since it was listed
        }

        if (parts.Count == 0 || IsAboutToBeAborted(candidate, parts))
        {
            return null;
        }

        ResumePlan? plan = ResumePlan.Fit(services.Options, options.Length, parts);
        if (plan is null)
        {
            logger.ResumeDoesNotFit(address);
        }

        return plan;
    }

    /// <summary>
    /// The process that began the upload aborts it when the resume window is over and sees a new holder by its parts only. The last bit of
    /// the window is left for the first part of ours to arrive.
    /// </summary>
    private bool IsAboutToBeAborted(OpenMultipart candidate, IReadOnlyList<StoredPart> parts)
    {
        DateTimeOffset newest = parts.Max(part => part.Stored) is { } stored && stored > candidate.Initiated ? stored : candidate.Initiated;
        TimeSpan window = services.Options.ResumeWindow;
        return newest < services.Options.TimeProvider.GetUtcNow() - window + (window / 24);
    }
}
