namespace S3Stream.Gsi;

/// <summary>A security exchange failed. The message is printable ASCII for the peer and the log, and holds no secrets.</summary>
public sealed class GsiException : Exception
{
    /// <inheritdoc cref="GsiException"/>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">What went wrong below, if anything did.</param>
    public GsiException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
