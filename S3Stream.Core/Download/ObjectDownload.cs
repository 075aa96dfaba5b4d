namespace S3Stream;

/// <summary>
/// One object, or extents of it, on its way from S3: parallel ranged reads, all pinned to one version of the object, in bounded memory.
/// </summary>
public sealed class ObjectDownload : IAsyncDisposable
{
    internal ObjectDownload(ObjectEntry entry) => Entry = entry;

    /// <summary>The object as it was when the download was opened; every byte comes from that version.</summary>
    public ObjectEntry Entry { get; }

    /// <summary>The bytes this download delivers: the extents asked for, cut at the object's end.</summary>
    public long Length => throw new NotImplementedException();

    /// <summary>
    /// The next bytes. With <see cref="DeliveryOrder.AsCompleted"/> any number of callers may wait at once, each gets other bytes; with
    /// <see cref="DeliveryOrder.Ascending"/> one caller at a time. After the last byte every call returns a lease with <see cref="ReadLease.IsEnd"/>.
    /// </summary>
    /// <exception cref="StorageException">A read failed after its retries, or the object changed (<see cref="FailureReason.Changed"/>).</exception>
    public ValueTask<ReadLease> ReadAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Stops all reads and gives back memory that is not leased out. Idempotent.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
