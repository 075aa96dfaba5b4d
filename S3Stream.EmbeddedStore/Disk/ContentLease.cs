namespace S3Stream.Embedded;

/// <summary>
/// An object held for reading: its blobs stay until this is disposed, whatever happens to the object meanwhile. One owner.
/// </summary>
internal sealed class ContentLease : IDisposable
{
    private IReadOnlyList<BlobExtent> _held;

    /// <summary>Called where the object cannot change, under its bucket's lock.</summary>
    public ContentLease(ObjectRecord record)
    {
        Record = record;
        _held = [.. record.Content];
        BlobExtent.AddReferences(_held);
    }

    public ObjectRecord Record { get; }

    public void Dispose()
    {
        BlobExtent.Release(_held);
        _held = [];
    }
}
