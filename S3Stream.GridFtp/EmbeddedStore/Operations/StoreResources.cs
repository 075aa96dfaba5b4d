namespace S3Stream.GridFtp.EmbeddedStore;

/// <summary>What operations work on.</summary>
internal sealed record StoreResources(BucketCatalog Buckets, BlobStore Blobs, TimeProvider Clock);
