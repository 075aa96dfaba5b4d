namespace S3Stream.Embedded;

/// <summary>Says what is true: no bucket here was ever versioned. Clients ask before they delete (rclone purge).</summary>
internal sealed class GetBucketVersioning(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        _ = store.Buckets[exchange.Request.Bucket]; // or NoSuchBucket
        return exchange.XmlAsync("VersioningConfiguration", _ => { }, cancellationToken);
    }
}
