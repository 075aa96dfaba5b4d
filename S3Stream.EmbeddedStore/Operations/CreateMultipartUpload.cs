namespace S3Stream.Embedded;

internal sealed class CreateMultipartUpload(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket bucket = store.Buckets[request.Bucket];
        ChecksumAlgorithm? algorithm = ChecksumAlgorithm.FromName(request.Header("x-amz-checksum-algorithm"), "x-amz-checksum-algorithm");
        DateTimeOffset now = store.Clock.GetUtcNow();
        var plan = new UploadPlan
        {
            Id = Guid.CreateVersion7(now).ToString("N"), // in order of time, which listings go by
            Key = request.Key,
            Initiated = now,
            Headers = ObjectHeaders.FromRequest(request),
            Tags = ObjectTags.FromHeader(request),
            Algorithm = algorithm,
            ChecksumIsWhole = IsWhole(request.Header("x-amz-checksum-type"), algorithm),
        };
        bucket.AddUpload(plan);
        if (algorithm is not null)
        {
            exchange.Response.Headers["x-amz-checksum-algorithm"] = algorithm.Name;
            exchange.Response.Headers["x-amz-checksum-type"] = plan.ChecksumIsWhole
                ? StoredChecksum.WholeType
                : StoredChecksum.CompositeType;
        }

        return exchange.XmlAsync(
            "InitiateMultipartUploadResult",
            writer =>
            {
                writer.Element("Bucket", bucket.Name);
                writer.Element("Key", plan.Key);
                writer.Element("UploadId", plan.Id);
            },
            cancellationToken);
    }

    /// <summary>
    /// S3's defaults and the pairs it allows: SHA is always COMPOSITE, CRC64NVME always FULL_OBJECT, the other CRCs COMPOSITE unless
    /// asked.
    /// </summary>
    private static bool IsWhole(string? type, ChecksumAlgorithm? algorithm)
    {
        bool isDefaultWhole = algorithm is null || algorithm == ChecksumAlgorithm.Crc64Nvme;
        bool isWhole = type switch
        {
            null => isDefaultWhole,
            StoredChecksum.WholeType => true,
            StoredChecksum.CompositeType => false,
            _ => throw StoreError.InvalidRequest.Fault($"Value for x-amz-checksum-type header is invalid: {type}."),
        };
        bool allowed = isWhole ? algorithm is null || algorithm.IsCrc : !isDefaultWhole;
        return allowed
            ? isWhole
            : throw StoreError.InvalidRequest.Fault(
                $"The {type} checksum type cannot be used with the {algorithm?.Name ?? "default"} checksum algorithm.");
    }
}
