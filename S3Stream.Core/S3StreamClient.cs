using Amazon.Runtime;

namespace S3Stream;

/// <summary>
/// Opens uploads and downloads and owns what they share: the memory budget, the slab pool, the request slots and the connections to S3.
/// Safe for concurrent use; make one per store and keep it. Dispose it after its transfers.
/// </summary>
public sealed class S3StreamClient : IAsyncDisposable
{
    /// <summary>Creates a client.</summary>
    /// <exception cref="ArgumentException">A setting is out of its range; the message names it.</exception>
    public S3StreamClient(S3StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
    }

    /// <summary>The settings this client was made with.</summary>
    public S3StreamOptions Options { get; }

    /// <summary>Look-ups, listings, deletes, copies and buckets.</summary>
    public ObjectCatalog Catalog => throw new NotImplementedException();

    /// <summary>
    /// A client for other credentials that shares this one's memory budget, slab pool and request slots. Dispose it before this one.
    /// </summary>
    public S3StreamClient WithCredentials(AWSCredentials credentials) => throw new NotImplementedException();

    /// <summary>Starts an upload. Nothing is created in S3 before the first part is full; a smaller object is one PutObject.</summary>
    /// <exception cref="MemoryBudgetExceededException">An object of the declared length needs parts that the memory budget cannot hold.</exception>
    /// <exception cref="TransferFailedException">The declared length exceeds what the store can hold.</exception>
    public Task<ObjectUpload> CreateUploadAsync(ObjectAddress address, UploadOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>
    /// Continues the newest open multipart upload of that key, made by this or another process: <see cref="ObjectUpload.StoredExtents"/> then tells
    /// what need not be sent again (S3: ListMultipartUploads, ListParts). <see langword="null"/> when there is none that fits these options.
    /// </summary>
    public Task<ObjectUpload?> ResumeUploadAsync(ObjectAddress address, UploadOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Opens a download. The first read is under way when this returns.</summary>
    /// <exception cref="StorageException">There is no such object (<see cref="FailureReason.NotFound"/>), or it may not be read.</exception>
    public Task<ObjectDownload> OpenDownloadAsync(ObjectAddress address, DownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Closes the connections to S3. Transfers must have ended.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
