namespace S3Stream.Embedded;

internal sealed class ListParts(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        MultipartUpload upload = store.Buckets[request.Bucket].Upload(request.Query["uploadId"]!, request.Key);
        int marker = request.Query.Number("part-number-marker", 0, 0, int.MaxValue);
        int maxParts = Math.Min(request.Query.Number("max-parts", StoreLimits.MaxPageEntries, 0, int.MaxValue), StoreLimits.MaxPageEntries);
        List<StoredPart> behind = [.. upload.Parts().Where(part => part.Number > marker)];
        List<StoredPart> page = [.. behind.Take(maxParts)];
        return exchange.XmlAsync(
            "ListPartsResult",
            writer =>
            {
                writer.Element("Bucket", request.Bucket);
                writer.Element("Key", request.Key);
                writer.Element("UploadId", upload.Plan.Id);
                writer.Element("PartNumberMarker", marker);
                writer.Element("NextPartNumberMarker", page.Count > 0 ? page[^1].Number : marker);
                writer.Element("MaxParts", maxParts);
                writer.Element("IsTruncated", maxParts > 0 && behind.Count > page.Count);
                writer.Element("StorageClass", "STANDARD");
                if (upload.Plan.Algorithm is { } algorithm)
                {
                    writer.Element("ChecksumAlgorithm", algorithm.Name);
                    writer.Element("ChecksumType", upload.Plan.ChecksumIsWhole ? StoredChecksum.WholeType : StoredChecksum.CompositeType);
                }

                foreach (StoredPart part in page)
                {
                    writer.Element("Part", entry =>
                    {
                        entry.Element("PartNumber", part.Number);
                        entry.Element("LastModified", part.Modified);
                        entry.Element("ETag", $"\"{part.ETag}\"");
                        entry.Element("Size", part.Size);
                        PartChecksumText.Write(entry, part, upload.Plan);
                    });
                }
            },
            cancellationToken);
    }
}
