using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>Multipart uploads.</content>
internal sealed partial class S3ObjectStore
{
    public async Task<string> CreateMultipartAsync(ObjectAddress address, ObjectAttributes attributes, CancellationToken cancellationToken)
    {
        var call = new StoreCall("CreateMultipartUpload", address);
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            ContentType = attributes.ContentTypeOrDefault,
        };
        foreach ((string name, string value) in attributes.Metadata)
        {
            request.Metadata[name] = value;
        }

        return await CreateMultipartAsync(call, request, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> CreateMultipartAsync(
        StoreCall call, InitiateMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        bool isNamed = ProtectionOf(request.BucketName).HasFlag(Protection.Crc64Nvme);
        InitiateMultipartUploadResponse response = isNamed
            ? await WithOrWithoutAsync(
                StoreHabit.RefusesChecksums, request.BucketName, "x-amz-checksum-algorithm", call, CreateOnceAsync).ConfigureAwait(false)
            : await CreateOnceAsync(withChecksum: false).ConfigureAwait(false);
        if (string.IsNullOrEmpty(response.UploadId))
        {
            throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer has no upload id", "MissingUploadId");
        }

        if (isNamed && _options.Profile.Learns)
        {
            await TryChecksumsAsync(
                new ObjectAddress(request.BucketName, request.Key), response, cancellationToken).ConfigureAwait(false);
        }

        return response.UploadId;

        Task<InitiateMultipartUploadResponse> CreateOnceAsync(bool withChecksum)
        {
            request.ChecksumAlgorithm = withChecksum ? ChecksumAlgorithm.CRC64NVME : null;
            request.ChecksumType = withChecksum ? ChecksumType.FULL_OBJECT : null;
            return CallAsync(
                call, request.BucketName, (client, token) => client.InitiateMultipartUploadAsync(request, token), cancellationToken);
        }
    }

    public async Task<string> UploadPartAsync(
        ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body, ChecksumSet checksums,
        CancellationToken cancellationToken)
    {
        BodyRequest request = PartRequest(address, uploadId, partNumber, body);
        (string etag, _) = await SendAsync(request, checksums, cancellationToken).ConfigureAwait(false);
        return etag;
    }

    private static BodyRequest PartRequest(ObjectAddress address, string uploadId, int partNumber, ReadOnlySequence<byte> body) => new()
    {
        Address = address,
        Body = body,
        Call = new StoreCall($"UploadPart {partNumber} of", address) { BodyLength = body.Length },
        UploadId = uploadId,
        PartNumber = partNumber,
    };

    public async Task<PutReply> CompleteMultipartAsync(
        ObjectAddress address, string uploadId, IReadOnlyList<StoredPart> parts, CompletionConditions conditions,
        CancellationToken cancellationToken)
    {
        var call = new StoreCall("CompleteMultipartUpload", address)
        {
            PreconditionMeans = conditions.ReplacesOnly is null ? FailureReason.AlreadyExists : FailureReason.Changed,
        };
        CompleteMultipartUploadRequest request = Describe(address, uploadId, parts, conditions);
        try
        {
            return await UnlessItExistsAsync(call, address, conditions, CompleteAsync, cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.ErrorCode == StoreFailure.UnreadableAnswer)
        {
            throw StoreFailure.Create(
                FailureReason.Unavailable, call, "the answer ends before it says whether the object was made",
                StoreFailure.UnprovenCompletion, 200, exception);
        }
        catch (StorageException exception) when (exception.ErrorCode == "ConditionalRequestConflict")
        {
            throw StoreFailure.Create(
                FailureReason.Conflict, call, "another client wrote the object at the same time; send it again", exception.ErrorCode,
                exception.StatusCode, exception);
        }

        async Task<PutReply> CompleteAsync(bool isCondition)
        {
            request.IfNoneMatch = isCondition ? "*" : null;
            CompleteMultipartUploadResponse response = _options.Profile.DeclaresObjectSize
                ? await WithOrWithoutAsync(
                    StoreHabit.RefusesObjectSize, address.Bucket, "x-amz-mp-object-size", call, WithOrWithoutChecksumAsync)
                    .ConfigureAwait(false)
                : await WithOrWithoutChecksumAsync(withSize: false).ConfigureAwait(false);
            return Prove(call, request, response);
        }

        async Task<CompleteMultipartUploadResponse> WithOrWithoutChecksumAsync(bool withSize)
        {
            try
            {
                return await CompleteOnceAsync(withSize).ConfigureAwait(false);
            }
            catch (StorageException refusal) when (IsOfOtherChecksum(refusal, request))
            {
                // begun before the store was known to compare checksums: its parts went out with Content-MD5, each compared
                request.ChecksumCRC64NVME = null;
                request.ChecksumType = null;
                return await CompleteOnceAsync(withSize).ConfigureAwait(false);
            }
        }

        Task<CompleteMultipartUploadResponse> CompleteOnceAsync(bool withSize)
        {
            request.MpuObjectSize = withSize ? conditions.Length : null;
            return CallAsync(
                call,
                address.Bucket,
                _options.CompleteTimeout,
                (client, token) => client.CompleteMultipartUploadAsync(request, token),
                cancellationToken);
        }
    }

    public async Task AbortMultipartAsync(ObjectAddress address, string uploadId, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(
                new StoreCall("AbortMultipartUpload", address),
                address.Bucket,
                (client, token) => client.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = address.Bucket, Key = address.Key, UploadId = uploadId }, token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (StorageException exception) when (exception.Reason == FailureReason.NotFound)
        {
            // NoSuchUpload: the upload is gone already, and that is what the caller wants
        }
    }

    public async Task<StoredPart> CopyPartAsync(
        ObjectAddress source, string sourceETag, Extent range, ObjectAddress destination, string uploadId, int partNumber,
        CancellationToken cancellationToken)
    {
        var call = new StoreCall($"UploadPartCopy {partNumber} of", $"{source} to {destination}");
        var request = new CopyPartRequest
        {
            SourceBucket = source.Bucket,
            SourceKey = source.Key,
            DestinationBucket = destination.Bucket,
            DestinationKey = destination.Key,
            UploadId = uploadId,
            PartNumber = partNumber,
            FirstByte = range.Offset,
            LastByte = range.End - 1,
        };
        CopyPartResponse response = await CopyPinnedAsync(
            call,
            source,
            sourceETag,
            condition =>
            {
                request.ETagToMatch = condition is null ? null : [condition];
                return CallAsync(
                    call, destination.Bucket, _options.CompleteTimeout, (client, token) => client.CopyPartAsync(request, token),
                    cancellationToken);
            },
            mayIgnore: _options.Profile != StoreProfile.Aws, // Ceph RGW does, all versions to 20.2
            cancellationToken).ConfigureAwait(false);
        string etag = KeyText.Unquote(response.ETag);
        var checksums = new ChecksumSet(
            range.Length,
            ChecksumText.ToUInt64(response.ChecksumCRC64NVME),
            ChecksumText.ToUInt32(response.ChecksumCRC32),
            ChecksumText.ToUInt32(response.ChecksumCRC32C),
            null);
        return etag.Length == 0
            ? throw StoreFailure.Create(FailureReason.Unavailable, call, "the answer has no ETag", "MissingETag")
            : new StoredPart(partNumber, range.Length, etag, checksums);
    }

    private CompleteMultipartUploadRequest Describe(
        ObjectAddress address, string uploadId, IReadOnlyList<StoredPart> parts, CompletionConditions conditions)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            UploadId = uploadId,
            PartETags = [.. parts.Select(part => new PartETag(part.Number, KeyText.Quote(part.ETag)))],
        };
        if (Crc64NvmeOf(address.Bucket, conditions.Checksums) is { } crc64)
        {
            request.ChecksumCRC64NVME = crc64;
            request.ChecksumType = ChecksumType.FULL_OBJECT;
        }

        if (conditions.ReplacesOnly is { } version)
        {
            request.IfMatch = KeyText.Quote(version);
        }

        return request;
    }

