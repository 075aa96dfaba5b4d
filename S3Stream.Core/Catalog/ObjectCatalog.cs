using System.Runtime.CompilerServices;
using S3Stream.Catalog;
using S3Stream.Resilience;
using S3Stream.Storage;
using S3Stream.Storage.Failures;

namespace S3Stream;

/// <summary>
/// Look-ups, listings, deletes and copies of objects, and operations on buckets. Safe for concurrent use. Requests are retried as the
/// options say.
/// </summary>
public sealed class ObjectCatalog
{
    private readonly IObjectStore _store;
    private readonly RetryPolicy _retry;
    private readonly ObjectCopy _copy;
    private readonly IReadOnlyList<ObjectRule> _rules;
    private readonly BatchDelete _batches;

    internal ObjectCatalog(TransferServices services)
    {
        _store = services.Store;
        _retry = services.Retry;
        _copy = new ObjectCopy(services);
        _rules = services.Options.ObjectRules;
        _batches = new BatchDelete(services);
    }

    /// <summary>The object's facts, or <see langword="null"/> when there is no such object (S3: HeadObject).</summary>
    /// <exception cref="StorageException">It may not be read, or the store failed.</exception>
    public Task<ObjectEntry?> FindAsync(ObjectAddress address, CancellationToken cancellationToken = default)
    {
        address.ThrowIfInvalid(nameof(address));
        return _retry.ExecuteAsync($"HeadObject {address}", (_, token) => _store.HeadAsync(address, token), cancellationToken);
    }

    /// <summary>
    /// Objects and, with a delimiter, common prefixes below <paramref name="prefix"/>, in key order, page by page (S3: ListObjectsV2).
    /// Holds one page at a time.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">Keys start with this; may be empty.</param>
    /// <param name="delimiter">Usually <c>/</c>; <see langword="null"/> lists every key below the prefix.</param>
    /// <param name="startAfter">List only keys after this one; <see langword="null"/> lists all.</param>
    /// <param name="limit">At most this many entries.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    /// <exception cref="StorageException">There is no such bucket, it may not be listed, or the store failed.</exception>
    public async IAsyncEnumerable<ObjectEntry> ListAsync(
        string bucket,
        string prefix,
        string? delimiter = "/",
        string? startAfter = null,
        long limit = long.MaxValue,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        ArgumentNullException.ThrowIfNull(prefix);
        string? continuation = null;
        for (long left = limit; left > 0;)
        {
            string? position = continuation;
            int pageLimit = (int)Math.Min(left, 1000);
            ListPage page = await _retry.ExecuteAsync(
                $"ListObjectsV2 {bucket}/{prefix}",
                (_, token) => _store.ListAsync(bucket, prefix, delimiter, startAfter, position, pageLimit, token),
                cancellationToken).ConfigureAwait(false);
            foreach (ObjectEntry entry in page.Entries)
            {
                yield return entry;
            }

            left -= page.Entries.Count;
            continuation = page.Continuation;
            if (continuation is null)
            {
                yield break;
            }
        }
    }

    /// <summary>Deletes an object; one that does not exist is success (S3: DeleteObject).</summary>
    /// <exception cref="StorageException">It may not be deleted, or the store failed.</exception>
    public Task DeleteAsync(ObjectAddress address, CancellationToken cancellationToken = default)
    {
        address.ThrowIfInvalid(nameof(address));
        return _retry.ExecuteAsync($"DeleteObject {address}", (_, token) => _store.DeleteAsync(address, token), cancellationToken);
    }

    /// <summary>
    /// Deletes objects as they are enumerated, 1,000 a request (S3: DeleteObjects, or DeleteObject each where the store does not know it).
    /// Those that do not exist are success. Holds one batch at a time.
    /// </summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>
    /// Empty when all are gone; else the failures of the first batch that had any. Keys behind that batch are not touched.
    /// </returns>
    /// <exception cref="StorageException">
    /// A whole request failed: the credentials are refused, there is no such bucket, the store failed.
    /// </exception>
    public Task<IReadOnlyList<DeleteFailure>> DeleteManyAsync(
        string bucket, IAsyncEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        ArgumentNullException.ThrowIfNull(keys);
        return _batches.RunAsync(bucket, keys, cancellationToken);
    }

