using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

public class GsiInitiatorTests
{
    private static readonly TestCertificate Proxy = TestCertificates.Proxy(ChainCase.User);
    private static readonly GsiCredential User = Proxy.CredentialWith(ChainCase.User);

    [Theory]
    [InlineData(false, int.MaxValue)]
    [InlineData(true, int.MaxValue)]
    [InlineData(false, 300)]
    [InlineData(true, 300)]
    public async Task Both_sides_learn_who_the_other_is_and_protect_messages(bool tls13, int portion)
    {
        await using var exchange = new GsiExchange(GsiRig.Host, GsiExchange.Options(User), Versions(tls13));

        (GsiContext client, GsiContext server) = await exchange.RunAsync(portion);

        Assert.Equal("/O=Grid/CN=host", client.Identity.Text);
        Assert.Equal("/O=Grid/OU=Test/CN=A User", server.Identity.Text);
        Assert.Null(server.Delegated);
        Assert.Equal("to the server"u8, server.Unwrap(client.Wrap("to the server"u8)));
        Assert.Equal("to the client"u8, client.Unwrap(server.Wrap("to the client"u8)));
    }

    [Theory]
    [InlineData(false, DelegationScope.Full, false)]
    [InlineData(true, DelegationScope.Full, false)]
    [InlineData(true, DelegationScope.Limited, true)]
    public async Task A_delegated_credential_speaks_for_the_user(bool tls13, DelegationScope scope, bool limited)
    {
        GsiInitiatorOptions options = GsiExchange.Options(User) with { Delegation = scope, DelegationLifetime = TimeSpan.FromHours(3) };
        await using var exchange = new GsiExchange(GsiRig.Host, options, Versions(tls13));

        (_, GsiContext server) = await exchange.RunAsync(portion: 400);

        GsiCredential delegated = server.Delegated!;
        ChainVerdict verdict = Judge(delegated);
        Assert.Equal(("", limited), (verdict.Text, verdict.IsLimited));
        Assert.Equal("/O=Grid/OU=Test/CN=A User", verdict.Identity!.Text);
        Assert.Equal(TestCertificates.Now.AddHours(3), delegated.Leaf.NotAfter);
        Assert.Equal(3, delegated.Chain.Count);
    }

    [Fact]
    public async Task What_is_delegated_can_be_delegated_further()
    {
        GsiInitiatorOptions options = GsiExchange.Options(User) with { Delegation = DelegationScope.Full };
        await using var first = new GsiExchange(GsiRig.Host, options);
        using GsiCredential delegated = (await first.RunAsync()).Server.Delegated!;
        await using var second = new GsiExchange(GsiRig.Host, options with { Credential = delegated });

        using GsiCredential further = (await second.RunAsync()).Server.Delegated!;

        Assert.Equal(4, further.Chain.Count);
        Assert.Equal("", Judge(further).Text);
    }

    [Fact]
    public async Task A_limited_proxy_delegates_limited_proxies_whatever_is_asked()
    {
        using GsiCredential limited = TestCertificates.Proxy(ChainCase.User, Oids.LimitedPolicy).CredentialWith(ChainCase.User);
        await using var exchange = new GsiExchange(
            GsiRig.Host, GsiExchange.Options(limited) with { Delegation = DelegationScope.Full });

        using GsiCredential delegated = (await exchange.RunAsync()).Server.Delegated!;

        Assert.True(delegated.Leaf.IsLimited);
        Assert.Equal("", Judge(delegated).Text);
    }

    [Theory]
    [InlineData("/O=Grid/CN=gftp.example.org", null, "gftp.example.org", true)]
    [InlineData("/O=Grid/CN=GFTP.example.org", null, "gftp.example.ORG", true)]
    [InlineData("/O=Grid/CN=whatever", "gftp.example.org", "gftp.example.org", true)]
    [InlineData("/O=Grid/CN=whatever", "*.example.org", "gftp.example.org", true)]
    [InlineData("/O=Grid/CN=gftp.example.org", null, "other.example.org", false)]
    [InlineData("/O=Grid/CN=gftp.example.org", "other.example.org", "gftp.example.org", false)]
    [InlineData("/O=Grid/CN=whatever", "*.example.org", "a.b.example.org", false)]
    public async Task The_server_must_have_the_host_name(string subject, string? alternative, string wanted, bool accepted)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(alternative ?? "unused");
        TestCertificate host = TestCertificates.User(
            ChainCase.Root, subject, spec => spec with { Extensions = alternative is null ? [] : [names.Build()] });

