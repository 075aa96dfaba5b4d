using System.Buffers;

namespace S3Stream.Storage;

/// <summary>
/// The S3 requests the pipelines need, one attempt each: no retry in here (<see cref="Resilience.RetryPolicy"/> decides that, and nothing
/// else does). Safe for concurrent use. Every failure is a <see cref="StorageException"/> or an <see cref="OperationCanceledException"/>. A
/// body is only read while its call runs; the caller owns the memory and may send it again.
/// </summary>
internal interface IObjectStore : IDisposable
{
    /// <summary>Completions in the bucket name the whole object's CRC64NVME, and it is compared.</summary>
    bool VerifiesWholeObjects(string bucket);

    /// <summary>The bucket was seen not to take parts of different lengths, whatever the profile says.</summary>
    bool NeedsEqualParts(string bucket);

    /// <summary>Parts of different lengths were not put together, although they are those that the store lists.</summary>
    void LearnEqualParts(string bucket);

    /// <summary>What the MD5 of bytes that go to that object now is for. It may be another one for the next bytes.</summary>
    Md5Use Md5UseOf(ObjectAddress address);

    /// <summary>This store as one transfer sees it: requests about its object carry what it says. Not to be disposed.</summary>
    IObjectStore With(ObjectTerms terms);

    /// <summary>CreateMultipartUpload: the upload's id.</summary>
    Task<string> CreateMultipartAsync(ObjectAddress address, ObjectAttributes attributes, CancellationToken cancellationToken);

    /// <summary>
    /// UploadPart: the part's ETag. An answer without ETag, or with a checksum that differs from the one sent, is
    /// <see cref="FailureReason.Corrupt"/>.
    /// </summary>
    Task<string> UploadPartAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, ChecksumSet checksums,
        CancellationToken cancellationToken);

    /// <summary>
    /// UploadPart where the MD5 is used <see cref="Md5Use.BesideSending"/>: nothing goes out that the store could compare. The caller
    /// compares the ETag with the MD5 of the bytes, and sends them again with their MD5 where it is another.
    /// </summary>
    Task<string> UploadPartUncomparedAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, CancellationToken cancellationToken);

    /// <summary>CompleteMultipartUpload; parts in ascending order. An answer that does not prove success throws.</summary>
    Task<PutReply> CompleteMultipartAsync(
        ObjectAddress address, string uploadId, IReadOnlyList<StoredPart> parts, CompletionConditions conditions,
        CancellationToken cancellationToken);

    /// <summary>AbortMultipartUpload; an upload that is gone already is success.</summary>
    Task AbortMultipartAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken);

    /// <summary>PutObject.</summary>
    Task<PutReply> PutAsync(
        ObjectAddress address,
        ReadOnlySequence<byte> body,
        ObjectAttributes attributes,
        CompletionConditions conditions,
        CancellationToken cancellationToken);

    /// <summary>
    /// GetObject of a range: the reply's stream yields the bytes and is the caller's to dispose. A range that begins at or beyond the end
    /// of the object (S3: 416) gives a reply without stream. <paramref name="etag"/> is sent as If-Match; a mismatch is <see
    /// cref="FailureReason.Changed"/>.
    /// </summary>
    Task<RangeReply> GetRangeAsync(ObjectAddress address, Extent range, string? etag, CancellationToken cancellationToken);

    /// <summary>HeadObject; <see langword="null"/> when there is no such object.</summary>
    Task<ObjectEntry?> HeadAsync(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>One page of ListObjectsV2 (1,000 entries at most), keys and common prefixes merged in key order.</summary>
    Task<ListPage> ListAsync(
        string bucket,
        string prefix,
        string? delimiter,
        string? startAfter,
        string? continuation,
        int limit,
        CancellationToken cancellationToken);

    /// <summary>DeleteObject; an object that does not exist is success.</summary>
    Task DeleteAsync(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>
    /// DeleteObjects: 1,000 keys at most, each as XML can carry it (<see cref="KeyText.FitsXml"/>). Returns those that could not be
    /// deleted.
    /// </summary>
    Task<IReadOnlyList<DeleteFailure>> DeleteManyAsync(string bucket, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>
    /// CopyObject inside the store, up to 5 GiB, with the source pinned to <paramref name="sourceETag"/>; user metadata is kept.
    /// </summary>
    Task CopyAsync(ObjectAddress source, string sourceETag, ObjectAddress destination, CancellationToken cancellationToken);

    /// <summary>
    /// CopyObject of an object onto itself, pinned to the version just looked at, with <paramref name="changes"/> to its user metadata;
    /// everything else that HEAD tells stays. Returns the new ETag; <see langword="null"/> when there is no such object.
    /// <see cref="FailureReason.NotSupported"/> above <paramref name="maxLength"/> bytes.
    /// </summary>
    Task<string?> ChangeMetadataAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, long maxLength, CancellationToken cancellationToken);

    /// <summary>
    /// HeadObject, GetObjectTagging and CreateMultipartUpload for an object that is to replace itself part by part: everything that HEAD
    /// tells and its tags stay, <paramref name="changes"/> are made to its user metadata. <see langword="null"/> when there is no such
    /// object. <see cref="FailureReason.NotSupported"/> where the store would not notice at the end that it replaces another version.
    /// </summary>
    Task<RewriteStart?> BeginRewriteAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken);

    /// <summary>
    /// UploadPartCopy: the part, with the checksums that the answer tells; the source is pinned to <paramref name="sourceETag"/>.
    /// </summary>
    Task<StoredPart> CopyPartAsync(
        ObjectAddress source, string sourceETag, Extent range, ObjectAddress destination, string uploadId, int partNumber,
        CancellationToken cancellationToken);

    /// <summary>The open multipart uploads of exactly that key, newest first.</summary>
    Task<IReadOnlyList<OpenMultipart>> ListMultipartsAsync(ObjectAddress address, CancellationToken cancellationToken);

    /// <summary>ListParts: all parts of an upload, ascending.</summary>
    Task<IReadOnlyList<StoredPart>> ListPartsAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken);

    /// <summary>ListBuckets.</summary>
    Task<IReadOnlyList<BucketEntry>> ListBucketsAsync(CancellationToken cancellationToken);

    /// <summary>HeadBucket or the cheapest allowed equivalent: does it exist, and may these credentials see it?</summary>
    Task<bool> BucketExistsAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>GetBucketLocation: the bucket's region.</summary>
    Task<string> GetBucketLocationAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>CreateBucket in the options' region.</summary>
    Task CreateBucketAsync(string bucket, CancellationToken cancellationToken);

    /// <summary>DeleteBucket.</summary>
    Task DeleteBucketAsync(string bucket, CancellationToken cancellationToken);
}
