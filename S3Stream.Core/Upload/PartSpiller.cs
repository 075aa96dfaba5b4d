namespace S3Stream.Upload;

/// <summary>
/// Moves half-filled parts to disk where the sender's order needs more memory than there is: the last line of defence of docs/memory.md.
/// </summary>
/// <param name="parts">Where a part to move is found.</param>
/// <param name="state">Told when there is no disk to move it to.</param>
/// <param name="stall">Told that memory is about to come back.</param>
/// <param name="failures">Says what failed.</param>
/// <param name="services">The spill directory, if there is one, and the budget.</param>
/// <param name="closing">Cancelled when the upload ends.</param>
internal sealed class PartSpiller(
    UploadParts parts,
    UploadState state,
    StallDetector stall,
    UploadFailures failures,
    TransferServices services,
    CancellationToken closing)
{
    /// <summary>There is a directory that parts can go to.</summary>
    public bool HasDisk => services.Spill is not null;

    /// <summary>
    /// Chooses the part to move so that <paramref name="wanted"/> can open, the highest one, and begins: <see cref="SpillAsync"/> follows.
    /// <see langword="null"/> when this upload has none to move. Under the lock.
    /// </summary>
    /// <exception cref="TransferFailedException">There is no disk to move it to; the upload has failed.</exception>
    public OpenPart? BeginFor(OpenPart wanted)
    {
        OpenPart? victim = parts.Open.Where(part => part.State is OpenPartState.Filling && part != wanted).MaxBy(part => part.Number);
        if (victim is null)
        {
            return null; // other transfers hold the memory; they go on by themselves
        }

        return TryBegin(victim) ? victim : throw FailForRoom(othersWait: false);
    }

    /// <summary>Begins to move a part that no writer fills; false when there is no disk to move it to. Under the lock.</summary>
    public bool TryBegin(OpenPart victim)
    {
        victim.File = services.Spill?.TryCreate(victim.Extent.Length);
        if (victim.File is null)
        {
            return false;
        }

        victim.State = OpenPartState.Spilling;
        stall.SpillingBegins();
        return true;
    }

    /// <summary>Fails the upload: its parts need more memory than it can have, and there is no disk. Under the lock.</summary>
    public Exception FailForRoom(bool othersWait) =>
        state.Fail(failures.NoRoom(services.Budget, parts.FirstGaps(), services.Spill is not null, othersWait));

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
            if (part.State is OpenPartState.Spilling)
            {
                part.State = OpenPartState.Spilled;
                part.Buffer!.Dispose();
                part.Buffer = null;
            }
            else
            {
                // the object ended meanwhile: the part is stored from memory
                part.File!.Dispose();
                part.File = null;
            }

            if (failure is not null)
            {
                state.Fail(failures.NotSpilled(part, failure));
            }

            part.Signal();
            stall.WakeIfStuck();
        }
    }
}
