using System.Net.Http.Headers;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Integrity;
using S3Stream.Storage.Signing;

namespace S3Stream.Storage.Requests;

/// <summary>An <see cref="ObjectEntry"/> from what S3's answers say. Pure.</summary>
internal static class ObjectFacts
{
    public static ObjectEntry From(ObjectAddress address, GetObjectMetadataResponse response)
    {
        Dictionary<string, string> metadata = MetadataOf(response.Metadata);
        ChecksumSet kept = ChecksumsOf(response);
        return new ObjectEntry
        {
            Key = address.Key,
            Length = response.ContentLength,
            LastModified = Utc(response.LastModified),
            ETag = KeyText.Unquote(response.ETag),
            ContentType = response.Headers.ContentType,
            CacheControl = response.Headers.CacheControl,
            ContentDisposition = response.Headers.ContentDisposition,
            ContentEncoding = response.Headers.ContentEncoding,
            ContentLanguage = response.ContentLanguage,
            Expires = response.ExpiresString,
            StorageClass = response.StorageClass?.Value,
            VersionId = response.VersionId,
            Metadata = MetadataText.Decode(metadata),
            StoredMetadata = metadata,
            Checksums = ChecksumNote.Complete(kept, metadata),
            KeptChecksums = kept,
        };
    }

    /// <summary>
    /// Of a ranged read: without checksums unless the range is the whole object, since stores differ in whether the ones they send are of
    /// the object, the part or the range.
    /// </summary>
    public static ObjectEntry From(ObjectAddress address, HttpResponseMessage response, long length, bool isWhole)
    {
        Dictionary<string, string> metadata = MetadataOf(response);
        ChecksumSet kept = isWhole ? ChecksumsOf(response, length) : new ChecksumSet(length, null, null, null, null);
        return new ObjectEntry
        {
            Key = address.Key,
            Length = length,
            LastModified = response.Content.Headers.LastModified ?? default,
            ETag = KeyText.Unquote(SignedRequests.Header(response, "ETag")),
            ContentType = SignedRequests.Header(response, "Content-Type"),
            CacheControl = SignedRequests.Header(response, "Cache-Control"),
            ContentDisposition = SignedRequests.Header(response, "Content-Disposition"),
            ContentEncoding = SignedRequests.Header(response, "Content-Encoding"),
            ContentLanguage = SignedRequests.Header(response, "Content-Language"),
            Expires = SignedRequests.Header(response, "Expires"),
            StorageClass = SignedRequests.Header(response, "x-amz-storage-class"),
            VersionId = SignedRequests.Header(response, "x-amz-version-id"),
            Metadata = MetadataText.Decode(metadata),
            StoredMetadata = metadata,
            Checksums = kept,
            KeptChecksums = kept,
        };
    }

    public static DateTimeOffset Utc(DateTime? time) => time is { } value ? new DateTimeOffset(value.ToUniversalTime()) : default;

    // A composite value is one of the parts' values, not of the object's bytes.
    private static ChecksumSet ChecksumsOf(GetObjectMetadataResponse response) => response.ChecksumType == ChecksumType.COMPOSITE
        ? new ChecksumSet(response.ContentLength, null, null, null, null)
        : new ChecksumSet(
            response.ContentLength,
            ChecksumText.ToUInt64(response.ChecksumCRC64NVME),
            ChecksumText.ToUInt32(response.ChecksumCRC32),
            ChecksumText.ToUInt32(response.ChecksumCRC32C),
            null);

    private static ChecksumSet ChecksumsOf(HttpResponseMessage response, long length) =>
        SignedRequests.Header(response, "x-amz-checksum-type") == "COMPOSITE"
            ? new ChecksumSet(length, null, null, null, null)
            : new ChecksumSet(
                length,
                ChecksumText.ToUInt64(SignedRequests.Header(response, "x-amz-checksum-crc64nvme")),
                ChecksumText.ToUInt32(SignedRequests.Header(response, "x-amz-checksum-crc32")),
                ChecksumText.ToUInt32(SignedRequests.Header(response, "x-amz-checksum-crc32c")),
                null);

    private static Dictionary<string, string> MetadataOf(HttpResponseMessage response)
    {
        var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach ((string name, HeaderStringValues values) in response.Headers.NonValidated)
        {
            if (name.StartsWith(MetadataText.Prefix, StringComparison.OrdinalIgnoreCase))
            {
                entries[name[MetadataText.Prefix.Length..].ToLowerInvariant()] = values.ToString();
            }
        }

        return entries;
    }

    private static Dictionary<string, string> MetadataOf(MetadataCollection metadata)
    {
        var entries = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in metadata.Keys)
        {
            bool isFull = name.StartsWith(MetadataText.Prefix, StringComparison.OrdinalIgnoreCase);
            string bare = isFull ? name[MetadataText.Prefix.Length..] : name;
            entries[bare.ToLowerInvariant()] = metadata[name];
        }

        return entries;
    }
}
