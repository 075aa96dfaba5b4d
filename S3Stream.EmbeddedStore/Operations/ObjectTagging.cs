using System.Xml.Linq;

namespace S3Stream.Embedded;

/// <summary>GetObjectTagging, PutObjectTagging and DeleteObjectTagging. Tags change without the object's ETag or time.</summary>
internal sealed class ObjectTagging(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken) => exchange.Request.Method switch
    {
        "GET" => GetAsync(exchange, cancellationToken),
        "PUT" => PutAsync(exchange, cancellationToken),
        _ => DeleteAsync(exchange),
    };

    private Task GetAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        ObjectRecord record = store.Buckets[request.Bucket].Find(request.Key) ?? throw StoreError.NoSuchKey.Fault();
        return exchange.XmlAsync(
            "Tagging",
            writer => writer.Element("TagSet", set =>
            {
                foreach ((string name, string value) in record.Tags)
                {
                    set.Element("Tag", tag =>
                    {
                        tag.Element("Key", name);
                        tag.Element("Value", value);
                    });
                }
            }),
            cancellationToken);
    }

    private async Task PutAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        XElement document = await RequestDocument.ReadRequiredAsync(
            request, "Tagging", DeclaredDigests.Read(request), cancellationToken);
        var tags = ObjectTags.FromDocument(document);
        store.Buckets[request.Bucket].Change(request.Key, record => record with { Tags = tags });
        exchange.Empty(200);
    }

    private Task DeleteAsync(StoreExchange exchange)
    {
        StoreRequest request = exchange.Request;
        store.Buckets[request.Bucket].Change(request.Key, record => record with { Tags = [] });
        exchange.Empty(204);
        return Task.CompletedTask;
    }
}
