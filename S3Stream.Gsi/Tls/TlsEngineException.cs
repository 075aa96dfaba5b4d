namespace S3Stream.Gsi;

/// <summary>
/// A TLS handshake or record failed; the engine is of no more use. What it wants to tell the peer (an alert) is in its output.
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
