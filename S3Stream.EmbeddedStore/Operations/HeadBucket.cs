namespace S3Stream.Embedded;

internal sealed class HeadBucket(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        string region = store.Buckets[exchange.Request.Bucket].Record.Region;
        exchange.Response.Headers["x-amz-bucket-region"] = region.Length == 0 ? store.Region : region;
        exchange.Empty(200);
        return Task.CompletedTask;
    }
}
