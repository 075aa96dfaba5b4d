namespace S3Stream.Embedded;

internal sealed class DeleteObject(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        store.Buckets[request.Bucket].Delete(request.Key, request.Header("If-Match"));
        exchange.Empty(204);
        return Task.CompletedTask;
    }
}
