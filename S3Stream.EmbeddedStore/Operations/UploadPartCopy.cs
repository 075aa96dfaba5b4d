namespace S3Stream.Embedded;

/// <summary>A part made of bytes of an object: it names their blobs. The bytes are read once, for the part's checksum.</summary>
internal sealed class UploadPartCopy(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        int number = PartNumber.Read(request);
        MultipartUpload upload = store.Buckets[request.Bucket].Upload(request.Query["uploadId"]!, request.Key);
        using ContentLease lease = CopySource.Read(request).Open(store.Buckets, Conditions.OfCopySource(request));
        ByteRange range = request.Header("x-amz-copy-source-range") is { } header
            ? ByteRange.FromCopySource(header, lease.Record.Size)
            : new ByteRange(0, lease.Record.Size);
        if (range.Length > StoreLimits.MaxPutBytes)
        {
            throw StoreError.EntityTooLarge.Fault($"A part has at most {StoreLimits.MaxPutBytes} bytes.");
        }

        List<BlobExtent> content = BlobExtent.Slice(lease.Record.Content, range);
        List<ChecksumAlgorithm> wanted = upload.Plan.Algorithm is { } planned ? [ChecksumAlgorithm.Md5, planned] : [ChecksumAlgorithm.Md5];
        var digests = await BlobReader.DigestAsync(content, wanted, cancellationToken);
        var part = new StoredPart
        {
            Number = number,
            Size = range.Length,
            ETag = PartTag.OfPart(digests),
            Modified = store.Clock.GetUtcNow(),
            Content = content,
            Checksums = digests.Where(pair => pair.Key != ChecksumAlgorithm.Md5).ToDictionary(),
        };
        BlobExtent.AddReferences(content);
        upload.Add(part);
        await exchange.XmlAsync(
            "CopyPartResult",
            writer =>
            {
                writer.Element("LastModified", part.Modified);
                writer.Element("ETag", $"\"{part.ETag}\"");
                PartChecksumText.Write(writer, part, upload.Plan);
            },
            cancellationToken);
    }
}
