namespace S3Stream.Gsi;

/// <summary>
/// A TLS handshake or record failed; the engine cannot be used any more. The alert for the peer is in its output.
/// </summary>
public sealed class TlsEngineException : IOException
{
    /// <inheritdoc cref="TlsEngineException"/>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public TlsEngineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
