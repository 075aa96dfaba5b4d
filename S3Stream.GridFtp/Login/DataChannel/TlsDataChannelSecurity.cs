using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// FTP over TLS (RFC 4217): the host certificate protects the control connection after AUTH TLS, and data connections with PROT P. Users
/// prove who they are by their password, not by certificates, so there is no DCAU. The server is the TLS server whoever opened the
/// connection.
/// </summary>
internal sealed class TlsDataChannelSecurity : IDataChannelSecurity
{
    /// <summary>
    /// Suites that authenticate what they encrypt (AEAD) and agree on a key for the connection alone. CBC suites have let others read
    /// along (Lucky Thirteen, POODLE), and RFC 9325 4.2 wants neither them nor key transport by RSA.
    /// </summary>
    private static readonly TlsCipherSuite[] Suites =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    ];

    private readonly SslServerAuthenticationOptions _options;
    private readonly TlsSessions? _sessions;

    /// <param name="host">The server's certificate.</param>
    /// <param name="requiresResumption">
    /// Data connections must resume a TLS session of the control connection. TLS 1.2 then: 1.3 encrypts its tickets, and .NET shows neither
    /// them nor which session was resumed, so that nothing would tell this client's sessions from another's.
    /// </param>
    public TlsDataChannelSecurity(GsiCredential host, bool requiresResumption)
    {
        _sessions = requiresResumption ? new TlsSessions() : null;
        X509Certificate2[] issuers = [.. host.Chain.Skip(1).Select(certificate => certificate.ToX509Certificate())];
        var chain = new X509Certificate2Collection(issuers);
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(host.ToX509Certificate(), chain, offline: true),
            ClientCertificateRequired = false,
            EnabledSslProtocols = requiresResumption ? SslProtocols.Tls12 : SslProtocols.Tls12 | SslProtocols.Tls13,

            // Windows has its suites in the registry and takes no list. With one .NET resumes no session: then it is looked at later.
            CipherSuitesPolicy = OperatingSystem.IsLinux() && !requiresResumption ? new CipherSuitesPolicy(Suites) : null,
        };
    }

    public bool ProvesIdentity => false;

    public async Task<Stream> SecureControlAsync(Stream stream, CancellationToken cancellationToken)
    {
        (SslStream protectedStream, TlsHandshake? handshake) = await HandshakeAsync(stream, cancellationToken);
        if (handshake is not null)
        {
            _sessions?.Begin(handshake);
        }

        return protectedStream;
    }

    public async Task<IDataStream> SecureAsync(
        Socket socket, bool accepted, DataChannelAuthentication authentication, char protection, CancellationToken cancellationToken)
    {
        if (protection == 'C')
        {
            return new ClearDataStream(socket);
        }

        socket.NoDelay = true;
        (SslStream stream, TlsHandshake? handshake) = await HandshakeAsync(
            new NetworkStream(socket, ownsSocket: true), cancellationToken);
        if (handshake is null || _sessions!.Takes(handshake))
        {
            return new SslDataStream(socket, stream);
        }

        await stream.DisposeAsync();
        throw new FtpException(Reply.Of(
            522, "The data connection did not resume the control connection's TLS session, which this server's setting tls-resume "
                + "requires."));
    }

    /// <summary>On failure the stream is closed. The handshake is told only where resumption is required.</summary>
    private async Task<(SslStream Stream, TlsHandshake? Handshake)> HandshakeAsync(Stream inner, CancellationToken cancellationToken)
    {
        HandshakeWatch? watch = _sessions is null ? null : new HandshakeWatch(inner);
        var stream = new SslStream(watch ?? inner, leaveInnerStreamOpen: false);
        try
        {
            await stream.AuthenticateAsServerAsync(_options, cancellationToken);
            if (!Suites.Contains(stream.NegotiatedCipherSuite))
            {
                throw new AuthenticationException($"the only cipher suite that the client offers, {stream.NegotiatedCipherSuite}, is "
                    + "too weak");
            }

            return (stream, watch?.Read());
        }
        catch (Exception exception) when (exception is AuthenticationException or FormatException)
        {
            await stream.DisposeAsync();
            throw new IOException($"the TLS handshake failed: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
