namespace S3Stream.Gsi;

/// <summary>What the acceptor wants after a token: another round (335 with <paramref name="Token"/>), or nothing more (235).</summary>
/// <param name="Token">Bytes for the client.</param>
/// <param name="Context">Set at the end.</param>
internal readonly record struct GsiStep(byte[] Token, GsiContext? Context)
{
    public bool IsComplete => Context is not null;
}
