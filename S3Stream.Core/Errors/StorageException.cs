namespace S3Stream;

/// <summary>An S3 request was refused or failed, after the retries the options allow.</summary>
public sealed class StorageException : S3StreamException
{
    internal StorageException(FailureReason reason, string message, int statusCode = 0, string? errorCode = null, Exception? inner = null)
        : base(reason, message, inner)
    {
        StatusCode = statusCode;
        ErrorCode = errorCode;
    }

    /// <summary>The region in which the store says the bucket is.</summary>
    internal string? BucketRegion { get; init; }

    internal override S3StreamException Again() => new StorageException(Reason, Message, StatusCode, ErrorCode, this)
    {
        RequestId = RequestId,
        Operation = Operation,
        RetryAfter = RetryAfter,
        BucketRegion = BucketRegion,
    };
}
