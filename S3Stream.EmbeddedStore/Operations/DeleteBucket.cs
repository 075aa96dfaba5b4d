namespace S3Stream.Embedded;

internal sealed class DeleteBucket(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        store.Buckets.Delete(exchange.Request.Bucket);
        exchange.Empty(204);
        return Task.CompletedTask;
    }
}
