namespace S3Stream.Gsi;

/// <summary>Bytes that should be a certificate, revocation list or credential are not. The message says what is wrong with them.</summary>
internal sealed class CertificateFormatException(string message, Exception? inner = null) : Exception(message, inner);
