namespace S3Stream.Embedded;

/// <summary>What operations work on. <paramref name="Region"/> is that of buckets made without one.</summary>
internal sealed record StoreResources(BucketCatalog Buckets, BlobStore Blobs, TimeProvider Clock, string Region);
