namespace S3Stream.Embedded;

/// <summary>One code of S3's error table: what an error document says and the HTTP status it travels with.</summary>
internal sealed record StoreError(string Code, int Status, string Message)
{
    public static readonly StoreError AccessDenied = new("AccessDenied", 403, "Access Denied");
    public static readonly StoreError AuthorizationHeaderMalformed = new(
        "AuthorizationHeaderMalformed", 400, "The authorization header is malformed.");
    public static readonly StoreError AuthorizationQueryParametersError = new(
        "AuthorizationQueryParametersError", 400, "The authorization query parameters are malformed.");
    public static readonly StoreError BadDigest = new("BadDigest", 400, "The digest you specified did not match what was received.");
    public static readonly StoreError BadRequest = new("BadRequest", 400, "Bad request.");
    public static readonly StoreError BucketNotEmpty = new("BucketNotEmpty", 409, "The bucket you tried to delete is not empty.");
    public static readonly StoreError EntityTooLarge = new("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size.");
    public static readonly StoreError EntityTooSmall = new(
        "EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size: every part but the last must have 5 MiB.");
    public static readonly StoreError IncompleteBody = new(
        "IncompleteBody", 400, "You did not provide the number of bytes specified by the Content-Length header.");
    public static readonly StoreError InsufficientStorage = new("InsufficientStorage", 507, "The disk that holds the store is full.");
    public static readonly StoreError InternalError = new("InternalError", 500, "We encountered an internal error. See the server's log.");
    public static readonly StoreError InvalidAccessKeyId = new(
        "InvalidAccessKeyId", 403, "The access key you provided does not exist in this store.");
    public static readonly StoreError InvalidArgument = new("InvalidArgument", 400, "Invalid argument.");
    public static readonly StoreError InvalidBucketName = new(
        "InvalidBucketName",
        400,
        "The specified bucket is not valid: 3 to 63 of a-z, 0-9, '.' and '-', beginning and ending with a letter or digit.");
    public static readonly StoreError InvalidDigest = new("InvalidDigest", 400, "The Content-MD5 you specified is not valid.");
    public static readonly StoreError InvalidPart = new(
        "InvalidPart", 400, "One or more of the specified parts could not be found, or its ETag or checksum is not the uploaded part's.");
    public static readonly StoreError InvalidPartOrder = new("InvalidPartOrder", 400, "The list of parts was not in ascending order.");
    public static readonly StoreError InvalidRange = new("InvalidRange", 416, "The requested range is not satisfiable.");
    public static readonly StoreError InvalidRequest = new("InvalidRequest", 400, "Invalid request.");
    public static readonly StoreError InvalidStorageClass = new("InvalidStorageClass", 400, "The only storage class here is STANDARD.");
    public static readonly StoreError InvalidTag = new("InvalidTag", 400, "The tag provided was not a valid tag.");
    public static readonly StoreError InvalidToken = new("InvalidToken", 400, "Session tokens are not known to this store.");
    public static readonly StoreError InvalidUri = new("InvalidURI", 400, "Could not parse the specified URI.");
    public static readonly StoreError KeyTooLong = new("KeyTooLongError", 400, "Your key is too long: at most 1,024 bytes of UTF-8.");
    public static readonly StoreError MalformedTrailer = new(
        "MalformedTrailerError", 400, "The trailer is not well-formed or is not the one x-amz-trailer announced.");
    public static readonly StoreError MalformedXml = new(
        "MalformedXML", 400, "The XML you provided was not well-formed or did not validate.");
    public static readonly StoreError MetadataTooLarge = new("MetadataTooLarge", 400, "Your metadata exceeds 2,048 bytes.");
    public static readonly StoreError MissingContentLength = new(
        "MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    public static readonly StoreError NoSuchBucket = new("NoSuchBucket", 404, "The specified bucket does not exist.");
    public static readonly StoreError NoSuchKey = new("NoSuchKey", 404, "The specified key does not exist.");
    public static readonly StoreError NoSuchUpload = new(
        "NoSuchUpload", 404, "The specified upload does not exist. It may have been aborted or completed.");
    public static readonly StoreError NoSuchVersion = new(
        "NoSuchVersion", 404, "This store keeps one version of an object; its id is 'null'.");
    public static readonly StoreError NotImplemented = new("NotImplemented", 501, "The embedded store does not implement this.");
    public static readonly StoreError OperationAborted = new(
        "OperationAborted", 409, "A conflicting operation is in progress against this resource.");
    public static readonly StoreError PreconditionFailed = new(
        "PreconditionFailed", 412, "At least one of the preconditions you specified did not hold.");
    public static readonly StoreError RequestExpired = new("AccessDenied", 403, "Request has expired, or is not valid yet.");
    public static readonly StoreError RequestTimeTooSkewed = new(
        "RequestTimeTooSkewed", 403, "The difference between the request time and the server's time is more than 15 minutes.");
    public static readonly StoreError SignatureDoesNotMatch = new(
        "SignatureDoesNotMatch",
        403,
        "The request signature we calculated does not match the signature you provided. Check your secret key and signing method.");
    public static readonly StoreError XAmzContentSha256Mismatch = new(
        "XAmzContentSHA256Mismatch", 400, "The provided x-amz-content-sha256 header does not match what was computed.");

    /// <summary>304 has no body and no code; it ends a request like an error does.</summary>
    public static readonly StoreError NotModified = new("NotModified", 304, "Not Modified");

    /// <summary>The exception that ends a request with this error; <paramref name="message"/> replaces the general one.</summary>
    public StoreFaultException Fault(string? message = null) => new(this, message ?? Message);
}
