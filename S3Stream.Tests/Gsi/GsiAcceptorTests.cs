using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

public class GsiAcceptorTests
{
    private static readonly TestCertificate FirstProxy = TestCertificates.Proxy(ChainCase.User);

    [Fact]
    public async Task In_tls_13_the_handshake_ends_with_a_zero_byte()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);

        await rig.HandshakeAsync();

        Assert.Equal([0], rig.Client.TakePlain());
    }

    [Fact]
    public async Task In_tls_12_the_handshake_ends_with_the_servers_finished()
    {
        await using var rig = new GsiRig(TlsVersions.Tls12, ChainCase.User);

        await rig.HandshakeAsync();

        Assert.True(rig.Client.IsHandshakeComplete);
        Assert.Empty(rig.Client.TakePlain());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_delegation_the_context_knows_the_peer_and_has_no_credential(bool tls13)
    {
        await using var rig = new GsiRig(tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12, FirstProxy, ChainCase.User);

        GsiContext context = await rig.EstablishAsync();

        Assert.Equal("/O=Grid/OU=Test/CN=A User", context.Identity.Text);
        Assert.Null(context.Delegated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delegation_gives_a_credential_that_speaks_for_the_user(bool tls13)
    {
        await using var rig = new GsiRig(tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12, FirstProxy, ChainCase.User, ChainCase.Root);
        byte[] request = await AskAsync(rig);

        GsiStep step = await rig.SendAsync(Sign(request, FirstProxy, Oids.LimitedPolicy));

        GsiCredential credential = step.Context!.Delegated!;
        Assert.Equal([credential.Leaf, FirstProxy.Parsed, ChainCase.User.Parsed], credential.Chain, (a, b) => a.IsIdenticalTo(b));
        ChainVerdict verdict = ChainValidator.Validate(
            credential.Chain, TestCertificates.Store(
                [ChainCase.Root]), TestCertificates.Now, ChainPurpose.Peer, ValidationRules.Default);
        Assert.Equal(("", "/O=Grid/OU=Test/CN=A User"), (verdict.Text, verdict.Identity!.Text));
    }

    [Fact]
    public async Task The_delegation_request_asks_for_a_full_rfc_3820_proxy_of_a_fresh_key()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, FirstProxy, ChainCase.User);

        CertificateRequest request = Load(await AskAsync(rig));

        X509Extension info = Assert.Single(request.CertificateExtensions);
        Assert.Equal(Oids.ProxyCertInfo, info.Oid!.Value);
        Assert.True(info.Critical);
        Assert.Equal("300C300A06082B06010505071501", Convert.ToHexString(info.RawData));
        using RSA key = request.PublicKey.GetRSAPublicKey()!;
        Assert.Equal(2048, key.KeySize);
    }

    [Fact]
    public async Task A_delegated_certificate_may_come_in_pieces()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, FirstProxy, ChainCase.User);
        byte[] certificate = Sign(await AskAsync(rig), FirstProxy, Oids.InheritAllPolicy);

        GsiStep step = await rig.SendAsync(certificate[..100]);
        Assert.False(step.IsComplete);
        step = await rig.SendAsync(certificate[100..]);

        Assert.True(step.IsComplete);
    }

    [Fact]
    public async Task A_delegated_certificate_for_another_key_is_refused()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, FirstProxy, ChainCase.User);
        await AskAsync(rig);

        GsiException error = await Assert.ThrowsAsync<GsiException>(() => rig.SendAsync(TestCertificates.Proxy(FirstProxy).Encoded));

        Assert.Contains("private key does not belong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delegated_certificate_of_another_user_is_refused()
    {
        TestCertificate other = TestCertificates.User(ChainCase.Root, "/O=Grid/OU=Test/CN=Other");
        await using var rig = new GsiRig(TlsVersions.Tls13, FirstProxy, ChainCase.User, other);
        byte[] request = await AskAsync(rig);

        GsiException error = await Assert.ThrowsAsync<GsiException>(() => rig.SendAsync(Sign(request, other, Oids.InheritAllPolicy)));

        Assert.Contains("CN=Other", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_not_accepted_ends_the_exchange_before_the_flag()
    {
        TestCertificate stranger = TestCertificates.User(TestCertificates.Authority("/O=Grid/CN=Unknown CA"));
        await using var rig = new GsiRig(TlsVersions.Tls13, stranger);

        GsiException error = await Assert.ThrowsAsync<GsiException>(() => rig.HandshakeAsync());

        Assert.Contains("not in the trust directory", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X")]
    [InlineData("DD")]
    [InlineData("d")]
    public async Task Any_other_flag_ends_the_exchange(string flag)
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        await rig.HandshakeAsync();

        await Assert.ThrowsAsync<GsiException>(() => rig.SendAsync(System.Text.Encoding.ASCII.GetBytes(flag)));
    }

    [Fact]
    public async Task Tokens_may_be_cut_in_the_middle_of_a_record()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, FirstProxy, ChainCase.User);

        await rig.HandshakeAsync(portion: 500);

        Assert.Equal([0], rig.Client.TakePlain());
    }

    [Fact]
    public async Task An_exchange_without_end_is_ended()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);

        GsiException error = await Assert.ThrowsAsync<GsiException>(async () =>
        {
            for (int i = 0; i < 1_000_000; i++)
            {
                // a record that never becomes whole
                await rig.Acceptor.AdvanceAsync([0x16, 3, 1, 0x40, 0], CancellationToken.None);
            }
        });

        Assert.NotEqual("", error.Message);
    }

    [Fact]
    public async Task Keys_are_as_long_as_the_peers_within_bounds()
    {
        await using var pool = new DelegationKeyPool(capacity: 1);

        using RSA forEc = await pool.TakeAsync(ChainCase.User.Parsed.PublicKey, CancellationToken.None);
        using RSA forRsa = await pool.TakeAsync(GsiRig.Host.Parsed.PublicKey, CancellationToken.None);
        TestCertificate large = TestCertificates.User(ChainCase.Root, change: spec => spec with { Key = RSA.Create(3072) });
        using RSA forLarge = await pool.TakeAsync(large.Parsed.PublicKey, CancellationToken.None);

        Assert.Equal((2048, 2048, 3072), (forEc.KeySize, forRsa.KeySize, forLarge.KeySize));
        Assert.NotEqual(forEc.ExportSubjectPublicKeyInfo(), forRsa.ExportSubjectPublicKeyInfo());
    }

    private static async Task<byte[]> AskAsync(GsiRig rig)
    {
        await rig.HandshakeAsync();
        rig.Client.TakePlain();
        await rig.SendAsync("D"u8.ToArray());
        return rig.Client.TakePlain();
    }

    private static CertificateRequest Load(byte[] request) => CertificateRequest.LoadSigningRequest(
        request, HashAlgorithmName.SHA256, CertificateRequestLoadOptions.UnsafeLoadCertificateExtensions, RSASignaturePadding.Pkcs1);

    /// <summary>What a client does with a request: a proxy of its own leaf for the key in it.</summary>
    private static byte[] Sign(byte[] request, TestCertificate issuer, string policy)
    {
        PublicKey key = Load(request).PublicKey;
        var proxy = new CertificateRequest(
            TestCertificates.NameBelow(issuer, ("CN", "4711")), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        proxy.CertificateExtensions.Add(TestCertificates.ProxyInfo(policy));
        using X509Certificate2 certificate = proxy.Create(
            new X500DistinguishedName(issuer.Parsed.Subject.Encoded.Span),
            issuer.Signer(RSASignaturePadding.Pkcs1),
            TestCertificates.Now.AddHours(-1),
            TestCertificates.Now.AddHours(1),
            [9]);
        return certificate.RawData;
    }
}
