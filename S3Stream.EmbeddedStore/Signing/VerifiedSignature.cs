namespace S3Stream.Embedded;

/// <summary>
/// What an authenticated request leaves for its body: the declared payload hash, and the start of the chain of frame signatures.
/// </summary>
internal sealed record VerifiedSignature
{
    /// <summary>The value of x-amz-content-sha256, or UNSIGNED-PAYLOAD for a presigned URL without one.</summary>
    public required string PayloadHash { get; init; }

    public required byte[] SigningKey { get; init; }

    public required string Timestamp { get; init; }

    public required string Scope { get; init; }

    /// <summary>The request's own signature, which the first frame's signature covers.</summary>
    public required string Seed { get; init; }
}
