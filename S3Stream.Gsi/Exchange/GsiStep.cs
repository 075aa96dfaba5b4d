namespace S3Stream.Gsi;

/// <summary>
/// What a side of an exchange does after a token: send <see cref="Token"/>, unless it is empty, and go on or be finished.
/// </summary>
/// <param name="Token">Bytes for the peer.</param>
/// <param name="Context">The security context, once this side is finished; else <see langword="null"/>.</param>
public readonly record struct GsiStep(byte[] Token, GsiContext? Context)
{
    /// <summary>This side expects no more tokens.</summary>
    public bool IsComplete => Context is not null;
}
