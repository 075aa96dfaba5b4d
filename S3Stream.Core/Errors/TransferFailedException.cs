namespace S3Stream;

/// <summary>
/// A transfer cannot be completed: bytes are missing, overlap with other content, do not match what was declared, or need more memory at
/// once than the budget holds.
/// </summary>
/// <remarks>
/// No object is made. Parts that S3 has acknowledged stay in the multipart upload when the upload was opened to be resumable.
/// </remarks>
public sealed class TransferFailedException : S3StreamException
{
    internal TransferFailedException(FailureReason reason, string message, Exception? inner = null)
        : base(reason, message, inner)
    {
    }

    /// <summary>The first missing or offending bytes, where the failure is about bytes.</summary>
    public Extent? At { get; internal init; }

    internal override S3StreamException Again() => new TransferFailedException(Reason, Message, this) { At = At };
}
