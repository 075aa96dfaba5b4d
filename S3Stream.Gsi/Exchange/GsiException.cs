namespace S3Stream.Gsi;

/// <summary>A security exchange failed; the message is for the client and the log. Holds no secrets.</summary>
internal sealed class GsiException(string message, Exception? inner = null) : Exception(message, inner);
