namespace S3Stream.Gsi.Exchange;

/// <summary>Ends an exchange that does not end by itself. Not safe for concurrent use.</summary>
internal sealed class ExchangeLimit
{
    /// <summary>More than any peer sends before the exchange is complete; the chain is the largest part.</summary>
    private const int MaxBytes = 512 * 1024;

    private const int MaxTokens = 64;

    private int _tokens;
    private int _bytes;

    /// <exception cref="GsiException">There were too many tokens, or too many bytes in them.</exception>
    public void Count(byte[] token)
    {
        _bytes += token.Length;
        if (++_tokens > MaxTokens || _bytes > MaxBytes)
        {
            throw new GsiException($"the exchange has more than {MaxTokens} tokens or {MaxBytes} bytes");
        }
    }
}