    /// <summary>What S3 says to the whole's checksum where the upload was begun without naming its algorithm.</summary>
    private bool IsOfOtherChecksum(StorageException refusal, CompleteMultipartUploadRequest request) =>
        _options.Profile.Learns && request.ChecksumCRC64NVME is not null
        && refusal is { StatusCode: 400, ErrorCode: "InvalidRequest" or "InvalidArgument" };

    // HTTP 200 is sent before the store has put the object together: only the result behind it counts.
    private static PutReply Prove(StoreCall call, CompleteMultipartUploadRequest request, CompleteMultipartUploadResponse response)
    {
        string etag = KeyText.Unquote(response.ETag);
        if (etag.Length == 0)
        {
            throw StoreFailure.Create(
                FailureReason.Unavailable, call, "the answer does not prove that the object was made", StoreFailure.UnprovenCompletion,
                200);
        }

        ulong? sent = ChecksumText.ToUInt64(request.ChecksumCRC64NVME);
        ulong? stored = ChecksumText.ToUInt64(response.ChecksumCRC64NVME);
        if (sent is not null && stored is not null && stored != sent)
        {
            throw StoreFailure.Create(
                FailureReason.Corrupt,
                call,
                $"the object's CRC64NVME is {response.ChecksumCRC64NVME}, not {request.ChecksumCRC64NVME} as sent",
                "ChecksumMismatch",
                200);
        }

        return new PutReply(etag, response.VersionId);
    }
}
