namespace S3Stream;

/// <summary>Base of every failure this library reports. The message says what failed, where, and what to do about it.</summary>
/// <remarks>
/// Wrong arguments and misuse are reported with the BCL's own exceptions; cancellation with <see cref="OperationCanceledException"/>.
/// </remarks>
public abstract class S3StreamException : IOException
{
    private protected S3StreamException(FailureReason reason, string message, Exception? inner)
        : base(message, inner) => Reason = reason;

    /// <summary>What went wrong.</summary>
    public FailureReason Reason { get; }

    /// <summary>True when the same operation may succeed if it is tried again later without any change.</summary>
    public bool IsTransient => Reason is FailureReason.Throttled or FailureReason.Unavailable or FailureReason.Unreachable;
}
