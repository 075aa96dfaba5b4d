using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Exchange;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi;

/// <summary>
/// The client's side of a GSI security exchange (GSS_Init_sec_context): makes the first token, then takes the server's tokens one after the
/// other and says what to send back. <see cref="GsiAcceptor"/> shows what is exchanged. The server's identity is checked before it learns
/// who the user is and before anything is delegated to it. One for each connection; not safe for concurrent use.
/// </summary>
public sealed class GsiInitiator
{
    private const int MaxRequestBytes = 64 * 1024;
    private const byte Delegate = (byte)'D';
    private const byte NoDelegation = (byte)'0';

    private readonly GsiInitiatorOptions _options;
    private readonly TlsEngine _engine;
    private readonly ExchangeLimit _limit = new();
    private readonly List<byte> _request = [];

    private ChainVerdict? _peer;
    private bool _flagSent;

    /// <summary>Begins an exchange; <see cref="Start"/> makes its first token.</summary>
    /// <exception cref="ArgumentException">Neither host nor subject says who the server must be, or both do.</exception>
    public GsiInitiator(GsiInitiatorOptions options)
        : this(options, TlsVersions.All)
    {
    }

    internal GsiInitiator(GsiInitiatorOptions options, TlsVersions versions)
    {
        if (options.Host is null == options.Subject is null)
        {
            throw new ArgumentException("Set either Host or Subject, so that no other host passes for the server.", nameof(options));
        }

        _options = options;
        _engine = new TlsEngine(options.Credential, TlsRole.Client, versions);
    }

    /// <summary>Who the server is, as soon as the handshake has proved it; <see langword="null"/> before.</summary>
    public ChainVerdict? Peer => _peer;

    /// <summary>The first token for the server.</summary>
    public byte[] Start() => _engine.TakeOutput();

    /// <summary>Takes the server's next token. When the step is complete, its token still has to be sent.</summary>
    /// <param name="token">Any portion of what the server sent; it is decrypted in place, so its bytes are spoilt.</param>
    /// <exception cref="GsiException">The exchange failed and is over; the message says why.</exception>
    public GsiStep Advance(byte[] token)
    {
        _limit.Count(token);
        try
        {
            _engine.Feed(token);
            return _engine.IsHandshakeComplete ? AdvanceProtected() : new GsiStep(_engine.TakeOutput(), null);
        }
        catch (TlsEngineException exception)
        {
            throw new GsiException(exception.Message, exception);
        }
        catch (Exception exception) when (exception is CertificateFormatException or CryptographicException)
        {
            throw new GsiException($"the server's delegation request cannot be used: {exception.Message}", exception);
        }
    }

    private GsiStep AdvanceProtected()
    {
        byte[] plain = _engine.TakePlain();
        if (_peer is null)
        {
            _peer = ProvePeer();
            if (_engine.AvailableOutput > 0)
            {
                // TLS 1.3: our certificate and Finished go out now, and the server answers before it takes the flag
                return new GsiStep(_engine.TakeOutput(), null);
            }
        }

        return _flagSent ? TakeRequest(plain) : SendFlag(plain);
    }

    private ChainVerdict ProvePeer()
    {
        ChainVerdict verdict = ChainValidator.Validate(
            _engine.PeerChain, _options.Trust, _options.Time.GetUtcNow(), ChainPurpose.Server, _options.Rules);
        if (!verdict.IsAccepted)
        {
            throw new GsiException(verdict.Text);
        }

        bool isExpected = _options.Subject is { } subject ? verdict.Identity!.IsWrittenAs(subject) : IsFor(verdict, _options.Host!);
        string expected = PrintableText.Of(_options.Subject ?? _options.Host!);
        return isExpected ? verdict : throw new GsiException($"the server is {verdict.Identity}, but {expected} is expected");
    }

    private GsiStep SendFlag(byte[] plain)
    {
        // one zero byte, or session tickets, which carry no plain text
        if (plain is not ([] or [0]))
        {
            throw new GsiException("the server sent data where the handshake ends");
        }

        if (_options.Delegation == DelegationScope.None)
        {
            _engine.Write([NoDelegation]);
            return Complete();
        }

        _engine.Write([Delegate]);
        _flagSent = true;
        return new GsiStep(_engine.TakeOutput(), null);
    }

    private GsiStep TakeRequest(byte[] plain)
    {
        _request.AddRange(plain);
        byte[] bytes = [.. _request];
        if (DerObject.Length(bytes, MaxRequestBytes) is not { } length || bytes.Length < length)
        {
            return new GsiStep(_engine.TakeOutput(), null);
        }

        if (bytes.Length > length)
        {
            throw new GsiException("the server sent data after its delegation request");
        }

        // the request's signature proves that the server holds the key; its subject and extensions do not count
        CertificateRequest request = CertificateRequest.LoadSigningRequest(
            bytes, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.Default, RSASignaturePadding.Pkcs1);
        GsiCertificate proxy = ProxyIssuer.Issue(
            _options.Credential,
            request.PublicKey,
            _options.DelegationLifetime,
            _options.Delegation == DelegationScope.Limited,
            _options.Time.GetUtcNow());
        _engine.Write(proxy.Encoded.Span);
        return Complete();
    }

    private GsiStep Complete() => new(_engine.TakeOutput(), new GsiContext(_engine, _peer!, delegated: null));

    /// <summary>By the rules of RFC 9110 4.3.4, and Globus' <c>CN=host/NAME</c>.</summary>
    private static bool IsFor(ChainVerdict verdict, string host)
    {
        GsiCertificate certificate = verdict.Path.First(candidate => candidate.Subject.IsIdenticalTo(verdict.Identity!));
        RelativeName last = certificate.Subject.RelativeNames[^1];
        if (last.IsSingleCommonName && last.Attributes[0].Characters.Equals("host/" + host, StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        using X509Certificate2 system = certificate.ToX509Certificate();
        return system.MatchesHostname(host, allowWildcards: true, allowCommonName: true);
    }
}
