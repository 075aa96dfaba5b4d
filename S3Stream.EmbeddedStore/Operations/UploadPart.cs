namespace S3Stream.Embedded;

internal sealed class UploadPart(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        int number = PartNumber.Read(request);
        MultipartUpload upload = store.Buckets[request.Bucket].Upload(request.Query["uploadId"]!, request.Key);
        DeclaredDigests declared = DeclaredDigests.Read(request);
        ChecksumAlgorithm? planned = upload.Plan.Algorithm;
        if (planned is not null && declared.Algorithm is not null && planned != declared.Algorithm)
        {
            throw StoreError.InvalidRequest.Fault(
                $"Checksum Type mismatch occurred, expected checksum Type: {planned}, actual checksum Type: {declared.Algorithm}");
        }

        using BlobWriter writer = store.Blobs.Create();
        var terms = new PayloadTerms(
            StoreLimits.MaxPutBytes, declared, planned is null ? [ChecksumAlgorithm.Md5] : [ChecksumAlgorithm.Md5, planned]);
        ReceivedPayload payload = await PayloadReceiver.ReceiveAsync(request, writer, terms, cancellationToken);

        ChecksumAlgorithm told = payload.Declared ?? planned ?? ChecksumAlgorithm.Crc64Nvme;
        var part = new StoredPart
        {
            Number = number,
            Size = payload.Length,
            ETag = PartTag.OfPart(payload.Digests),
            Modified = store.Clock.GetUtcNow(),
            Content = writer.Finish(),
            Checksums = new Dictionary<ChecksumAlgorithm, byte[]>
            {
                [ChecksumAlgorithm.Crc64Nvme] = payload.Digests[ChecksumAlgorithm.Crc64Nvme],
                [told] = payload.Digests[told],
            },
        };
        upload.Add(part);
        exchange.SetETag(part.ETag);
        exchange.Response.Headers[told.HeaderName] = Convert.ToBase64String(part.Checksums[told]);
        exchange.Empty(200);
    }
}
