using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage;

/// <content>Whole objects: put, look up, delete, copy.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<PutReply> PutAsync(
        ObjectAddress address, ReadOnlySequence<byte> body, ObjectAttributes attributes, CompletionConditions conditions,
        CancellationToken cancellationToken)
    {
        var call = new StoreCall("PutObject", address) { PreconditionMeans = FailureReason.AlreadyExists };
        if (conditions.FailIfExists && !_options.Profile.ConditionalWrites)
        {
            await RefuseExistingAsync(call, address, cancellationToken).ConfigureAwait(false);
        }

        var request = new BodyRequest
        {
            Address = address,
            Body = body,
            Call = call,
            Attributes = attributes,
            FailIfExists = conditions.FailIfExists && _options.Profile.ConditionalWrites,
            Crc64Nvme = Crc64NvmeOf(conditions.Checksums),
            ContentMd5 = ContentMd5Of(body),
        };
        BodyReply reply = await SendAsync(request, cancellationToken).ConfigureAwait(false);
        return new PutReply(AcknowledgedETag(reply, request), reply.VersionId);
    }

    public async Task<ObjectEntry?> HeadAsync(ObjectAddress address, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync(
                new StoreCall("HeadObject", address),
                address.Bucket,
                async (client, token) =>
                {
                    var request = new GetObjectMetadataRequest
                    {
                        BucketName = address.Bucket,
                        Key = address.Key,
                        ChecksumMode = ChecksumMode.ENABLED,
                    };
                    return ObjectFacts.From(address, await client.GetObjectMetadataAsync(request, token).ConfigureAwait(false));
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            return null;
        }
    }

    public Task DeleteAsync(ObjectAddress address, CancellationToken cancellationToken) => CallAsync(
        new StoreCall("DeleteObject", address),
        address.Bucket,
        (client, token) => client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = address.Bucket, Key = address.Key }, token),
        cancellationToken);

    public async Task<IReadOnlyList<DeleteFailure>> DeleteManyAsync(
        string bucket, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var call = new StoreCall("DeleteObjects", $"{keys.Count} keys of {bucket}");
        var request = new DeleteObjectsRequest
        {
            BucketName = bucket,
            Quiet = true,
            Objects = [.. keys.Select(key => new KeyVersion { Key = key })],
        };
        List<DeleteError> errors = await CallAsync(
            call,
            bucket,
            _options.CompleteTimeout, // the store works through all keys before it answers
            async (client, token) =>
            {
                try
                {
                    return (await client.DeleteObjectsAsync(request, token).ConfigureAwait(false)).DeleteErrors ?? [];
                }
                catch (DeleteObjectsException exception)
                {
                    return exception.Response.DeleteErrors ?? [];
                }
            },
            cancellationToken).ConfigureAwait(false);
        return [.. errors.Select(error => new DeleteFailure(error.Key, FailureOf(bucket, error)))];
    }

    private static StorageException FailureOf(string bucket, DeleteError error) => StoreFailure.FromAnswer(
        System.Net.HttpStatusCode.OK, error.Code, error.Message, retryAfter: null, requestId: null,
        new StoreCall("DeleteObjects", new ObjectAddress(bucket, error.Key)));

    public async Task CopyAsync(ObjectAddress source, string sourceETag, ObjectAddress destination, CancellationToken cancellationToken)
    {
        var call = new StoreCall("CopyObject", $"{source} to {destination}");
        var request = new CopyObjectRequest
        {
            SourceBucket = source.Bucket,
            SourceKey = source.Key,
            DestinationBucket = destination.Bucket,
            DestinationKey = destination.Key,
            ETagToMatch = KeyText.Quote(sourceETag),
            MetadataDirective = S3MetadataDirective.COPY,
        };

        // the store works through the whole object before it answers
        CopyObjectResponse response = await CallAsync(
            call, destination.Bucket, _options.CompleteTimeout, (client, token) => client.CopyObjectAsync(request, token),
            cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(response.ETag))
        {
            throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer does not say that the copy was made", "UnprovenCopy");
        }
    }

    // For stores without conditional writes: best effort, as another writer may come between this look and our write.
    private async Task RefuseExistingAsync(StoreCall call, ObjectAddress address, CancellationToken cancellationToken)
    {
        if (await HeadAsync(address, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreFailure.Create(FailureReason.AlreadyExists, call, "the object exists already");
        }
    }
}