    /// <summary>Deletes every object whose key begins with a prefix, as it is listed (S3: ListObjectsV2, DeleteObjects).</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The prefix, such as <c>logs/2025/</c>; empty: the whole bucket.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="StorageException">The first key that could not be deleted, or a request that failed.</exception>
    public async Task<long> DeletePrefixAsync(string bucket, string prefix, CancellationToken cancellationToken = default)
    {
        long listed = 0;

        async IAsyncEnumerable<string> KeysAsync()
        {
            await foreach (ObjectEntry entry in ListAsync(
                bucket, prefix, delimiter: null, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                listed++;
                yield return entry.Key;
            }
        }

        IReadOnlyList<DeleteFailure> failures = await DeleteManyAsync(bucket, KeysAsync(), cancellationToken).ConfigureAwait(false);
        return failures.Count == 0 ? listed : throw failures[0].Error;
    }

    /// <summary>
    /// Copies an object inside the store, of any size (S3: CopyObject up to 5 GiB, else parallel UploadPartCopy). User metadata and content
    /// type are kept.
    /// A failed copy leaves source and destination as they were.
    /// </summary>
    /// <exception cref="StorageException">The source does not exist, changed meanwhile, or the store refused.</exception>
    /// <remarks>Where <see cref="ObjectRule.NoOverwrite"/> holds, an existing destination is refused.</remarks>
    public async Task CopyAsync(ObjectAddress source, ObjectAddress destination, CancellationToken cancellationToken = default)
    {
        source.ThrowIfInvalid(nameof(source));
        destination.ThrowIfInvalid(nameof(destination));
        if (ObjectRule.For(_rules, destination.Bucket, destination.Key).NoOverwrite)
        {
            await RefuseExistingAsync(destination, cancellationToken).ConfigureAwait(false);
        }

        await _copy.RunAsync(source, destination, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="StorageException">The object is there: <see cref="FailureReason.AlreadyExists"/>.</exception>
    internal async Task RefuseExistingAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        if (await FindAsync(address, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreFailure.Create(
                FailureReason.AlreadyExists,
                new StoreCall("PutObject", address),
                "the object exists already, and objects here are not replaced");
        }
    }

    /// <summary>
    /// Sets or replaces entries of an object's user metadata, by copying it onto itself inside the store (S3: HeadObject, CopyObject; above
    /// 5 GiB GetObjectTagging, parallel UploadPartCopy and a completion with If-Match, where the store honours that): cost and time grow
    /// with its length, its modification time becomes now, and its ETag may change. Other metadata, content headers, storage class and
    /// encryption stay; an ACL becomes the bucket's default.
    /// </summary>
    /// <param name="address">The object.</param>
    /// <param name="changes">Names without <c>x-amz-meta-</c>, and values; such that are not ASCII become encoded words (RFC 2047).</param>
    /// <param name="maxLength">Longer objects are refused. Default 5 GiB, S3's limit of one copy.</param>
    /// <param name="cancellationToken">Ends the wait; the copy may still be made.</param>
    /// <returns>The ETag now; <see langword="null"/> when there is no such object.</returns>
    /// <exception cref="StorageException">
    /// The object is longer than <paramref name="maxLength"/>, or than 5 GiB where the store does not honour If-Match on completion (<see
    /// cref="FailureReason.NotSupported"/>), changed meanwhile (<see cref="FailureReason.Changed"/>), or the store refused.
    /// </exception>
    public async Task<string?> ChangeMetadataAsync(
        ObjectAddress address,
        IReadOnlyDictionary<string, string> changes,
        long maxLength = ObjectCopy.MaxSingleCopy,
        CancellationToken cancellationToken = default)
    {
        address.ThrowIfInvalid(nameof(address));
        ArgumentNullException.ThrowIfNull(changes);
        changes = MetadataText.Encode(changes, nameof(changes));
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        if (maxLength > ObjectCopy.MaxSingleCopy
            && await FindAsync(address, cancellationToken).ConfigureAwait(false) is { Length: > ObjectCopy.MaxSingleCopy } entry
            && entry.Length <= maxLength)
        {
            return await _copy.RewriteAsync(address, changes, cancellationToken).ConfigureAwait(false);
        }

        return await _retry.ExecuteAsync(
            $"CopyObject {address} onto itself",
            (_, token) => _store.ChangeMetadataAsync(address, changes, Math.Min(maxLength, ObjectCopy.MaxSingleCopy), token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All buckets of the account.</summary>
    /// <exception cref="StorageException">They may not be listed, or the store failed.</exception>
    public Task<IReadOnlyList<BucketEntry>> ListBucketsAsync(CancellationToken cancellationToken = default) =>
        _retry.ExecuteAsync("ListBuckets", (_, token) => _store.ListBucketsAsync(token), cancellationToken);

    /// <summary>True when the bucket exists and these credentials may see it.</summary>
    /// <exception cref="StorageException">The store failed.</exception>
    public Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken = default)
    {
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        return _retry.ExecuteAsync($"HeadBucket {bucket}", (_, token) => _store.BucketExistsAsync(bucket, token), cancellationToken);
    }

    /// <summary>Creates a bucket in the options' region.</summary>
    /// <exception cref="StorageException">It exists already, may not be created, or the store failed.</exception>
    public Task CreateBucketAsync(string bucket, CancellationToken cancellationToken = default)
    {
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        return _retry.ExecuteAsync($"CreateBucket {bucket}", (_, token) => _store.CreateBucketAsync(bucket, token), cancellationToken);
    }

    /// <summary>Deletes an empty bucket.</summary>
    /// <exception cref="StorageException">
    /// It is not empty (<see cref="FailureReason.NotEmpty"/>), does not exist, or the store failed.
    /// </exception>
    public Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken = default)
    {
        BucketName.ThrowIfInvalid(bucket, nameof(bucket));
        return _retry.ExecuteAsync($"DeleteBucket {bucket}", (_, token) => _store.DeleteBucketAsync(bucket, token), cancellationToken);
    }
}
