namespace S3Stream;

/// <summary>
/// Base of every failure this library reports. The message says what failed, where, and what to do about it. What S3 said is here,
/// whichever of the two exceptions it is and however large the object: a <see cref="StorageException"/> is a request that S3 refused or
/// that did not come through, a <see cref="TransferFailedException"/> a transfer that cannot be completed though no request failed.
/// </summary>
/// <remarks>
/// Wrong arguments and misuse are reported with the BCL's own exceptions before anything is sent; cancellation with
/// <see cref="OperationCanceledException"/>; calls after <see cref="S3StreamClient.DisposeAsync"/> with
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
/// <example>
/// <code>
/// try
/// {
///     await client.UploadFileAsync(address, path);
/// }
/// catch (S3StreamException exception) when (exception.Reason == FailureReason.NotFound)
/// {
///     Console.Error.WriteLine($"{exception.Message} ({exception.ErrorCode}, request {exception.RequestId})");
/// }
/// </code>
/// </example>
public abstract class S3StreamException : IOException
{
    private protected S3StreamException(FailureReason reason, string message, Exception? inner)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong.</summary>
    public FailureReason Reason { get; }

    /// <summary>True when the same operation may succeed if it is tried again later without any change.</summary>
    public bool IsTransient => Reason is FailureReason.Throttled or FailureReason.Unavailable or FailureReason.Unreachable;

    /// <summary>The HTTP status of S3's answer, or 0 when there was none.</summary>
    public int StatusCode { get; private protected init; }

    /// <summary>S3's error code (such as <c>NoSuchKey</c>), or <see langword="null"/> when there was no answer or it had none.</summary>
    public string? ErrorCode { get; private protected init; }

    /// <summary>The id that S3 gave the request (x-amz-request-id), for the store's log; <see langword="null"/>: none is known.</summary>
    public string? RequestId { get; internal init; }

    /// <summary>
    /// S3's name of the request that failed, such as <c>UploadPart</c>; <see langword="null"/> where no request failed.
    /// </summary>
    public string? Operation { get; internal init; }

    /// <summary>How long the store asked to wait before the next try, if it said so (Retry-After).</summary>
    public TimeSpan? RetryAfter { get; internal init; }

    /// <summary>
    /// What is thrown to one more caller of something that has failed: the same with a stack trace of its own, and this one inside it.
    /// </summary>
    internal abstract S3StreamException Again();

    /// <summary>As <see cref="Again()"/>, for any failure of a transfer.</summary>
    /// <param name="failure">What ended it.</param>
    /// <param name="what">The transfer, as messages name it.</param>
    internal static Exception Again(Exception failure, string what) => failure switch
    {
        S3StreamException known => known.Again(),
        ObjectDisposedException disposed => new ObjectDisposedException(disposed.Message, disposed),
        _ => new TransferFailedException(FailureReason.Unknown, $"{what} has ended: {failure.Message}", failure),
    };
}
