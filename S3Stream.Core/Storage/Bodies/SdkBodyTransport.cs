using Amazon.S3;
using Amazon.S3.Model;

namespace S3Stream.Storage.Bodies;

/// <summary>
/// Bodies sent by the SDK, with the payload's SHA-256 under the signature (1.8 GB/s and core), for stores that insist on it.
/// </summary>
internal sealed class SdkBodyTransport : IBodyTransport
{
    public async Task<BodyReply> SendAsync(
        AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken)
    {
        DirectBodyHandler.SetBody(body);
        body.Position = 0;
        return request.UploadId is null
            ? await PutAsync(client, request, body, cancellationToken).ConfigureAwait(false)
            : await UploadPartAsync(client, request, body, cancellationToken).ConfigureAwait(false);
    }

    private async Task<BodyReply> UploadPartAsync(
        AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken)
    {
        var part = new UploadPartRequest
        {
            BucketName = request.Address.Bucket,
            Key = request.Address.Key,
            UploadId = request.UploadId,
            PartNumber = request.PartNumber,
            PartSize = body.Length,
            InputStream = body,
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
            MD5Digest = request.ContentMd5,
        };
        if (request.Crc64Nvme is not null)
        {
            part.ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME;
            part.ChecksumCRC64NVME = request.Crc64Nvme;
        }

        UploadPartResponse response = await client.UploadPartAsync(part, cancellationToken).ConfigureAwait(false);
        return new BodyReply(response.ETag, null, response.ChecksumCRC64NVME)
        {
            HasOpaqueETag = BodyReply.IsOpaque(response.ServerSideEncryptionMethod?.Value),
        };
    }

    private async Task<BodyReply> PutAsync(
        AmazonS3Client client, BodyRequest request, SequenceStream body, CancellationToken cancellationToken)
    {
        var put = new PutObjectRequest
        {
            BucketName = request.Address.Bucket,
            Key = request.Address.Key,
            InputStream = body,
            AutoCloseStream = false,
            AutoResetStreamPosition = false,
            UseChunkEncoding = false,
            DisablePayloadSigning = false,
            MD5Digest = request.ContentMd5,
            ContentType = request.Attributes.ContentTypeOrDefault,
        };
        foreach ((string name, string value) in request.Attributes.Metadata)
        {
            put.Metadata[name] = value;
        }

        if (request.FailIfExists)
        {
            put.IfNoneMatch = "*";
        }

        if (request.ReplacesOnly is { } version)
        {
            put.IfMatch = KeyText.Quote(version);
        }

        if (request.Crc64Nvme is not null)
        {
            put.ChecksumAlgorithm = ChecksumAlgorithm.CRC64NVME;
            put.ChecksumCRC64NVME = request.Crc64Nvme;
        }

        PutObjectResponse response = await client.PutObjectAsync(put, cancellationToken).ConfigureAwait(false);
        return new BodyReply(response.ETag, response.VersionId, response.ChecksumCRC64NVME)
        {
            HasOpaqueETag = BodyReply.IsOpaque(response.ServerSideEncryptionMethod?.Value),
        };
    }
}
