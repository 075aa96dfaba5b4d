namespace S3Stream;

/// <summary>What one transfer has asked of S3 so far. Immutable.</summary>
/// <param name="Requests">Requests sent, retries included.</param>
/// <param name="Retries">Requests sent again after a failure.</param>
/// <param name="Parts">Parts S3 has acknowledged (an object that is one PutObject has one), or ranges read to their end.</param>
public readonly record struct TransferCounts(long Requests, long Retries, long Parts);
