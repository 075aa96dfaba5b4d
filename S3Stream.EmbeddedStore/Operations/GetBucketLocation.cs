namespace S3Stream.Embedded;

internal sealed class GetBucketLocation(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        string region = store.Buckets[exchange.Request.Bucket].Record.Region;
        return exchange.XmlAsync("LocationConstraint", writer => writer.WriteString(region), cancellationToken);
    }
}
