using S3Stream.Gsi;
using S3Stream.Gsi.Tls;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>A client whose first key share is for a group the server does not take.</summary>
public sealed class HelloRetryTests
{
    /// <summary>The random of a ServerHello that is a HelloRetryRequest (RFC 8446 4.1.3).</summary>
    private static readonly byte[] RetryRandom =
        Convert.FromHexString("CF21AD74E59A6111BE1D8C021E65B891C2A211167ABB8C5E079E09E2C8A8339C");

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    public void It_is_asked_for_another_and_then_everything_goes_on(int portion)
    {
        var settings = new TlsPeerSettings(ChainCase.User.CredentialWith(), TlsVersions.Tls13);
        var client = new ClientProtocol();
        client.Connect(new WrongGuessClient(settings));
        var server = new TlsEngine(GsiRig.Host.CredentialWith(), TlsRole.Server);

        Feed(server, client, portion);
        byte[] retry = server.TakeOutput();
        Assert.Equal(RetryRandom, retry.AsSpan(11, 32).ToArray()); // record and handshake headers, and the version, come before it
        client.OfferInput(retry);
        for (byte[] answer = [1]; answer.Length > 0; client.OfferInput(answer))
        {
            Feed(server, client, portion);
            answer = server.TakeOutput();
        }

        Assert.True(settings.IsHandshakeComplete && server.IsHandshakeComplete);
        Assert.True(server.IsTls13);
        Assert.True(server.PeerChain[0].IsIdenticalTo(ChainCase.User.Parsed));
        client.WriteApplicationData("after all"u8);
        Feed(server, client, portion);
        Assert.Equal("after all"u8.ToArray(), server.TakePlain());
    }

    [Fact]
    public async Task In_a_security_exchange_the_request_is_one_token_more()
    {
        await using var keys = new DelegationKeyPool(capacity: 1);
        using var acceptor = new GsiAcceptor(
            GsiRig.Host.CredentialWith(), TestCertificates.Store([ChainCase.Root]), keys, ValidationRules.Default,
            new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestCertificates.Now));
        var settings = new TlsPeerSettings(ChainCase.User.CredentialWith(), TlsVersions.Tls13);
        var client = new ClientProtocol();
        client.Connect(new WrongGuessClient(settings));

        int tokens = 0;
        while (Take(client) is { Length: > 0 } token)
        {
            GsiStep step = await acceptor.AdvanceAsync(token, CancellationToken.None);
            client.OfferInput(step.Token);
            tokens++;
        }

        Assert.Equal(3, tokens); // hello, hello again, finished
        client.WriteApplicationData("0"u8);
        GsiStep last = await acceptor.AdvanceAsync(Take(client), CancellationToken.None);
        Assert.Equal("/O=Grid/OU=Test/CN=A User", last.Context!.Identity.Text);
    }

    private static void Feed(TlsEngine server, ClientProtocol client, int portion)
    {
        foreach (byte[] part in Take(client).Chunk(portion))
        {
            server.Feed(part);
        }
    }

    private static byte[] Take(ClientProtocol client)
    {
        var bytes = new byte[client.GetAvailableOutputBytes()];
        client.ReadOutput(bytes, 0, bytes.Length);
        return bytes;
    }
}
