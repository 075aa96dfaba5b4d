using S3Stream.Memory;

namespace S3Stream.Upload;

/// <summary>The failures of an upload whose bytes cannot become the object, in words. Immutable.</summary>
internal sealed class UploadFailures(ObjectAddress address, UploadLayout layout)
{
    public TransferFailedException BeyondEnd(long offset) => layout.DeclaredLength is { } length
        ? new TransferFailedException(FailureReason.Invalid, $"{address}: a byte came at {offset}, but only {length} bytes were declared.")
        { At = new Extent(offset, 1) }
        : new TransferFailedException(
            FailureReason.NotSupported,
            $"{address}: the byte at {offset} lies beyond the {layout.MaxLength} bytes that parts of these sizes hold. Declare the "
                + "length, or raise part size and memory budget.")
        { At = new Extent(offset, 1) };

    public TransferFailedException CameAfterStored(long offset, int part) => new(
        FailureReason.Overlap,
        $"{address}: the byte at {offset} came again after its part {part} was stored, and can no longer be compared.")
    { At = new Extent(offset, 1) };

    public TransferFailedException CameTwice(Extent extent) => new(
        FailureReason.Overlap, $"{address}: the bytes {extent} came twice, with different content or after they were stored.")
    { At = extent };

    public TransferFailedException NotAsDeclared(long length, long declared) => new(
        FailureReason.Incomplete, $"{address}: {length} bytes came, but {declared} were declared; no object was made.")
    { At = Extent.Between(Math.Min(length, declared), Math.Max(length, declared)) };

    public TransferFailedException TooLong(long length, long end) => new(
        FailureReason.Invalid, $"{address}: bytes up to {end} came, beyond the end of the object at {length}; no object was made.")
    { At = Extent.Between(length, end) };

    public TransferFailedException NeverCame(Extent gap, long length) => new(
        FailureReason.Incomplete, $"{address}: the bytes {gap} of {length} never came; no object was made.")
    { At = gap };

    public TransferFailedException NoRoom(MemoryBudget budget, IEnumerable<Extent> missing, bool maySpill, bool othersWait) => new(
        FailureReason.MemoryBudget,
        $"{address}: the bytes came "
            + (othersWait
                ? $"too slowly, or in an order that needs more than its share of the memory budget of {budget.Limit} bytes, and other "
                    + "transfers wait for memory; missing are "
                : $"in an order that needs more parts in memory than the budget of {budget.Limit} bytes holds; missing are ")
            + $"{string.Join(", ", missing.Take(4))}. "
            + (maySpill
                ? "The spill directory's limit is reached; raise it."
                : "Send in order, raise the memory budget, or set a spill directory."));

    public TransferFailedException NotSpilled(OpenPart part, Exception cause) => new(
        FailureReason.NoSpace, $"{address}: part {part.Number} could not be written to the spill directory: {cause.Message}", cause);
}
