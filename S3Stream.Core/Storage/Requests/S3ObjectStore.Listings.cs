using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Diagnostics;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>
/// Listings of objects, multipart uploads and parts. Keys are asked for url-encoded, as XML cannot carry every character of a key.
/// </content>
internal sealed partial class S3ObjectStore
{
    private const int MaxPageSize = 1000;

    public async Task<ListPage> ListAsync(
        string bucket, string prefix, string? delimiter, string? startAfter, string? continuation, int limit,
        CancellationToken cancellationToken)
    {
        var call = new StoreCall("ListObjectsV2", $"{bucket}/{prefix}");
        var request = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = prefix,
            Delimiter = delimiter,
            StartAfter = startAfter,
            ContinuationToken = continuation,
            MaxKeys = Math.Min(limit, MaxPageSize),
            Encoding = EncodingType.Url,
        };
        ListObjectsV2Response response = await CallAsync(
            call, bucket, (client, token) => client.ListObjectsV2Async(request, token), cancellationToken).ConfigureAwait(false);
        ThrowIfNoListing(call, response.IsTruncated);
        bool? plus = response.Encoding == EncodingType.Url
            ? await IsPlusLiteralAsync(bucket, response, call, cancellationToken).ConfigureAwait(false)
            : null;
        string? next = response.IsTruncated == true ? response.NextContinuationToken : null;
        return response.IsTruncated == true && string.IsNullOrEmpty(next)
            ? throw StoreFailure.Create(
                FailureReason.NotSupported, call, "the listing is truncated and has no continuation token", "MissingContinuation")
            : new ListPage(Merge(response, plus), next);
    }

    public async Task<IReadOnlyList<OpenMultipart>> ListMultipartsAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        var call = new StoreCall("ListMultipartUploads", address);
        var uploads = new List<OpenMultipart>();
        var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Key, Encoding = EncodingType.Url };
        bool more;
        do
        {
            ListMultipartUploadsResponse response = await CallAsync(
                call, address.Bucket, (client, token) => client.ListMultipartUploadsAsync(request, token),
                cancellationToken).ConfigureAwait(false);
            ThrowIfNoListing(call, response.IsTruncated);
            List<MultipartUpload> page = response.MultipartUploads ?? [];

            // RGW encodes these keys without saying so. The prefix leaves no doubt: a key that is not the one asked for does not look like
            // it in either form.
            var ours = page.Where(upload => upload.Key == address.Key || KeyText.Decode(upload.Key) == address.Key).ToList();
            uploads.AddRange(ours.Select(upload => new OpenMultipart(upload.UploadId, ObjectFacts.Utc(upload.Initiated))));

            // of all keys with this prefix the key itself is listed first: a page that goes beyond it was the last one of interest
            more = response.IsTruncated == true && ours.Count == page.Count && ours.Count > 0;
            request.KeyMarker = address.Key;
            request.UploadIdMarker = response.NextUploadIdMarker;
        }
        while (more);

        uploads.Sort((left, right) => right.Initiated.CompareTo(left.Initiated));
        return uploads;
    }

    public async Task<IReadOnlyList<StoredPart>> ListPartsAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken)
    {
        var call = new StoreCall("ListParts", address);
        var parts = new List<StoredPart>();
        var request = new ListPartsRequest { BucketName = address.Bucket, Key = address.Key, UploadId = uploadId };
        bool more;
        do
        {
            ListPartsResponse response = await CallAsync(
                call, address.Bucket, (client, token) => client.ListPartsAsync(request, token), cancellationToken).ConfigureAwait(false);
            ThrowIfNoListing(call, response.IsTruncated);
            foreach (PartDetail part in response.Parts ?? [])
            {
                long length = part.Size ?? 0;
                var checksums = new ChecksumSet(
                    length,
                    ChecksumText.ToUInt64(part.ChecksumCRC64NVME),
                    ChecksumText.ToUInt32(part.ChecksumCRC32),
                    ChecksumText.ToUInt32(part.ChecksumCRC32C),
                    null);
                parts.Add(new StoredPart(
                    part.PartNumber ?? 0, length, KeyText.Unquote(part.ETag), checksums)
                { Stored = ObjectFacts.Utc(part.LastModified) });
            }

            more = response.IsTruncated == true && response.Parts is { Count: > 0 };
            request.PartNumberMarker = response.NextPartNumberMarker?.ToString();
        }
        while (more);

        parts.Sort((left, right) => left.Number.CompareTo(right.Number));
        return parts;
    }

    /// <summary>
    /// IsTruncated stands in every listing of S3. The SDK reads any other document, such as a proxy's page with 200, as a listing of
    /// nothing: a directory would look empty.
    /// </summary>
    private static void ThrowIfNoListing(StoreCall call, bool? isTruncated)
    {
        if (isTruncated is null)
        {
            throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer is not a listing", StoreFailure.UnreadableAnswer);
        }
    }

    private static List<ObjectEntry> Merge(ListObjectsV2Response response, bool? plus)
    {
        IEnumerable<ObjectEntry> objects = (response.S3Objects ?? []).Select(item => new ObjectEntry
        {
            Key = Key(item.Key, plus),
            Length = item.Size ?? 0,
            LastModified = ObjectFacts.Utc(item.LastModified),
            ETag = KeyText.Unquote(item.ETag),
        });
        IEnumerable<ObjectEntry> prefixes = (response.CommonPrefixes ?? []).Select(
            prefix => new ObjectEntry { Key = Key(prefix, plus), IsPrefix = true });
        List<ObjectEntry> entries = [.. objects, .. prefixes];
        entries.Sort((left, right) => KeyText.Compare(left.Key, right.Key));
        return entries;
    }

    // null: the keys are not encoded
    private static string Key(string listed, bool? plus) => plus is { } isLiteral ? ListedKeys.Decode(listed, isLiteral) : listed;

    /// <summary>Whether a plus in the listing's keys stands for itself. The store is asked when one comes, once.</summary>
    private async Task<bool> IsPlusLiteralAsync(
        string bucket, ListObjectsV2Response response, StoreCall call, CancellationToken cancellationToken)
    {
        bool hasPlus = (response.S3Objects ?? []).Exists(item => item.Key.Contains('+', StringComparison.Ordinal))
            || (response.CommonPrefixes ?? []).Exists(prefix => prefix.Contains('+', StringComparison.Ordinal));
        BucketDialect dialect = DialectOf(bucket);
        if (!hasPlus || dialect.IsPlusLiteral is not null)
        {
            return dialect.IsPlusLiteral == true;
        }

        var question = new ListObjectsV2Request
        {
            BucketName = bucket,
            Prefix = ListedKeys.Question,
            MaxKeys = 1,
            Encoding = EncodingType.Url,
        };
        ListObjectsV2Response answer = await CallAsync(
            call, bucket, (client, token) => client.ListObjectsV2Async(question, token), cancellationToken).ConfigureAwait(false);
        bool isLiteral = ListedKeys.IsPlusLiteral(answer.Prefix) ?? false;
        dialect.IsPlusLiteral = isLiteral;
        if (isLiteral)
        {
            _logger.PlusIsLiteral(call.ToString(), answer.Prefix);
        }

        return isLiteral;
    }
}
