using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Diagnostics;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Whole objects: put, look up, delete, copy.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<PutReply> PutAsync(
        ObjectAddress address, ReadOnlySequence<byte> body, ObjectAttributes attributes, CompletionConditions conditions,
        CancellationToken cancellationToken)
    {
        var call = new StoreCall("PutObject", address)
        {
            PreconditionMeans = conditions.ReplacesOnly is null ? FailureReason.AlreadyExists : FailureReason.Changed,
            BodyLength = body.Length,
        };
        var request = new BodyRequest
        {
            Address = address,
            Body = body,
            Call = call,
            Attributes = attributes,
            ReplacesOnly = conditions.ReplacesOnly,
        };
        return await UnlessItExistsAsync(
            call,
            address,
            conditions,
            async isCondition =>
            {
                (string etag, string? version) = await SendAsync(
                    request with { FailIfExists = isCondition }, conditions.Checksums, cancellationToken).ConfigureAwait(false);
                return new PutReply(etag, version);
            },
            cancellationToken).ConfigureAwait(false);
    }

    public async Task<ObjectEntry?> HeadAsync(ObjectAddress address, CancellationToken cancellationToken) =>
        await LookAsync(address, cancellationToken).ConfigureAwait(false) is { } facts ? ObjectFacts.From(address, facts) : null;

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
            Quiet = false, // an answer that tells of every key is one of the store's: of a quiet one, a proxy's page looks like success
            Objects = [.. keys.Select(key => new KeyVersion { Key = key })],
        };
        DeleteObjectsResponse response = await CallAsync(
            call,
            bucket,
            _options.CompleteTimeout, // the store works through all keys before it answers
            async (client, token) =>
            {
                try
                {
                    return await client.DeleteObjectsAsync(request, token).ConfigureAwait(false);
                }
                catch (DeleteObjectsException exception)
                {
                    return exception.Response;
                }
            },
            cancellationToken).ConfigureAwait(false);
        List<DeleteError> errors = response.DeleteErrors ?? [];
        int told = errors.Count + (response.DeletedObjects?.Count ?? 0);
        if (told < keys.Count)
        {
            throw StoreFailure.Create(
                FailureReason.Unavailable, call, $"the answer tells of {told} of {keys.Count} keys", StoreFailure.UnreadableAnswer);
        }

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
            MetadataDirective = S3MetadataDirective.COPY,
        };

        // the store works through the whole object before it answers
        CopyObjectResponse response = await CopyPinnedAsync(
            call,
            source,
            sourceETag,
            condition =>
            {
                request.ETagToMatch = condition;
                return CallAsync(
                    call, destination.Bucket, _options.CompleteTimeout, (client, token) => client.CopyObjectAsync(request, token),
                    cancellationToken);
            },
            mayIgnore: _options.Profile.Learns, // s3rver does
            cancellationToken).ConfigureAwait(false);
        if (string.IsNullOrEmpty(response.ETag))
        {
            throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer does not confirm the copy", "UnprovenCopy");
        }
    }

    /// <summary>
    /// Copies from one version of the source. Where the store refuses the condition though that version is there, as some do with the
    /// ETags of multipart objects, the version is looked at before and after a copy without condition. Where the store may ignore the
    /// condition, it is looked at afterwards in any case.
    /// </summary>
    private async Task<T> CopyPinnedAsync<T>(
        StoreCall call, ObjectAddress source, string etag, Func<string?, Task<T>> copy, bool mayIgnore, CancellationToken cancellationToken)
    {
        BucketDialect dialect = DialectOf(source.Bucket);
        bool isPinned = !dialect.Has(StoreHabit.RefusesCopyConditions);
        if (!isPinned)
        {
            await RequireVersionAsync(call, source, etag, cancellationToken).ConfigureAwait(false);
        }

        T copied;
        try
        {
            copied = await copy(isPinned ? KeyText.Quote(etag) : null).ConfigureAwait(false);
            if (isPinned)
            {
                dialect.SawNot(StoreHabit.RefusesCopyConditions);
            }
        }
        catch (StorageException refusal) when (isPinned && refusal.StatusCode == 412)
        {
            await RequireVersionAsync(call, source, etag, cancellationToken).ConfigureAwait(false);
            LearnCopyConditionsRefused(source.Bucket, call, etag);
            isPinned = false;
            copied = await copy(null).ConfigureAwait(false);
        }

        if (!isPinned || mayIgnore)
        {
            await RequireVersionAsync(call, source, etag, cancellationToken).ConfigureAwait(false);
        }

        return copied;
    }

    private void LearnCopyConditionsRefused(string bucket, StoreCall call, string etag)
    {
        if (DialectOf(bucket).Saw(StoreHabit.RefusesCopyConditions))
        {
            _logger.CopyConditionRefused(call.ToString(), etag);
        }
    }

    private async Task RequireVersionAsync(StoreCall call, ObjectAddress source, string etag, CancellationToken cancellationToken)
    {
        ObjectEntry? found = await HeadAsync(source, cancellationToken).ConfigureAwait(false);
        if (found?.ETag != KeyText.Unquote(etag))
        {
            throw Replaced(call, source, KeyText.Unquote(etag));
        }
    }

    private static StorageException Replaced(StoreCall call, ObjectAddress source, string etag) => StoreFailure.Create(
        FailureReason.Changed, call, $"the object {source} is no longer the version {etag}", "PreconditionFailed", 412);

    // For stores without conditional writes: best effort, as another writer may come between this look and our write.
    private async Task RefuseExistingAsync(StoreCall call, ObjectAddress address, CancellationToken cancellationToken)
    {
        if (await HeadAsync(address, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw StoreFailure.Create(FailureReason.AlreadyExists, call, "the object exists already");
        }
    }
}
