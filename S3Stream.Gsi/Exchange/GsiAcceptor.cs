using S3Stream.Gsi.Exchange;

namespace S3Stream.Gsi;

/// <summary>
/// The server's side of AUTH GSSAPI: takes one ADAT token after the other and says what to send back. One per control connection; one token
/// at a time. <code>
/// client                     server
/// TLS handshake ...          TLS handshake ...
///                            TLS 1.3: one zero byte, for the client waits for a token
/// "0": no delegation      -> done
/// "D": delegation         -> PKCS#10 request
/// DER certificate         -> done
/// </code>
/// The flag and what follows are TLS application data.
/// </summary>
internal sealed class GsiAcceptor : IDisposable
{
    /// <summary>More than any client sends before it is through: the chain is the largest part.</summary>
    private const int MaxExchangeBytes = 512 * 1024;

    private const int MaxTokens = 64;
    private const byte Delegate = (byte)'D';
    private const byte NoDelegation = (byte)'0';

    private readonly TlsEngine _engine;
    private readonly TrustStore _trust;
    private readonly ValidationRules _rules;
    private readonly DelegationKeyPool _keys;
    private readonly TimeProvider _time;

    private int _tokens;
    private int _bytes;
    private ChainVerdict? _peer;
    private DelegationRequest? _request;

    public GsiAcceptor(
        GsiCredential host,
        TrustStore trust,
        ValidationRules rules,
        DelegationKeyPool keys,
        TimeProvider time,
        TlsVersions versions = TlsVersions.All)
    {
        _engine = new TlsEngine(host, TlsRole.Server, versions);
        _trust = trust;
        _rules = rules;
        _keys = keys;
        _time = time;
    }

    /// <summary>Who the peer is, as soon as the handshake has proved it.</summary>
    public ChainVerdict? Peer => _peer;

    /// <summary>Takes the next token, which is spoilt.</summary>
    /// <exception cref="GsiException">The exchange failed and is over.</exception>
    public async ValueTask<GsiStep> AdvanceAsync(byte[] token, CancellationToken cancellationToken)
    {
        _bytes += token.Length;
        if (++_tokens > MaxTokens || _bytes > MaxExchangeBytes)
        {
            throw new GsiException($"the exchange has more than {MaxTokens} tokens or {MaxExchangeBytes} bytes");
        }

        try
        {
            _engine.Feed(token);
            return _engine.IsHandshakeComplete
                ? await AdvanceProtectedAsync(cancellationToken).ConfigureAwait(false)
                : new GsiStep(_engine.TakeOutput(), null);
        }
        catch (TlsEngineException error)
        {
            throw new GsiException(error.Message, error);
        }
        catch (CertificateFormatException error)
        {
            throw new GsiException($"the delegated certificate cannot be used: {error.Message}", error);
        }
    }

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
        ChainVerdict verdict = ChainValidator.Validate(_engine.PeerChain, _trust, _time.GetUtcNow(), ChainPurpose.Login, _rules);
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
            [.. delegated, .. _engine.PeerChain], _trust, _time.GetUtcNow(), ChainPurpose.Login, _rules);
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
