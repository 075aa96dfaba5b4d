using System.Buffers;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Storage.Bodies;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Requests;

/// <content>
/// Single attempts for <see cref="Catalog.StoreProbe"/>: what a store does with conditions and checksums, with nothing tried otherwise and
/// nothing learned.
/// </content>
internal sealed partial class S3ObjectStore
{
    /// <summary>UploadPart with exactly these checksums, right or wrong: the answer.</summary>
    internal Task<BodyReply> ProbePartAsync(
        ObjectAddress address, string uploadId, int number, ReadOnlySequence<byte> body, ulong? crc64Nvme, string? md5,
        CancellationToken cancellationToken) => SendAsync(
            new BodyRequest
            {
                Address = address,
                Body = body,
                Call = new StoreCall($"UploadPart {number} of", address) { BodyLength = body.Length },
                UploadId = uploadId,
                PartNumber = number,
                Crc64Nvme = crc64Nvme is { } value ? ChecksumText.From(value) : null,
                ContentMd5 = md5,
            },
            cancellationToken);

    /// <summary>PutObject with If-None-Match: *.</summary>
    internal Task<BodyReply> ProbePutNewAsync(ObjectAddress address, ReadOnlySequence<byte> body, CancellationToken cancellationToken) =>
        SendAsync(
            new BodyRequest
            {
                Address = address,
                Body = body,
                Call = new StoreCall("PutObject", address) { PreconditionMeans = FailureReason.AlreadyExists, BodyLength = body.Length },
                FailIfExists = true,
            },
            cancellationToken);

    /// <summary>CreateMultipartUpload for parts with CRC64NVME, or without a word of checksums: the upload's id.</summary>
    internal async Task<string> ProbeCreateAsync(ObjectAddress address, bool withChecksum, CancellationToken cancellationToken)
    {
        var request = new InitiateMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            ChecksumAlgorithm = withChecksum ? ChecksumAlgorithm.CRC64NVME : null,
            ChecksumType = withChecksum ? ChecksumType.FULL_OBJECT : null,
        };
        InitiateMultipartUploadResponse response = await CallAsync(
            new StoreCall("CreateMultipartUpload", address),
            address.Bucket,
            (client, token) => client.InitiateMultipartUploadAsync(request, token),
            cancellationToken).ConfigureAwait(false);
        return response.UploadId;
    }

    /// <summary>CompleteMultipartUpload with exactly these conditions: the ETag.</summary>
    internal async Task<string> ProbeCompleteAsync(
        ObjectAddress address, string uploadId, IReadOnlyList<StoredPart> parts, long? length, string? ifNoneMatch, string? ifMatch,
        CancellationToken cancellationToken)
    {
        var request = new CompleteMultipartUploadRequest
        {
            BucketName = address.Bucket,
            Key = address.Key,
            UploadId = uploadId,
            PartETags = [.. parts.Select(part => new PartETag(part.Number, KeyText.Quote(part.ETag)))],
            MpuObjectSize = length,
            IfNoneMatch = ifNoneMatch,
            IfMatch = ifMatch is null ? null : KeyText.Quote(ifMatch),
        };
        CompleteMultipartUploadResponse response = await CallAsync(
            new StoreCall("CompleteMultipartUpload", address) { PreconditionMeans = FailureReason.Changed },
            address.Bucket,
            _options.CompleteTimeout,
            (client, token) => client.CompleteMultipartUploadAsync(request, token),
            cancellationToken).ConfigureAwait(false);
        return KeyText.Unquote(response.ETag);
    }

    /// <summary>CopyObject under x-amz-copy-source-if-match.</summary>
    internal Task ProbeCopyAsync(ObjectAddress source, string etag, ObjectAddress destination, CancellationToken cancellationToken) =>
        CallAsync(
            new StoreCall("CopyObject", $"{source} to {destination}"),
            destination.Bucket,
            _options.CompleteTimeout,
            (client, token) => client.CopyObjectAsync(
                new CopyObjectRequest
                {
                    SourceBucket = source.Bucket,
                    SourceKey = source.Key,
                    DestinationBucket = destination.Bucket,
                    DestinationKey = destination.Key,
                    ETagToMatch = KeyText.Quote(etag),
                },
                token),
            cancellationToken);

    /// <summary>UploadPartCopy of part 1 under x-amz-copy-source-if-match.</summary>
    internal Task ProbeCopyPartAsync(
        ObjectAddress source, string etag, Extent range, ObjectAddress destination, string uploadId, CancellationToken cancellationToken) =>
        CallAsync(
            new StoreCall("UploadPartCopy 1 of", $"{source} to {destination}"),
            destination.Bucket,
            _options.CompleteTimeout,
            (client, token) => client.CopyPartAsync(
                new CopyPartRequest
                {
                    SourceBucket = source.Bucket,
                    SourceKey = source.Key,
                    DestinationBucket = destination.Bucket,
                    DestinationKey = destination.Key,
                    UploadId = uploadId,
                    PartNumber = 1,
                    FirstByte = range.Offset,
                    LastByte = range.End - 1,
                    ETagToMatch = [KeyText.Quote(etag)],
                },
                token),
            cancellationToken);

    /// <summary>GetObject of a range under If-Match: the status, and the ETag of what came.</summary>
    internal Task<string> ProbeReadAsync(ObjectAddress address, string etag, CancellationToken cancellationToken) => CallAsync(
        new StoreCall("GetObject", address),
        address.Bucket,
        async (client, token) =>
        {
            using GetObjectResponse response = await client.GetObjectAsync(
                new GetObjectRequest
                {
                    BucketName = address.Bucket,
                    Key = address.Key,
                    ByteRange = new ByteRange(0, 0),
                    EtagToMatch = KeyText.Quote(etag),
                },
                token).ConfigureAwait(false);
            return KeyText.Unquote(response.ETag);
        },
        cancellationToken);
}
