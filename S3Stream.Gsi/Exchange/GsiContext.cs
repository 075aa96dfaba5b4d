namespace S3Stream.Gsi;

/// <summary>
/// An established security context: who the peer is, what it delegated, and the wrapping of messages. Wrapping and unwrapping may be called
/// concurrently; the order of wrapped messages is the order of calls.
/// </summary>
internal sealed class GsiContext(TlsEngine engine, ChainVerdict peer, GsiCredential? delegated)
{
    private readonly Lock _lock = new();

    /// <summary>Who the peer is: its distinguished name without proxy components.</summary>
    public DistinguishedName Identity => Peer.Identity!;

    public ChainVerdict Peer { get; } = peer;

    /// <summary>
    /// What the server may act with on the peer's behalf, or <see langword="null"/>: the peer did not delegate. In memory only.
    /// </summary>
    public GsiCredential? Delegated { get; } = delegated;

    /// <summary>False once the peer closed the context or a message failed: nothing can be wrapped any more.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return !engine.IsClosed;
            }
        }
    }

    /// <summary>The message as TLS records.</summary>
    /// <exception cref="TlsEngineException">The context is closed.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            engine.Write(message);
            return engine.TakeOutput();
        }
    }

    /// <summary>The message in <paramref name="token"/>, which is spoilt; empty when the token holds no whole record.</summary>
    /// <exception cref="TlsEngineException">It was not made by the peer, or not in this order.</exception>
    public byte[] Unwrap(byte[] token)
    {
        lock (_lock)
        {
            engine.Feed(token);
            return engine.TakePlain();
        }
    }
}
