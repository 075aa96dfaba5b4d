namespace S3Stream.Embedded;

internal sealed class ListBuckets(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken) => exchange.XmlAsync(
        "ListAllMyBucketsResult",
        writer =>
        {
            writer.Element("Owner", owner => owner.Element("ID", "s3stream"));
            writer.Element("Buckets", list =>
            {
                foreach (Bucket bucket in store.Buckets.All())
                {
                    list.Element("Bucket", one =>
                    {
                        one.Element("Name", bucket.Name);
                        one.Element("CreationDate", bucket.Record.Created);
                    });
                }
            });
        },
        cancellationToken);
}
