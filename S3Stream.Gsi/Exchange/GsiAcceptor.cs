using S3Stream.Gsi.Exchange;

namespace S3Stream.Gsi;

/// <summary>
/// The server's side of a GSI security exchange (GSS_Accept_sec_context): takes the client's tokens one after the other and says what to
/// send back. Tokens are TLS records; how they travel (ADAT of RFC 2228, a length before each, ...) is the caller's affair. One for each
/// connection; not safe for concurrent use. <code>
/// client (initiator)         server (acceptor)
/// TLS handshake ...          TLS handshake ...
///                            TLS 1.3: one zero byte, for the client waits for a token
/// "0": no delegation      -> done
/// "D": delegation         -> PKCS#10 request
/// DER certificate         -> done
/// </code>
/// The flag and what follows are TLS application data (Globus GSSAPI, gss_accept_sec_context and globus_gss_assist).
/// </summary>
public sealed class GsiAcceptor : IDisposable
{
    private const byte Delegate = (byte)'D';
    private const byte NoDelegation = (byte)'0';

    private readonly TlsEngine _engine;
    private readonly TrustStore _trust;
    private readonly ValidationRules _rules;
    private readonly DelegationKeyPool _keys;
    private readonly TimeProvider _time;
    private readonly ExchangeLimit _limit = new();

    private ChainVerdict? _peer;
    private DelegationRequest? _request;

    /// <summary>Begins an exchange in which the client speaks first.</summary>
    /// <param name="host">The server's credential. Not owned.</param>
    /// <param name="trust">The CAs to trust.</param>
    /// <param name="keys">Makes keys for delegation. Not owned.</param>
    /// <param name="rules">What the site accepts; <see langword="null"/>: <see cref="ValidationRules.Default"/>.</param>
    /// <param name="time">The clock; <see langword="null"/>: the system's.</param>
    public GsiAcceptor(
        GsiCredential host, TrustStore trust, DelegationKeyPool keys, ValidationRules? rules = null, TimeProvider? time = null)
        : this(host, trust, keys, rules ?? ValidationRules.Default, time ?? TimeProvider.System, TlsVersions.All)
    {
    }

    internal GsiAcceptor(
        GsiCredential host, TrustStore trust, DelegationKeyPool keys, ValidationRules rules, TimeProvider time, TlsVersions versions)
    {
        _engine = new TlsEngine(host, TlsRole.Server, versions);
        _trust = trust;
        _rules = rules;
        _keys = keys;
        _time = time;
    }

    /// <summary>Who the client is, as soon as the handshake has proved it; <see langword="null"/> before.</summary>
    public ChainVerdict? Peer => _peer;

    /// <summary>Takes the client's next token.</summary>
    /// <param name="token">Any portion of what the client sent; it is decrypted in place, so its bytes are spoilt.</param>
    /// <param name="cancellationToken">Stops waiting for a key.</param>
    /// <exception cref="GsiException">The exchange failed and is over; the message says why.</exception>
    public async ValueTask<GsiStep> AdvanceAsync(byte[] token, CancellationToken cancellationToken)
    {
        _limit.Count(token);
        try
        {
            _engine.Feed(token);
            return _engine.IsHandshakeComplete
                ? await AdvanceProtectedAsync(cancellationToken).ConfigureAwait(false)
                : new GsiStep(_engine.TakeOutput(), null);
        }
        catch (TlsEngineException exception)
        {
            throw new GsiException(exception.Message, exception);
        }
        catch (CertificateFormatException exception)
        {
            throw new GsiException($"the delegated certificate cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>Drops what an unfinished delegation holds. A context that was given out stays.</summary>
    public void Dispose() => _request?.Dispose();

    private async ValueTask<GsiStep> AdvanceProtectedAsync(CancellationToken cancellationToken)
    {
        byte[] plain = _engine.TakePlain();
        if (_peer is null)
        {
            _peer = ProvePeer();
            if (plain.Length == 0)
            {
                return GreetPeer();
            }
        }

        if (_request is not null)
        {
            return TakeDelegated(plain);
        }

        return plain switch
        {
            [] => new GsiStep(_engine.TakeOutput(), null),
            [NoDelegation] => new GsiStep([], new GsiContext(_engine, _peer, null)),
            [Delegate] => await AskForDelegationAsync(cancellationToken).ConfigureAwait(false),
            _ => throw new GsiException("the client's delegation flag is neither D nor 0"),
        };
    }

    private ChainVerdict ProvePeer()
    {
        ChainVerdict verdict = ChainValidator.Validate(_engine.PeerChain, _trust, _time.GetUtcNow(), ChainPurpose.Client, _rules);
        return verdict.IsAccepted ? verdict : throw new GsiException(verdict.Text);
    }

    /// <summary>
    /// In TLS 1.2 the rest of the handshake goes out; in 1.3 there is none, and GSI peers expect a zero byte in its place.
    /// </summary>
    private GsiStep GreetPeer()
    {
        if (_engine.AvailableOutput == 0)
        {
            _engine.Write([0]);
        }

        return new GsiStep(_engine.TakeOutput(), null);
    }

    private async ValueTask<GsiStep> AskForDelegationAsync(CancellationToken cancellationToken)
    {
        _request = new DelegationRequest(await _keys.TakeAsync(_engine.PeerChain[0].PublicKey, cancellationToken).ConfigureAwait(false));
        _engine.Write(_request.Encoded);
        return new GsiStep(_engine.TakeOutput(), null);
    }

    private GsiStep TakeDelegated(byte[] plain)
    {
        if (_request!.TakeReply(plain) is not { } delegated)
        {
            return new GsiStep(_engine.TakeOutput(), null);
        }

        ChainVerdict verdict = ChainValidator.Validate(
            [.. delegated, .. _engine.PeerChain], _trust, _time.GetUtcNow(), ChainPurpose.Client, _rules);
        if (!verdict.IsAccepted)
        {
            throw new GsiException($"the delegated certificate cannot be used: {verdict.Text}");
        }

        if (!verdict.Identity!.IsIdenticalTo(_peer!.Identity!))
        {
            throw new GsiException($"the delegated certificate is for {verdict.Identity}, but {_peer.Identity} is connected");
        }

        GsiCredential credential = _request.Complete(verdict.Path);
        _request = null;
        return new GsiStep([], new GsiContext(_engine, _peer, credential));
    }
}
