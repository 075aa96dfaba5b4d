namespace S3Stream;

/// <summary>How far a transfer is. Immutable.</summary>
/// <remarks>
/// It is told to <see cref="IProgress{T}.Report"/> from whichever thread moved the bytes, one call at a time and never backwards: after
/// each part of an upload that S3 has acknowledged, after each slab (up to 1 MiB) of a download that its consumer has taken. It should
/// return quickly; what it throws fails the transfer.
/// </remarks>
/// <param name="BytesTransferred">Bytes that are safe: stored by S3, or given to the consumer. Those of an earlier try included.</param>
/// <param name="TotalBytes">Bytes of the whole transfer; <see langword="null"/>: not known, or not yet.</param>
/// <param name="Parts">Parts stored or ranges read, so far and by this try.</param>
/// <param name="BytesPerSecond">The rate of the last seconds, of this try's bytes; 0 before any time has passed.</param>
public readonly record struct TransferProgress(long BytesTransferred, long? TotalBytes, long Parts, double BytesPerSecond)
{
    /// <summary>The share that is done, 0 to 1; <see langword="null"/> while the total is not known.</summary>
    public double? Fraction => TotalBytes switch
    {
        null => null,
        0 => 1,
        { } total => Math.Min(1, (double)BytesTransferred / total),
    };
}
