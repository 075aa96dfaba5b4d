using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage;

/// <content>Changing what is stored beside an object's bytes, which S3 can only do by a copy.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<string?> ChangeMetadataAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, long largest, CancellationToken cancellationToken)
    {
        GetObjectMetadataResponse facts;
        try
        {
            facts = await CallAsync(
                new StoreCall("HeadObject", address),
                address.Bucket,
                (client, token) =>
                {
                    var request = new GetObjectMetadataRequest
                    {
                        BucketName = address.Bucket,
                        Key = address.Key,
                        ChecksumMode = ChecksumMode.ENABLED,
                    };
                    return client.GetObjectMetadataAsync(request, token);
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException e) when (e.Reason == FailureReason.NotFound)
        {
            return null;
        }

        var call = new StoreCall("CopyObject", $"{address} onto itself");
        if (facts.ContentLength > largest)
        {
            throw StoreFailure.Create(
                FailureReason.NotSupported,
                call,
                $"the object has {facts.ContentLength} bytes and only up to {largest} are copied to change metadata");
        }

        CopyObjectRequest request = OntoItself(address, facts);
        foreach ((string name, string value) in ObjectFacts.From(address, facts).Metadata.Concat(changes))
        {
            request.Metadata[name] = value;
        }

        // the store works through the whole object before it answers
        CopyObjectResponse response = await CallAsync(
            call,
            address.Bucket,
            _options.CompleteTimeout,
            (client, token) => client.CopyObjectAsync(request, token),
            cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(response.ETag)
            ? throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer does not say that the copy was made", "UnprovenCopy")
            : KeyText.Unquote(response.ETag);
    }

    private static CopyObjectRequest OntoItself(ObjectAddress address, GetObjectMetadataResponse facts)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = address.Bucket,
            SourceKey = address.Key,
            DestinationBucket = address.Bucket,
            DestinationKey = address.Key,
            ETagToMatch = facts.ETag,
            MetadataDirective = S3MetadataDirective.REPLACE,
            StorageClass = facts.StorageClass,
            ServerSideEncryptionMethod = facts.ServerSideEncryptionMethod,
            ServerSideEncryptionKeyManagementServiceKeyId = facts.ServerSideEncryptionKeyManagementServiceKeyId,
            WebsiteRedirectLocation = facts.WebsiteRedirectLocation,
            ContentType = facts.ContentType,
        };
        request.Headers.CacheControl = facts.CacheControl;
        request.Headers.ContentDisposition = facts.ContentDisposition;
        request.Headers.ContentEncoding = facts.ContentEncoding;
        request.Headers.ContentLanguage = facts.ContentLanguage;
        if (facts.ExpiresString is { } expires)
        {
            request.Headers["Expires"] = expires;
        }

        if (facts.ChecksumCRC64NVME is not null)
        {
            request.ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME;
        }

        return request;
    }
}
