using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Changing what is stored beside an object's bytes, which S3 can only do by a copy.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<string?> ChangeMetadataAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, long maxLength, CancellationToken cancellationToken)
    {
        if (await LookAsync(address, cancellationToken).ConfigureAwait(false) is not { } facts)
        {
            return null;
        }

        var call = new StoreCall("CopyObject", $"{address} onto itself");
        if (facts.ContentLength > maxLength)
        {
            throw StoreFailure.Create(
                FailureReason.NotSupported,
                call,
                $"the object has {facts.ContentLength} bytes, and only objects of up to {maxLength} bytes are copied to change metadata");
        }

        CopyObjectRequest request = OntoItself(address, facts);
        foreach ((string name, string value) in ObjectFacts.From(address, facts).StoredMetadata.Concat(changes))
        {
            request.Metadata[name] = value;
        }

        CopyObjectResponse response = await CopyOntoItselfAsync(call, address, request, facts, cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(response.ETag)
            ? throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer does not confirm the copy", "UnprovenCopy")
            : KeyText.Unquote(response.ETag);
    }

    /// <summary>
    /// Copies, pinned to the version looked at. Where the store refuses the condition though that version is there, it copies without, and
    /// looks afterwards whether these are still the same bytes.
    /// </summary>
    private async Task<CopyObjectResponse> CopyOntoItselfAsync(
        StoreCall call, ObjectAddress address, CopyObjectRequest request, GetObjectMetadataResponse facts,
        CancellationToken cancellationToken)
    {
        BucketDialect dialect = DialectOf(address.Bucket);
        if (!dialect.Has(StoreHabit.RefusesCopyConditions))
        {
            request.ETagToMatch = facts.ETag;
            try
            {
                CopyObjectResponse pinned = await SendAsync().ConfigureAwait(false);
                dialect.SawNot(StoreHabit.RefusesCopyConditions);
                return pinned;
            }
            catch (StorageException refusal) when (refusal.StatusCode == 412)
            {
                if ((await LookAsync(address, cancellationToken).ConfigureAwait(false))?.ETag != facts.ETag)
                {
                    throw;
                }

                LearnCopyConditionsRefused(address.Bucket, call, KeyText.Unquote(facts.ETag));
                request.ETagToMatch = null;
            }
        }

        CopyObjectResponse response = await SendAsync().ConfigureAwait(false);
        GetObjectMetadataResponse? now = await LookAsync(address, cancellationToken).ConfigureAwait(false);
        bool isOther = now is null
            || now.ContentLength != facts.ContentLength
            || (now.ChecksumCRC64NVME ?? facts.ChecksumCRC64NVME) != (facts.ChecksumCRC64NVME ?? now.ChecksumCRC64NVME);
        return isOther ? throw Replaced(call, address, KeyText.Unquote(facts.ETag)) : response;

        // the store works through the whole object before it answers
        Task<CopyObjectResponse> SendAsync() => CallAsync(
            call,
            address.Bucket,
            _options.CompleteTimeout,
            (client, token) => client.CopyObjectAsync(request, token),
            cancellationToken);
    }

    public async Task<RewriteStart?> BeginRewriteAsync(
        ObjectAddress address, IReadOnlyDictionary<string, string> changes, CancellationToken cancellationToken)
    {
        var call = new StoreCall("CreateMultipartUpload", address);
        if (!_options.Profile.ConditionalReplace)
        {
            throw StoreFailure.Create(
                FailureReason.NotSupported,
                call,
                "the metadata of an object of this size is changed by a copy in parts, and a store of profile "
                    + $"{_options.Profile.Name} would not notice if the copy replaced a version that another client wrote meanwhile");
        }

        if (await LookAsync(address, cancellationToken).ConfigureAwait(false) is not { } facts)
        {
            return null;
        }

        GetObjectTaggingResponse tags = await CallAsync(
            new StoreCall("GetObjectTagging", address),
            address.Bucket,
            (client, token) =>
                client.GetObjectTaggingAsync(new GetObjectTaggingRequest { BucketName = address.Bucket, Key = address.Key }, token),
            cancellationToken).ConfigureAwait(false);
        InitiateMultipartUploadRequest request = LikeItself(address, facts);
        request.TagSet = tags.Tagging;
        ObjectEntry entry = ObjectFacts.From(address, facts);
        foreach ((string name, string value) in entry.StoredMetadata.Concat(changes))
        {
            request.Metadata[name] = value;
        }

        return new RewriteStart(entry, await CreateMultipartAsync(call, request, cancellationToken).ConfigureAwait(false));
    }

    private async Task<GetObjectMetadataResponse?> LookAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        var call = new StoreCall("HeadObject", address);
        try
        {
            return await WithOrWithoutAsync(
                StoreHabit.RefusesChecksumMode, address.Bucket, ChecksumModeHeader, call, LookOnceAsync).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            return null;
        }

        Task<GetObjectMetadataResponse> LookOnceAsync(bool withChecksums)
        {
            var request = new GetObjectMetadataRequest
            {
                BucketName = address.Bucket,
                Key = address.Key,
                VersionId = _headers.VersionOf(address),
            };
            if (withChecksums)
            {
                request.ChecksumMode = ChecksumMode.ENABLED;
            }

            return CallAsync(
                call, address.Bucket, (client, token) => client.GetObjectMetadataAsync(request, token), cancellationToken);
        }
    }

    private static InitiateMultipartUploadRequest LikeItself(ObjectAddress address, GetObjectMetadataResponse facts)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            StorageClass = facts.StorageClass,
            ServerSideEncryptionMethod = facts.ServerSideEncryptionMethod,
            ServerSideEncryptionKeyManagementServiceKeyId = facts.ServerSideEncryptionKeyManagementServiceKeyId,
            WebsiteRedirectLocation = facts.WebsiteRedirectLocation,
            ContentType = facts.ContentType,
        };
        Keep(facts, request.Headers);
        return request;
    }

    private static CopyObjectRequest OntoItself(ObjectAddress address, GetObjectMetadataResponse facts)
    {
        var request = new CopyObjectRequest
        {
            SourceBucket = address.Bucket,
            SourceKey = address.Key,
            DestinationBucket = address.Bucket,
            DestinationKey = address.Key,
            MetadataDirective = S3MetadataDirective.REPLACE,
            StorageClass = facts.StorageClass,
            ServerSideEncryptionMethod = facts.ServerSideEncryptionMethod,
            ServerSideEncryptionKeyManagementServiceKeyId = facts.ServerSideEncryptionKeyManagementServiceKeyId,
            WebsiteRedirectLocation = facts.WebsiteRedirectLocation,
            ContentType = facts.ContentType,
        };
        Keep(facts, request.Headers);
        if (facts.ChecksumCRC64NVME is not null)
        {
            request.ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME;
        }

        return request;
    }

    private static void Keep(GetObjectMetadataResponse facts, HeadersCollection headers)
    {
        headers.CacheControl = facts.CacheControl;
        headers.ContentDisposition = facts.ContentDisposition;
        headers.ContentEncoding = facts.ContentEncoding;
        headers.ContentLanguage = facts.ContentLanguage;
        if (facts.ExpiresString is { } expires)
        {
            headers["Expires"] = expires;
        }
    }
}
