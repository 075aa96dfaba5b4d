using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>GetObject and HeadObject: the same headers, with or without the bytes.</summary>
internal sealed class GetObject(StoreResources store) : IStoreOperation
{
    private static readonly string[] Overrides =
        ["content-type", "content-language", "expires", "cache-control", "content-disposition", "content-encoding"];

    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        using ContentLease lease = store.Buckets[request.Bucket].Open(request.Key);
        ObjectRecord record = lease.Record;
        Conditions.OfRequest(request).CheckRead(record, notModifiedAllowed: true);
        ByteRange? range = PartRange(request, record) ?? ByteRange.FromHeader(request.Header("Range"), record.Size);
        ByteRange sent = range ?? new ByteRange(0, record.Size);

        SetHeaders(exchange, record, range);
        exchange.Response.ContentLength = sent.Length;
        if (HttpMethods.IsGet(request.Method))
        {
            await BlobReader.SendAsync(BlobExtent.Slice(record.Content, sent), exchange.Response.BodyWriter, cancellationToken);
        }
    }

    private static void SetHeaders(StoreExchange exchange, ObjectRecord record, ByteRange? range)
    {
        StoreRequest request = exchange.Request;
        HttpResponse response = exchange.Response;
        exchange.SetObjectHeaders(record);
        foreach (string name in Overrides)
        {
            if (request.Query["response-" + name] is { Length: > 0 } value)
            {
                response.Headers[name] = value;
            }
        }

        response.StatusCode = StatusCodes.Status200OK;
        if (range is { Length: > 0 } part)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = part.ContentRange(record.Size);
        }

        if (request.Query.Has("partNumber") && record.IsMultipart)
        {
            response.Headers["x-amz-mp-parts-count"] = record.Parts.Count.ToString(CultureInfo.InvariantCulture);
        }

        // it is the checksum of the whole: on a range a client would take it for the range's
        bool whole = range is null || range.Value.Length == record.Size;
        if (whole && "ENABLED".Equals(request.Header("x-amz-checksum-mode"), StringComparison.OrdinalIgnoreCase))
        {
            exchange.SetChecksum(record.Checksum);
        }
    }

    /// <summary>The bytes of the part that ?partNumber names.</summary>
    private static ByteRange? PartRange(StoreRequest request, ObjectRecord record)
    {
        if (!request.Query.Has("partNumber"))
        {
            return null;
        }

        if (request.Headers.ContainsKey("Range"))
        {
            throw StoreError.InvalidRequest.Fault("Cannot specify both Range header and partNumber query parameter.");
        }

        int number = request.Query.Number("partNumber", 1, 1, StoreLimits.MaxPartNumber);
        long offset = 0;
        foreach (StoredPart part in record.Parts)
        {
            if (part.Number == number)
            {
                return new ByteRange(offset, part.Size);
            }

            offset += part.Size;
        }

        throw StoreError.InvalidRange.Fault($"The object has no part {number}.");
    }
}
