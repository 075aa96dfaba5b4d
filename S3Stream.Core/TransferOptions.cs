namespace S3Stream;

/// <summary>What every transfer of one object can be told, whichever way it goes. Immutable.</summary>
public abstract record TransferOptions
{
    private protected TransferOptions()
    {
    }

    /// <summary>
    /// Whose transfer this is, such as a user's name. Transfers whose owners are equal (<see cref="object.Equals(object?)"/>) have one
    /// share of the memory budget together, so that more transfers do not get an owner more memory. Its text stands in messages about
    /// memory. <see langword="null"/> (default): the transfer has a share of its own.
    /// </summary>
    public object? Owner { get; init; }

    /// <summary>
    /// Told how far the transfer is; <see cref="TransferProgress"/> says when. <see langword="null"/> (default): nobody is.
    /// </summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>
    /// The longest the transfer may take, from the call that opens it to its end, more than zero; then it fails with
    /// <see cref="FailureReason.TimedOut"/>. <see langword="null"/> (default): as long as bytes move
    /// (<see cref="S3StreamOptions.RequestTimeout"/>).
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// The account that has to own the bucket, 12 digits; S3 refuses the requests otherwise (x-amz-expected-bucket-owner).
    /// <see langword="null"/> (default): any.
    /// </summary>
    public string? ExpectedBucketOwner { get; init; }

    /// <summary>
    /// This account pays for the requests to somebody else's bucket (x-amz-request-payer). Default: what the client's
    /// <see cref="S3StreamOptions.ObjectRules"/> say.
    /// </summary>
    public bool RequesterPays { get; init; }

    /// <summary>
    /// 32 bytes, an AES-256 key that S3 uses for the requests and forgets (SSE-C); whoever reads the object needs it again. Only over
    /// https. Empty (default): what the client's <see cref="S3StreamOptions.ObjectRules"/> say.
    /// </summary>
    public ReadOnlyMemory<byte> CustomerKey { get; init; }
}
