using System.Globalization;
using System.Xml;

namespace S3Stream.Embedded;

/// <summary>What is known of an object, as x-amz-object-attributes asks for it; parts in pages.</summary>
internal sealed class GetObjectAttributes(StoreResources store) : IStoreOperation
{
    private static readonly string[] Known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        HashSet<string> wanted = Wanted(request.Header("x-amz-object-attributes"));
        int marker = Number(request, "x-amz-part-number-marker", 0, 0);
        int maxParts = Math.Min(Number(request, "x-amz-max-parts", StoreLimits.MaxPageEntries, 0), StoreLimits.MaxPageEntries);
        ObjectRecord record = store.Buckets[request.Bucket].Find(request.Key) ?? throw StoreError.NoSuchKey.Fault();
        Conditions.OfRequest(request).CheckRead(record, notModifiedAllowed: true);
        exchange.Response.Headers.LastModified = record.Modified.ToString("R", CultureInfo.InvariantCulture);
        return exchange.XmlAsync(
            "GetObjectAttributesResponse",
            writer =>
            {
                if (wanted.Contains("ETag"))
                {
                    writer.Element("ETag", record.ETag); // without quotes, unlike everywhere else in S3
                }

                if (wanted.Contains("Checksum") && record.Checksum is { } checksum)
                {
                    writer.Element("Checksum", element =>
                    {
                        element.Element(checksum.Algorithm.ElementName, checksum.Value);
                        element.Element("ChecksumType", checksum.Type);
                    });
                }

                if (wanted.Contains("ObjectParts") && record.IsMultipart)
                {
                    writer.Element("ObjectParts", parts => WriteParts(parts, record, marker, maxParts));
                }

                if (wanted.Contains("StorageClass"))
                {
                    writer.Element("StorageClass", "STANDARD");
                }

                if (wanted.Contains("ObjectSize"))
                {
                    writer.Element("ObjectSize", record.Size);
                }
            },
            cancellationToken);
    }

    private static void WriteParts(XmlWriter writer, ObjectRecord record, int marker, int maxParts)
    {
        List<StoredPart> behind = [.. record.Parts.Where(part => part.Number > marker)];
        List<StoredPart> page = [.. behind.Take(maxParts)];
        writer.Element("IsTruncated", maxParts > 0 && behind.Count > page.Count);
        writer.Element("MaxParts", maxParts);
        writer.Element("NextPartNumberMarker", page.Count > 0 ? page[^1].Number : marker);
        writer.Element("PartNumberMarker", marker);
        writer.Element("PartsCount", record.Parts.Count);
        foreach (StoredPart part in page)
        {
            writer.Element("Part", entry =>
            {
                entry.Element("PartNumber", part.Number);
                entry.Element("Size", part.Size);
                if (record.Checksum is { } checksum && part.Checksums.TryGetValue(checksum.Algorithm, out byte[]? value))
                {
                    entry.Element(checksum.Algorithm.ElementName, Convert.ToBase64String(value));
                }
            });
        }
    }

    private static HashSet<string> Wanted(string? header)
    {
        HashSet<string> wanted = [.. (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        return wanted.Count > 0 && wanted.IsSubsetOf(Known)
            ? wanted
            : throw StoreError.InvalidArgument.Fault($"x-amz-object-attributes must name one or more of {string.Join(", ", Known)}.");
    }

    private static int Number(StoreRequest request, string header, int absent, int minimum) =>
        request.Header(header) is { } text ? WholeNumber.Parse(header, text, minimum, int.MaxValue) : absent;
}
