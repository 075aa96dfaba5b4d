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
        bool replacesTags = Replaces(request, "x-amz-tagging-directive");
        using ContentLease lease = source.Open(store.Buckets, Conditions.OfCopySource(request));
        if (lease.Record.Size > StoreLimits.MaxPutBytes)
        {
            throw StoreError.InvalidRequest.Fault(
                $"The specified copy source is larger than the maximum allowable size for a copy source: {StoreLimits.MaxPutBytes}");
        }

        ChecksumAlgorithm? algorithm = ChecksumAlgorithm.FromName(request.Header("x-amz-checksum-algorithm"), "x-amz-checksum-algorithm");
        ObjectRecord copy = lease.Record with
        {
            Key = request.Key,
            Modified = store.Clock.GetUtcNow(),
            Headers = replaces ? ObjectHeaders.FromRequest(request) : lease.Record.Headers,
            Tags = replacesTags ? ObjectTags.FromHeader(request) : lease.Record.Tags,
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
        bool replaces = Replaces(request, "x-amz-metadata-directive");
        return replaces || source.Bucket != request.Bucket || source.Key != request.Key
            ? replaces
            : throw StoreError.InvalidRequest.Fault(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata.");
    }

    private static bool Replaces(StoreRequest request, string directive) => request.Header(directive) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        var other => throw StoreError.InvalidArgument.Fault($"{directive} must be COPY or REPLACE, not {other}."),
    };

    private static async Task<StoredChecksum> ComputeAsync(
        ChecksumAlgorithm algorithm, ObjectRecord record, CancellationToken cancellationToken)
    {
        var digests = await BlobReader.DigestAsync(record.Content, [algorithm], cancellationToken);
        return new StoredChecksum(algorithm, IsWhole: true, Convert.ToBase64String(digests[algorithm]));
    }
}
