using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FsCheck.Xunit;
using S3Stream.GridFtp.Login;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Which TLS sessions are a control connection's own, by what real handshakes show (scenario 43).</summary>
public sealed class TlsSessionTests : IDisposable
{
    private readonly X509Certificate2 _certificate = MakeCertificate();

    public void Dispose() => _certificate.Dispose();

    [Fact]
    public async Task A_resumed_handshake_is_told_from_a_new_one_and_belongs_to_who_began_the_session()
    {
        var own = new TlsSessions();
        var others = new TlsSessions();
        TlsHandshake first = await HandshakeAsync("own.test");
        own.Begin(first);
        others.Begin(await HandshakeAsync("other.test"));

        TlsHandshake resumed = await HandshakeAsync("own.test");
        TlsHandshake anew = await HandshakeAsync("third.test");

        Assert.False(first.IsResumed);
        Assert.NotEmpty(first.Issued);
        Assert.True(resumed.IsResumed);
        Assert.True(own.Takes(resumed));
        Assert.False(others.Takes(resumed));
        Assert.False(anew.IsResumed);
        Assert.False(own.Takes(anew));
    }

    [Fact]
    public void What_a_resumed_connection_is_issued_may_be_resumed_and_an_id_alone_is_no_proof()
    {
        var sessions = new TlsSessions();
        sessions.Begin(new TlsHandshake(IsResumed: false, default, [Name(1)]));

        Assert.False(sessions.Takes(new TlsHandshake(IsResumed: false, Name(1), [Name(9)])));
        Assert.True(sessions.Takes(new TlsHandshake(IsResumed: true, Name(1), [Name(2)])));
        Assert.True(sessions.Takes(new TlsHandshake(IsResumed: true, Name(2), [])));
        Assert.False(sessions.Takes(new TlsHandshake(IsResumed: true, Name(9), [])));
        Assert.False(sessions.Takes(new TlsHandshake(IsResumed: true, default, [])));
    }

    [Property(MaxTest = 2_000)] // scenario 67
    public bool Any_bytes_are_a_handshake_or_a_format_error(byte[] fromClient, byte[] fromServer)
    {
        // records and messages whose headers are right, so that the inside is reached
        foreach (var (client, server) in ((byte[], byte[])[])[
            (fromClient, fromServer), (Record(1, [.. new byte[34], .. fromClient]), [.. Record(2, [.. new byte[34], .. fromServer]), 20])])
        {
            try
            {
                TlsHandshake.Read(client, server);
            }
            catch (FormatException)
            {
                // told, as it has to be
            }
        }

        return true;
    }

    private static byte[] Record(byte type, byte[] body)
    {
        byte[] message = [type, (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];
        return [22, 3, 3, (byte)(message.Length >> 8), (byte)message.Length, .. message];
    }

    private static ReadOnlyMemory<byte> Name(byte value) => new byte[] { value };

    private async Task<TlsHandshake> HandshakeAsync(string host)
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        await using var watch = new HandshakeWatch(new NetworkStream(pair.Near));
        await using var server = new SslStream(watch);
        await using var client = new SslStream(new NetworkStream(pair.Far), false, (_, certificate, _, _) => certificate is not null);
        await Task.WhenAll(
            server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true),
                EnabledSslProtocols = SslProtocols.Tls12,
            }),
            client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }));
        TlsHandshake handshake = watch.Read();
        await server.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, await client.ReadAsync(new byte[1])); // the stream goes on once the handshake is read
        return handshake;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=own.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
