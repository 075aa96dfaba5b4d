namespace S3Stream.Gsi.Validation;

/// <summary>Ends the check of a chain; caught by <see cref="ChainValidator"/> and nowhere else.</summary>
internal sealed class ChainRejectedException(RejectionReason reason, string text) : Exception(text)
{
    public RejectionReason Reason { get; } = reason;
}
