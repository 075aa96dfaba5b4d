using System.Buffers.Text;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>Version 2: pages by a continuation token, which is the last entry of the page before in Base64.</summary>
internal sealed class ListObjectsV2(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        var text = new ListingText(request);
        string? token = request.Query["continuation-token"];
        string? startAfter = request.Query["start-after"] is { Length: > 0 } given ? given : null;
        string? after = token is null ? startAfter : ReadToken(token);
        ListingPage page = store.Buckets[request.Bucket].List(new ListingQuery(text.Prefix, text.Delimiter, after, text.MaxKeys));
        return exchange.XmlAsync(
            "ListBucketResult",
            writer =>
            {
                text.WriteHead(writer, page);
                writer.Element("KeyCount", page.Objects.Count + page.CommonPrefixes.Count);
                if (token is not null)
                {
                    writer.Element("ContinuationToken", token);
                }

                if (startAfter is not null)
                {
                    writer.Element("StartAfter", text.Encode(startAfter));
                }

                if (page.IsTruncated)
                {
                    writer.Element("NextContinuationToken", Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page.Last)));
                }

                text.WriteEntries(writer, page);
            },
            cancellationToken);
    }

    private static string ReadToken(string token) => token.Length > 0 && Base64Url.IsValid(token)
        ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token))
        : throw StoreError.InvalidArgument.Fault("The continuation token provided is incorrect.");
}
