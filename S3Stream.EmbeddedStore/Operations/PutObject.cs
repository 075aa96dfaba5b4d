namespace S3Stream.Embedded;

/// <summary>Writes an object at once. Its ETag is the MD5 of its bytes, which rclone, s3cmd and others hold against their own.</summary>
internal sealed class PutObject(StoreResources store) : IStoreOperation
{
    public async Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket bucket = store.Buckets[request.Bucket];
        Conditions conditions = Conditions.OfRequest(request);
        conditions.CheckWrite(bucket.Find(request.Key)); // before the body is sent; once more when the object is made
        var headers = ObjectHeaders.FromRequest(request);
        var tags = ObjectTags.FromHeader(request);

        using BlobWriter writer = store.Blobs.Create();
        var terms = new PayloadTerms(StoreLimits.MaxPutBytes, DeclaredDigests.Read(request), [ChecksumAlgorithm.Md5]);
        ReceivedPayload payload = await PayloadReceiver.ReceiveAsync(request, writer, terms, cancellationToken);

        ChecksumAlgorithm algorithm = payload.Declared ?? ChecksumAlgorithm.Crc64Nvme;
        byte[] checksum = payload.Digests[algorithm];
        string etag = Convert.ToHexStringLower(payload.Digests[ChecksumAlgorithm.Md5]);
        DateTimeOffset now = store.Clock.GetUtcNow();
        var record = new ObjectRecord
        {
            Key = request.Key,
            ETag = etag,
            Modified = now,
            Headers = headers,
            Tags = tags,
            Checksum = new StoredChecksum(algorithm, IsWhole: true, Convert.ToBase64String(checksum)),
            Parts = [new StoredPart
            {
                Number = 1,
                Size = payload.Length,
                ETag = etag,
                Modified = now,
                Content = writer.Finish(),
                Checksums = new Dictionary<ChecksumAlgorithm, byte[]> { [algorithm] = checksum },
            }],
        };
        bucket.Put(record, conditions);
        exchange.SetETag(etag);
        exchange.SetChecksum(record.Checksum);
        exchange.Empty(200);
    }
}
