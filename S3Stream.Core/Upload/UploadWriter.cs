namespace S3Stream;

/// <summary>
/// One source of an <see cref="ObjectUpload"/>'s bytes. Used by one caller at a time; any number of writers may work at once.
/// <see cref="AcquireAsync"/> gives memory that belongs to the part; the caller fills it and calls <see cref="Commit"/>.
/// </summary>
public sealed class UploadWriter : IDisposable
{
    internal UploadWriter(ObjectUpload upload) => Upload = upload;

    /// <summary>The upload this writer feeds.</summary>
    public ObjectUpload Upload { get; }

    /// <summary>
    /// Memory for bytes of the object that start at <paramref name="offset"/>: at least 1 and at most <paramref name="size"/> bytes, as much as is
    /// contiguous. Waits while the memory budget is full and the part is not the next one needed: back-pressure; do not read on meanwhile.
    /// The memory is the caller's until the next <see cref="Commit"/>, <see cref="AcquireAsync"/> or <see cref="Dispose"/>.
    /// </summary>
    /// <exception cref="TransferFailedException">The upload has failed, or the offset lies beyond the declared length or in a part that is stored already.</exception>
    /// <exception cref="MemoryBudgetExceededException">The part cannot be held in the budget.</exception>
    public ValueTask<Memory<byte>> AcquireAsync(long offset, int size, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Says that the first <paramref name="count"/> bytes of the acquired memory are filled, and gives the memory back. 0 gives it back unused.</summary>
    public void Commit(int count) => throw new NotImplementedException();

    /// <summary>Ends this source. Memory acquired and not committed is given back. Idempotent.</summary>
    public void Dispose() => throw new NotImplementedException();
}
