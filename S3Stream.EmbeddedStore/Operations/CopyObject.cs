namespace S3Stream.Embedded;

/// <summary>Copies an object without moving bytes: the copy names the same blobs.</summary>
internal sealed class CopyObject(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket target = store.Buckets[request.Bucket];
        CopySource source = CopySource.Read(request);
        bool replaces = ReplacesMetadata(request, source);
        using ContentLease lease = source.Open(store.Buckets, Conditions.OfCopySource(request));
        ChecksumAlgorithm? algorithm = ChecksumAlgorithm.FromName(request.Header("x-amz-checksum-algorithm"), "x-amz-checksum-algorithm");
        ObjectRecord copy = lease.Record with
        {
            Key = request.Key,
            Modified = store.Clock.GetUtcNow(),
            Headers = replaces ? ObjectHeaders.FromRequest(request) : lease.Record.Headers,
            UploadId = null,
            Checksum = algorithm is null || algorithm == lease.Record.Checksum?.Algorithm
                ? lease.Record.Checksum
                : await ComputeAsync(algorithm, lease.Record, cancellationToken),
        };
        BlobExtent.AddReferences(copy.Content);
        target.Put(copy, Conditions.OfRequest(request));
        await exchange.XmlAsync(
            "CopyObjectResult",
            writer =>
            {
                writer.Element("LastModified", copy.Modified);
                writer.Element("ETag", copy.QuotedETag);
                if (copy.Checksum is not null)
                {
                    writer.Element(copy.Checksum.Algorithm.ElementName, copy.Checksum.Value);
                    writer.Element("ChecksumType", copy.Checksum.Type);
                }
            },
            cancellationToken);
    }

    private static bool ReplacesMetadata(StoreRequest request, CopySource source)
    {
        bool replaces = request.Header("x-amz-metadata-directive") switch
        {
            null or "COPY" => false,
            "REPLACE" => true,
            var other => throw StoreError.InvalidArgument.Fault($"Unknown metadata directive: {other}."),
        };
        return replaces || source.Bucket != request.Bucket || source.Key != request.Key
            ? replaces
            : throw StoreError.InvalidRequest.Fault(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.");
    }

    private static async Task<StoredChecksum> ComputeAsync(
        ChecksumAlgorithm algorithm, ObjectRecord record, CancellationToken cancellationToken)
    {
        var digests = await BlobReader.DigestAsync(record.Content, [algorithm], cancellationToken);
        return new StoredChecksum(algorithm, IsWhole: true, Convert.ToBase64String(digests[algorithm]));
    }
}
