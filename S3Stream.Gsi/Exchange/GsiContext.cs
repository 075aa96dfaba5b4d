namespace S3Stream.Gsi;

/// <summary>
/// An established security context: who the peer is, what it delegated, and the wrapping of messages. Wrapping and unwrapping may be called
/// concurrently; the order of wrapped messages is the order of calls.
/// </summary>
public sealed class GsiContext
{
    private readonly TlsEngine _engine;
    private readonly Lock _lock = new();

    internal GsiContext(TlsEngine engine, ChainVerdict peer, GsiCredential? delegated)
    {
        _engine = engine;
        Peer = peer;
        Delegated = delegated;
    }

    /// <summary>Who the peer is: its distinguished name without proxy components.</summary>
    public DistinguishedName Identity => Peer.Identity!;

    /// <summary>The accepted verdict on the peer's chain.</summary>
    public ChainVerdict Peer { get; }

    /// <summary>
    /// What the acceptor may act with on the peer's behalf; <see langword="null"/> when the peer did not delegate, and on the initiator's
    /// side. In memory only. Whoever takes the context owns it.
    /// </summary>
    public GsiCredential? Delegated { get; }

    /// <summary>False once the peer closed the context or a message failed: nothing can be wrapped any more.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
            {
                return !_engine.IsClosed;
            }
        }
    }

    /// <summary>Encrypts a message for the peer (GSS_Wrap): one or more whole TLS records.</summary>
    /// <param name="message">Of any length.</param>
    /// <exception cref="TlsEngineException">The context is closed.</exception>
    public byte[] Wrap(ReadOnlySpan<byte> message)
    {
        lock (_lock)
        {
            _engine.Write(message);
            return _engine.TakeOutput();
        }
    }

    /// <summary>Decrypts what the peer wrapped (GSS_Unwrap).</summary>
    /// <param name="token">The peer's token; it is decrypted in place, so its bytes are spoilt.</param>
    /// <returns>The message; empty when the token holds no whole record.</returns>
    /// <exception cref="TlsEngineException">It was not made by the peer, or not in this order.</exception>
    public byte[] Unwrap(byte[] token)
    {
        lock (_lock)
        {
            _engine.Feed(token);
            return _engine.TakePlain();
        }
    }
}
