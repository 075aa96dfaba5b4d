using System.Net.Security;
using System.Net.Sockets;
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
    private readonly SslServerAuthenticationOptions _options;

    public TlsDataChannelSecurity(GsiCredential host)
    {
        X509Certificate2[] issuers = [.. host.Chain.Skip(1).Select(certificate => certificate.ToSystem())];
        var chain = new X509Certificate2Collection(issuers);
        _options = new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(host.ToSystem(), chain, offline: true),
            ClientCertificateRequired = false,
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
        catch (System.Security.Authentication.AuthenticationException error)
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
