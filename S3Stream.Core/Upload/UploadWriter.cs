using S3Stream.Upload;

namespace S3Stream;

/// <summary>
/// One source of an <see cref="ObjectUpload"/>'s bytes. Used by one caller at a time; any number of writers may work at once.
/// <see cref="AcquireAsync"/> gives memory that belongs to the part; the caller fills it and calls <see cref="Commit"/>.
/// </summary>
/// <remarks>
/// A writer whose offsets only grow never needs more memory than the budget, however far it runs ahead of others. Writers that go back and
/// forth may: see <see cref="S3StreamOptions.SpillDirectory"/>.
/// </remarks>
public sealed class UploadWriter : IDisposable
{
    private const int ScratchSize = 64 * 1024;

    private readonly PartAssembler _assembler;
    private byte[]? _scratch;
    private bool _disposed;

    internal UploadWriter(ObjectUpload upload, PartAssembler assembler)
    {
        Upload = upload;
        _assembler = assembler;
    }

    /// <summary>The upload this writer feeds.</summary>
    public ObjectUpload Upload { get; }

    /// <summary>What is acquired and not committed. Guarded by the assembler's lock.</summary>
    internal WriterLease? Lease { get; set; }

    /// <summary>The offset after the last one asked for: a smaller one means that this writer's bytes have no order.</summary>
    internal long Position { get; set; }

    /// <summary>Memory for bytes that are compared or go to disk; not part memory, 64 KiB, made when first needed.</summary>
    internal byte[] Scratch => _scratch ??= new byte[ScratchSize];

    /// <summary>
    /// Memory for bytes of the object that start at <paramref name="offset"/>: at least 1 and at most <paramref name="size"/> bytes, as
    /// much as is contiguous. Waits while the memory budget is full and the part is not the next one needed: back-pressure; do not read on
    /// meanwhile. The memory is the caller's until the next <see cref="Commit"/> or <see cref="Dispose"/>.
    /// </summary>
    /// <param name="offset">The first byte's offset in the object, 0 or more.</param>
    /// <param name="size">How many bytes the caller has, 1 or more.</param>
    /// <param name="cancellationToken">Ends the wait; nothing is acquired then.</param>
    /// <exception cref="InvalidOperationException">Memory acquired before was not committed, or the upload has ended.</exception>
    /// <exception cref="StorageException">The upload has failed: S3 refused a part of it.</exception>
    /// <exception cref="TransferFailedException">
    /// The upload has failed, or the offset lies beyond the declared length or in a part that is stored already. With
    /// <see cref="FailureReason.MemoryBudget"/>: the part cannot be held in the budget; or the memory to begin did not come free within
    /// <see cref="S3StreamOptions.AdmissionTimeout"/>; or the bytes' order needs more than the upload's share, others wait, and there is no
    /// <see cref="S3StreamOptions.SpillDirectory"/>.
    /// </exception>
    public ValueTask<Memory<byte>> AcquireAsync(long offset, int size, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return _assembler.AcquireAsync(this, offset, size, cancellationToken);
    }

    /// <summary>
    /// Says that the first <paramref name="count"/> bytes of the acquired memory are filled, and gives the memory back. 0 gives it back
    /// unused.
    /// </summary>
    /// <exception cref="InvalidOperationException">Nothing is acquired.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative or more than was acquired.</exception>
    public void Commit(int count) => _assembler.Commit(this, count);

    /// <summary>Ends this source. Memory acquired and not committed is given back. Idempotent.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _assembler.CloseWriter(this);
        }
    }
}
