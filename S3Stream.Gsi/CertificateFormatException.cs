namespace S3Stream.Gsi;

/// <summary>
/// Bytes that should be a certificate, revocation list, key or credential are not. The message says what is wrong with them.
/// </summary>
public sealed class CertificateFormatException : Exception
{
    /// <inheritdoc cref="CertificateFormatException"/>
    /// <param name="message">What is wrong, and with what.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public CertificateFormatException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
