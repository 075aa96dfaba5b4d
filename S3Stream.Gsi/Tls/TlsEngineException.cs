namespace S3Stream.Gsi;

/// <summary>
/// A TLS handshake or record failed; the engine is of no more use. What it wants to tell the peer (an alert) is in its output.
/// </summary>
internal sealed class TlsEngineException(string message, Exception? inner = null) : IOException(message, inner);
