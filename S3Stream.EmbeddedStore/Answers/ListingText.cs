using System.Xml;

namespace S3Stream.Embedded;

/// <summary>What the two versions of ListObjects write alike. With encoding-type=url all that comes from keys is percent-encoded.</summary>
internal sealed class ListingText
{
    private readonly StoreRequest _request;
    private readonly bool _encoded;

    public ListingText(StoreRequest request)
    {
        _request = request;
        string? encoding = request.Query["encoding-type"];
        _encoded = encoding switch
        {
            null or "" => false,
            "url" => true,
            _ => throw StoreError.InvalidArgument.Fault("Invalid Encoding Method specified in Request: only url is known."),
        };
        Prefix = request.Query["prefix"] ?? "";
        Delimiter = request.Query["delimiter"] ?? "";
        MaxKeys = Math.Min(request.Query.Number("max-keys", StoreLimits.MaxPageEntries, 0, int.MaxValue), StoreLimits.MaxPageEntries);
    }

    public string Prefix { get; }

    public string Delimiter { get; }

    public int MaxKeys { get; }

    public string Encode(string text) => _encoded ? UriEscaping.EncodePath(text) : text;

    public void WriteHead(XmlWriter writer, ListingPage page)
    {
        writer.Element("Name", _request.Bucket);
        writer.Element("Prefix", Encode(Prefix));
        if (Delimiter.Length > 0)
        {
            writer.Element("Delimiter", Encode(Delimiter));
        }

        if (_encoded)
        {
            writer.Element("EncodingType", "url");
        }

        writer.Element("MaxKeys", MaxKeys);
        writer.Element("IsTruncated", page.IsTruncated);
    }

    public void WriteEntries(XmlWriter writer, ListingPage page)
    {
        foreach (ObjectRecord record in page.Objects)
        {
            writer.Element("Contents", entry => WriteObject(entry, record));
        }

        foreach (string prefix in page.CommonPrefixes)
        {
            writer.Element("CommonPrefixes", entry => entry.Element("Prefix", Encode(prefix)));
        }
    }

    private void WriteObject(XmlWriter entry, ObjectRecord record)
    {
        entry.Element("Key", Encode(record.Key));
        entry.Element("LastModified", record.Modified);
        entry.Element("ETag", record.QuotedETag);
        if (record.Checksum is not null)
        {
            entry.Element("ChecksumAlgorithm", record.Checksum.Algorithm.Name);
            entry.Element("ChecksumType", record.Checksum.Type);
        }

        entry.Element("Size", record.Size);
        entry.Element("StorageClass", "STANDARD");
    }
}
