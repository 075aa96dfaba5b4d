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

    public TlsDataChannelSecurity(GsiCredential host)
    {
        X509Certificate2[] issuers = [.. host.Chain.Skip(1).Select(certificate => certificate.ToX509Certificate())];
        var chain = new X509Certificate2Collection(issuers);
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(host.ToX509Certificate(), chain, offline: true),
            ClientCertificateRequired = false,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

            // Windows has its suites in the registry and takes no list
            CipherSuitesPolicy = OperatingSystem.IsLinux() ? new CipherSuitesPolicy(Suites) : null,
        };
    }

    public bool ProvesIdentity => false;

    public async Task<Stream> SecureControlAsync(Stream stream, CancellationToken cancellationToken)
    {
        var protectedStream = new SslStream(stream, leaveInnerStreamOpen: false);
        await HandshakeAsync(protectedStream, cancellationToken);
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
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        await HandshakeAsync(stream, cancellationToken);
        return new SslDataStream(socket, stream);
    }

    /// <summary>On failure the stream is closed.</summary>
    private async Task HandshakeAsync(SslStream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.AuthenticateAsServerAsync(_options, cancellationToken);
        }
        catch (AuthenticationException error)
        {
            await stream.DisposeAsync();
            throw new IOException($"the TLS handshake failed: {error.InnerException?.Message ?? error.Message}", error);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
