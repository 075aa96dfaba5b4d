namespace S3Stream.Upload;

/// <content>Parts that wait on disk, because the sender's order needs more memory than there is.</content>
internal sealed partial class PartAssembler
{
    /// <summary>The part to move to disk so that another can open, or a failure when there is no disk to move it to.</summary>
    private OpenPart? ChooseVictim(OpenPart wanted)
    {
        OpenPart? victim = _parts.Values.Where(part => part.State is OpenPartState.Filling && part != wanted).MaxBy(part => part.Number);
        if (victim is null)
        {
            return null; // other transfers hold the memory; they go on by themselves
        }

        victim.File = _services.Spill?.TryCreate(victim.Extent.Length);
        if (victim.File is null)
        {
            throw FailLocked(new MemoryBudgetExceededException(
                $"{_address}: the bytes came in an order that needs more parts in memory than the budget of {_services.Budget.Limit} "
                    + $"bytes holds; missing are {string.Join(", ", MissingExtents().Take(4))}. "
                    + (_services.Spill is null
                        ? "Send in order, raise the memory budget, or set a spill directory."
                        : "The spill directory's limit is reached; raise it.")));
        }

        victim.State = OpenPartState.Spilling;
        _spilling++;
        return victim;
    }

    private IEnumerable<Extent> MissingExtents() =>
        from part in _parts.Values
        where part.State is OpenPartState.Filling or OpenPartState.Opening
        orderby part.Number
        let gap = part.Coverage.FirstGap(new Extent(0, part.Extent.Length))
        where gap is not null
        select new Extent(part.Extent.Offset + gap.Value.Offset, gap.Value.Length);

    private async Task SpillAsync(OpenPart part)
    {
        Exception? failure = null;
        try
        {
            // copy: the sender's order needs more memory than the budget; what has arrived of this part waits on disk
            await part.File!.SaveAsync(part.Buffer!, part.Coverage.Extents, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            failure = exception;
        }

        lock (_gate)
        {
            _spilling--;
            _events++;
            part.State = OpenPartState.Spilled;
            part.Buffer!.Dispose();
            part.Buffer = null;
            if (failure is not null)
            {
                FailLocked(new TransferFailedException(
                    FailureReason.NoSpace, $"{_address}: part {part.Number} could not be written to the spill directory: {failure.Message}",
                    failure));
            }

            part.Signal();
        }
    }
}
