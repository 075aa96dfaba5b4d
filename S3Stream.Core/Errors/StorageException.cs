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

    /// <summary>The HTTP status of the answer, or 0 when there was none.</summary>
    public int StatusCode { get; }

    /// <summary>S3's error code (such as <c>NoSuchKey</c>), or <see langword="null"/> when the answer had none.</summary>
    public string? ErrorCode { get; }

    /// <summary>How long the store asked to wait before the next try, if it said so (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>The region in which the store says the bucket is.</summary>
    internal string? BucketRegion { get; init; }
}
