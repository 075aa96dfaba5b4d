namespace S3Stream.Embedded;

/// <summary>Version 1: pages by marker.</summary>
internal sealed class ListObjects(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        var text = new ListingText(request);
        string marker = request.Query["marker"] ?? "";
        var query = new ListingQuery(text.Prefix, text.Delimiter, marker.Length == 0 ? null : marker, text.MaxKeys);
        ListingPage page = store.Buckets[request.Bucket].List(query);
        return exchange.XmlAsync(
            "ListBucketResult",
            writer =>
            {
                text.WriteHead(writer, page);
                writer.Element("Marker", text.Encode(marker));
                if (page.IsTruncated)
                {
                    // S3 sends it only with a delimiter and lets clients take the last key; clients accept it in any case
                    writer.Element("NextMarker", text.Encode(page.Last));
                }

                text.WriteEntries(writer, page);
            },
            cancellationToken);
    }
}
