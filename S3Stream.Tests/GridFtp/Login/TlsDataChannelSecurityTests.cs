using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using S3Stream.GridFtp.Login;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>AUTH TLS (RFC 4217): what the server takes of a client.</summary>
public sealed class TlsDataChannelSecurityTests : IDisposable
{
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    public void Dispose() => _limit.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls13, TlsCipherSuite.TLS_AES_256_GCM_SHA384)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256)]
    public async Task A_suite_that_authenticates_what_it_encrypts_is_taken(SslProtocols protocol, TlsCipherSuite suite)
    {
        (Task server, Task<TlsCipherSuite> client) = await ConnectAsync(protocol, suite);

        await server;
        Assert.Equal(suite, await client);
    }

    [Theory]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256)]
    [InlineData(TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)]
    [InlineData(TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256)]
    public async Task Any_other_suite_is_refused(TlsCipherSuite suite)
    {
        (Task server, Task<TlsCipherSuite> client) = await ConnectAsync(SslProtocols.Tls12, suite);

        await Assert.ThrowsAsync<AuthenticationException>(() => client);
        await Assert.ThrowsAsync<IOException>(() => server);
    }

    [Theory] // .NET resumes no session where it is given a list of suites
    [InlineData(true, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)]
    [InlineData(false, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256)]
    public async Task Where_sessions_are_resumed_the_best_suite_that_is_offered_counts(bool taken, params TlsCipherSuite[] suites)
    {
        (Task server, Task<TlsCipherSuite> client) = await ConnectAsync(SslProtocols.Tls12, true, suites);

        if (taken)
        {
            await server;
            Assert.Equal(suites[^1], await client);
        }
        else
        {
            await Assert.ThrowsAsync<IOException>(() => server);
        }
    }

    private Task<(Task Server, Task<TlsCipherSuite> Client)> ConnectAsync(SslProtocols protocol, TlsCipherSuite suite) =>
        ConnectAsync(protocol, requiresResumption: false, suite);

    private async Task<(Task Server, Task<TlsCipherSuite> Client)> ConnectAsync(
        SslProtocols protocol, bool requiresResumption, params TlsCipherSuite[] suites)
    {
        LoopbackPair pair = await LoopbackPair.OpenAsync();
        var security = new TlsDataChannelSecurity(GsiRig.Host.CredentialWith(), requiresResumption);
        Task server = security.SecureControlAsync(new NetworkStream(pair.Far, ownsSocket: true), _limit.Token);
        return (server, HandshakeAsync(pair.Near, protocol, suites));
    }

    private async Task<TlsCipherSuite> HandshakeAsync(Socket socket, SslProtocols protocol, TlsCipherSuite[] suites)
    {
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = "host",
            EnabledSslProtocols = protocol,
            CipherSuitesPolicy = new CipherSuitesPolicy(suites),
            RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
        };
        await stream.AuthenticateAsClientAsync(options, _limit.Token);
        return stream.NegotiatedCipherSuite;
    }
}
