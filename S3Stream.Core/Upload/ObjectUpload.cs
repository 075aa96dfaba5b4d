namespace S3Stream;

/// <summary>
/// One object on its way to S3. Bytes come through <see cref="UploadWriter"/>s, at any offset and in any order, from many writers at once, straight
/// into part memory. Parts that are whole are sent while more bytes arrive. Safe for concurrent use.
/// </summary>
public sealed class ObjectUpload : IAsyncDisposable
{
    internal ObjectUpload(ObjectAddress address) => Address = address;

    /// <summary>Where the object goes.</summary>
    public ObjectAddress Address { get; }

    /// <summary>Bytes accepted so far: committed by writers, plus those found stored when the upload was resumed.</summary>
    public long BytesReceived => throw new NotImplementedException();

    /// <summary>Bytes in parts that S3 has acknowledged.</summary>
    public long BytesStored => throw new NotImplementedException();

    /// <summary>
    /// The extents S3 has acknowledged, merged and ascending: what survives any crash of this process and may be named in a restart marker.
    /// Empty for an object that is small enough to be one request.
    /// </summary>
    public IReadOnlyList<Extent> StoredExtents => throw new NotImplementedException();

    /// <summary>Completes, with the failure, as soon as the upload has failed; never completes otherwise. Writers see the same failure.</summary>
    public Task<Exception> Failed => throw new NotImplementedException();

    /// <summary>Opens a source of bytes, such as one data connection. Dispose it when the source ends.</summary>
    public UploadWriter OpenWriter() => throw new NotImplementedException();

    /// <summary>
    /// Ends the object at <paramref name="length"/>, waits until every part is stored, and makes the object visible.
    /// Every writer must be disposed. Any byte missing below <paramref name="length"/> fails the upload: no object is made.
    /// </summary>
    public Task<StoredObject> CompleteAsync(long length, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Stops the upload without an object and gives all memory back. With <see cref="UploadOptions.KeepForResume"/> parts that are whole are
    /// stored first and the multipart upload stays; otherwise it is aborted.
    /// </summary>
    public Task AbortAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Aborts the upload if it was not completed. Idempotent.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