        await RequireAsync(accepted, host, GsiExchange.Options(User) with { Host = wanted });
    }

    [Theory]
    [InlineData("host/gftp.example.org", true)]
    [InlineData("ftp/gftp.example.org", false)]
    [InlineData("host/other.example.org", false)]
    public async Task A_common_name_may_have_the_form_of_globus(string commonName, bool accepted)
    {
        TestCertificate host = TestCertificates.Issue(new CertificateSpec
        {
            Subject = TestCertificates.Name(("O", "Grid"), ("CN", commonName)),
            Issuer = ChainCase.Root,
        });

        await RequireAsync(accepted, host, GsiExchange.Options(User) with { Host = "gftp.example.org" });
    }

    [Theory]
    [InlineData("/O=Grid/CN=host", true)]
    [InlineData("/o=grid/cn=HOST", true)]
    [InlineData("/O=Grid/CN=host2", false)]
    public async Task The_server_must_have_the_subject(string subject, bool accepted) =>
        await RequireAsync(accepted, GsiRig.Host, GsiExchange.Options(User) with { Host = null, Subject = subject });

    [Fact]
    public async Task A_server_of_an_unknown_ca_is_refused_and_learns_nothing()
    {
        TestCertificate stranger = TestCertificates.User(TestCertificates.Authority("/O=Grid/CN=Unknown CA"), "/O=Grid/CN=host");

        string problem = await RequireAsync(false, stranger, GsiExchange.Options(User));

        Assert.Contains("not in the trust directory", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.3.6.1.5.5.7.3.1", true)]
    [InlineData("1.3.6.1.5.5.7.3.2", false)]
    public async Task A_servers_certificate_must_allow_server_authentication(string purpose, bool accepted) => await RequireAsync(
        accepted,
        TestCertificates.User(ChainCase.Root, "/O=Grid/CN=host", spec => spec with { Purposes = [purpose] }),
        GsiExchange.Options(User));

    [Fact]
    public void Who_the_server_is_must_be_said_once()
    {
        Assert.Throws<ArgumentException>(() => new GsiInitiator(GsiExchange.Options(User) with { Host = null }));
        Assert.Throws<ArgumentException>(() => new GsiInitiator(GsiExchange.Options(User) with { Subject = "/O=Grid/CN=host" }));
    }

    [Fact]
    public void A_delegation_request_that_is_none_ends_the_exchange()
    {
        var initiator = new GsiInitiator(GsiExchange.Options(User) with { Delegation = DelegationScope.Full }, TlsVersions.Tls13);
        using GsiCredential host = GsiRig.Host.CredentialWith();
        var server = new TlsEngine(host, TlsRole.Server, TlsVersions.Tls13);
        server.Feed(initiator.Start());
        server.Feed(initiator.Advance(server.TakeOutput()).Token);
        server.Write([0]);
        server.Feed(initiator.Advance(server.TakeOutput()).Token);
        Assert.Equal("D"u8, server.TakePlain());
        server.Write([0x30, 3, 2, 1, 5]);

        GsiException error = Assert.Throws<GsiException>(() => initiator.Advance(server.TakeOutput()));

        Assert.Contains("delegation request", error.Message, StringComparison.Ordinal);
    }

    private static TlsVersions Versions(bool tls13) => tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12;

    private static ChainVerdict Judge(GsiCredential credential) => ChainValidator.Validate(
        credential.Chain, TestCertificates.Store([ChainCase.Root]), TestCertificates.Now, ChainPurpose.Client);

    /// <summary>Also sees to it that a server that is refused has not been told who the user is.</summary>
    private static async Task<string> RequireAsync(bool accepted, TestCertificate host, GsiInitiatorOptions options)
    {
        await using var exchange = new GsiExchange(host, options, TlsVersions.Tls13);
        if (accepted)
        {
            await exchange.RunAsync();
            return "";
        }

        GsiException error = await Assert.ThrowsAsync<GsiException>(() => exchange.RunAsync());
        Assert.Null(exchange.ClientAsTheServerSeesIt);
        return error.Message;
    }
}
