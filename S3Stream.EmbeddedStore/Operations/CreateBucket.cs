using System.Xml.Linq;

namespace S3Stream.Embedded;

internal sealed class CreateBucket(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        XElement? configuration = await RequestDocument.ReadAsync(
            request, "CreateBucketConfiguration", DeclaredDigests.Read(request), cancellationToken);
        store.Buckets.Create(request.Bucket, configuration?.Optional("LocationConstraint")?.Trim() ?? "");
        exchange.Response.Headers.Location = "/" + request.Bucket;
        exchange.Empty(200);
    }
}
