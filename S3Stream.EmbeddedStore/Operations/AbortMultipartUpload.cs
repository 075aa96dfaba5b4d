namespace S3Stream.Embedded;

internal sealed class AbortMultipartUpload(StoreResources store) : IStoreOperation
{
    public Task RunAsync(StoreExchange exchange, CancellationToken cancellationToken)
    {
        StoreRequest request = exchange.Request;
        Bucket bucket = store.Buckets[request.Bucket];
        MultipartUpload upload = bucket.Upload(request.Query["uploadId"]!, request.Key);
        if (!upload.TryBeginAbort())
        {
            throw StoreError.OperationAborted.Fault("The upload is being completed or aborted by another request.");
        }

        bucket.EndUpload(upload);
        exchange.Empty(204);
        return Task.CompletedTask;
    }
}
