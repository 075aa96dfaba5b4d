namespace S3Stream.Embedded;

/// <summary>
/// Answers that versioning was never enabled, which is true of every bucket here. Clients ask before they delete (rclone purge).
/// </summary>
internal sealed class GetBucketVersioning(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        _ = store.Buckets[exchange.Request.Bucket]; // or NoSuchBucket
        return exchange.XmlAsync("VersioningConfiguration", _ => { }, cancellationToken);
    }
}
