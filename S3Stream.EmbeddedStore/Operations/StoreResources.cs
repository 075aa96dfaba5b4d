namespace S3Stream.Embedded;

/// <summary>The resources that operations use. <paramref name="Region"/> is that of buckets made without one.</summary>
internal sealed record StoreResources(BucketCatalog Buckets, BlobStore Blobs, TimeProvider Clock, string Region);
