namespace S3Stream.Upload;

/// <summary>
/// Moves half-filled parts to disk where the sender's order needs more memory than there is: the last line of defence of docs/memory.md.
/// </summary>
/// <param name="parts">Where a part to move is found.</param>
/// <param name="state">Told when there is no disk to move it to.</param>
/// <param name="stall">Told that memory is about to come back.</param>
/// <param name="failures">Says what failed.</param>
/// <param name="services">The spill directory, if there is one, and the budget.</param>
/// <param name="closing">The upload ends: nothing is written any more.</param>
internal sealed class PartSpiller(
    UploadParts parts,
    UploadState state,
    StallDetector stall,
    UploadFailures failures,
    TransferServices services,
    CancellationToken closing)
{
    /// <summary>
    /// Chooses the part to move so that <paramref name="wanted"/> can open, the highest one, and begins: <see cref="SpillAsync"/> follows.
    /// <see langword="null"/> when this upload has none to move. Under the lock.
    /// </summary>
    /// <exception cref="TransferFailedException">There is no disk to move it to; the upload has failed.</exception>
    public OpenPart? TryBegin(OpenPart wanted)
    {
        OpenPart? victim = parts.Open.Where(part => part.State is OpenPartState.Filling && part != wanted).MaxBy(part => part.Number);
        if (victim is null)
        {
            return null; // other transfers hold the memory; they go on by themselves
        }

        victim.File = services.Spill?.TryCreate(victim.Extent.Length);
        if (victim.File is null)
        {
            throw state.Fail(failures.NoRoom(services.Budget, parts.FirstGaps(), maySpill: services.Spill is not null));
        }

        victim.State = OpenPartState.Spilling;
        stall.SpillingBegins();
        return victim;
    }

    /// <summary>Writes to disk what has arrived of the part, and gives its memory back. Outside the lock.</summary>
    public async Task SpillAsync(OpenPart part)
    {
        Exception? failure = null;
        try
        {
            // copy: the sender's order needs more memory than the budget; what has arrived of this part waits on disk
            await part.File!.SaveAsync(part.Buffer!, part.Coverage.Extents, closing).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            failure = exception;
        }

        lock (parts.Gate)
        {
            stall.SpillingEnds();
            part.State = OpenPartState.Spilled;
            part.Buffer!.Dispose();
            part.Buffer = null;
            if (failure is not null)
            {
                state.Fail(failures.NotSpilled(part, failure));
            }

            part.Signal();
        }
    }
}
