namespace S3Stream.Embedded;

/// <summary>
/// Which operation a request means: by level (service, bucket, object), method and sub-resource. What is not here is 501.
/// </summary>
internal sealed class OperationTable(StoreResources store)
{
    private readonly ListBuckets _listBuckets = new(store);
    private readonly CreateBucket _createBucket = new(store);
    private readonly HeadBucket _headBucket = new(store);
    private readonly DeleteBucket _deleteBucket = new(store);
    private readonly GetBucketLocation _getBucketLocation = new(store);
    private readonly GetBucketVersioning _getBucketVersioning = new(store);
    private readonly ListObjects _listObjects = new(store);
    private readonly ListObjectsV2 _listObjectsV2 = new(store);
    private readonly DeleteObjects _deleteObjects = new(store);
    private readonly ListMultipartUploads _listMultipartUploads = new(store);
    private readonly PutObject _putObject = new(store);
    private readonly CopyObject _copyObject = new(store);
    private readonly GetObject _getObject = new(store);
    private readonly DeleteObject _deleteObject = new(store);
    private readonly CreateMultipartUpload _createMultipartUpload = new(store);
    private readonly UploadPart _uploadPart = new(store);
    private readonly UploadPartCopy _uploadPartCopy = new(store);
    private readonly CompleteMultipartUpload _completeMultipartUpload = new(store);
    private readonly AbortMultipartUpload _abortMultipartUpload = new(store);
    private readonly ListParts _listParts = new(store);
    private readonly ObjectTagging _objectTagging = new(store);
    private readonly GetObjectAttributes _getObjectAttributes = new(store);

    public IStoreOperation Find(StoreRequest request)
    {
        UnsupportedFeatures.Refuse(request);
        IStoreOperation? operation = request switch
        {
            { Bucket: "" } => request.Method == HttpMethods.Get && request.Key.Length == 0 ? _listBuckets : null,
            { Key: "" } => OfBucket(request),
            _ => OfObject(request),
        };
        return operation
            ?? throw StoreError.NotImplemented.Fault($"The embedded store does not implement {request.Method} on this resource.");
    }

    private IStoreOperation? OfBucket(StoreRequest request) => request.Method switch
    {
        "GET" when request.Query.Has("location") => _getBucketLocation,
        "GET" when request.Query.Has("versioning") => _getBucketVersioning,
        "GET" when request.Query.Has("uploads") => _listMultipartUploads,
        "GET" when request.Query["list-type"] == "2" => _listObjectsV2,
        "GET" when !request.Query.Has("list-type") => _listObjects,
        "PUT" when !request.Query.Has("versioning") => _createBucket,
        "HEAD" => _headBucket,
        "DELETE" => _deleteBucket,
        "POST" when request.Query.Has("delete") => _deleteObjects,
        _ => null,
    };

    private IStoreOperation? OfObject(StoreRequest request)
    {
        bool ofUpload = request.Query.Has("uploadId");
        bool copies = request.Headers.ContainsKey("x-amz-copy-source");
        if (request.Query.Has("tagging"))
        {
            return request.Method is "GET" or "PUT" or "DELETE" ? _objectTagging : null;
        }

        if (request.Query.Has("attributes"))
        {
            return request.Method is "GET" ? _getObjectAttributes : null;
        }

        if (request.Method is "PUT" && request.Query.Has("partNumber") && !ofUpload)
        {
            throw StoreError.InvalidArgument.Fault("partNumber is given without uploadId.");
        }

        return request.Method switch
        {
            "GET" => ofUpload ? _listParts : _getObject,
            "HEAD" => _getObject,
            "PUT" when ofUpload => copies ? _uploadPartCopy : _uploadPart,
            "PUT" => copies ? _copyObject : _putObject,
            "DELETE" => ofUpload ? _abortMultipartUpload : _deleteObject,
            "POST" when ofUpload => _completeMultipartUpload,
            "POST" when request.Query.Has("uploads") => _createMultipartUpload,
            _ => null,
        };
    }
}
