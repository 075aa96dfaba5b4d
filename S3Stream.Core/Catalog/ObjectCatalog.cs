namespace S3Stream;

/// <summary>What the store holds: look up, list, delete, copy; buckets. Safe for concurrent use. Requests are retried as the options say.</summary>
public sealed class ObjectCatalog
{
    internal ObjectCatalog()
    {
    }

    /// <summary>The object's facts, or <see langword="null"/> when there is no such object (S3: HeadObject).</summary>
    public Task<ObjectEntry?> FindAsync(ObjectAddress address, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Objects and, with a delimiter, common prefixes below <paramref name="prefix"/>, in key order, page by page (S3: ListObjectsV2). Holds one page at a time.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">Keys start with this; may be empty.</param>
    /// <param name="delimiter">Usually <c>/</c>; <see langword="null"/> lists every key below the prefix.</param>
    /// <param name="startAfter">List only keys after this one; <see langword="null"/> lists all.</param>
    /// <param name="limit">At most this many entries.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public IAsyncEnumerable<ObjectEntry> ListAsync(
        string bucket, string prefix, string? delimiter = "/", string? startAfter = null, long limit = long.MaxValue, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Deletes an object; one that does not exist is success (S3: DeleteObject).</summary>
    public Task DeleteAsync(ObjectAddress address, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Copies an object inside the store, of any size (S3: CopyObject up to 5 GiB, else parallel UploadPartCopy).</summary>
    /// <exception cref="StorageException">The source does not exist, changed meanwhile, or the store refused.</exception>
    public Task CopyAsync(ObjectAddress source, ObjectAddress destination, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>All buckets of the account.</summary>
    public Task<IReadOnlyList<BucketEntry>> ListBucketsAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>True when the bucket exists and these credentials may see it.</summary>
    public Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Creates a bucket in the options' region.</summary>
    public Task CreateBucketAsync(string bucket, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Deletes an empty bucket.</summary>
    public Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken = default) => throw new NotImplementedException();
}
