using Microsoft.Extensions.Time.Testing;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Gsi;

/// <summary>A GSI client of our own for the acceptor: does what Globus clients do, token by token.</summary>
internal sealed class GsiRig : IAsyncDisposable
{
    public static TestCertificate Host { get; } = TestCertificates.User(
        ChainCase.Root, "/O=Grid/CN=host", spec => spec with { Key = TestCertificates.Rsa });

    public GsiRig(TlsVersions versions, TestCertificate leaf, params TestCertificate[] issuers)
    {
        Leaf = leaf;
        Client = new TlsEngine(leaf.CredentialWith(issuers), TlsRole.Client, versions);
        Acceptor = new GsiAcceptor(Host.CredentialWith(), TestCertificates.Store([ChainCase.Root]), Keys, ValidationRules.Default, Time);
    }

    public FakeTimeProvider Time { get; } = new(TestCertificates.Now);

    public DelegationKeyPool Keys { get; } = new(capacity: 1);

    public TestCertificate Leaf { get; }

    public TlsEngine Client { get; }

    public GsiAcceptor Acceptor { get; }

    /// <summary>
    /// Sends what the client has to say, in tokens of at most <paramref name="portion"/> bytes, and feeds it the answers.
    /// </summary>
    public async Task<GsiStep> SendAsync(int portion = int.MaxValue)
    {
        GsiStep step = default;
        foreach (byte[] token in Client.TakeOutput().Chunk(portion))
        {
            step = await Acceptor.AdvanceAsync(token, CancellationToken.None);
            if (!step.IsComplete && step.Token.Length > 0)
            {
                Client.Feed(step.Token);
            }
        }

        return step;
    }

    /// <summary>The TLS handshake, until the client has the token that ends it.</summary>
    public async Task HandshakeAsync(int portion = int.MaxValue)
    {
        while (Client.AvailableOutput > 0)
        {
            await SendAsync(portion);
        }
    }

    public async Task<GsiStep> SendAsync(byte[] plain)
    {
        Client.Write(plain);
        return await SendAsync();
    }

    public async Task<GsiContext> EstablishAsync()
    {
        await HandshakeAsync();
        Client.TakePlain();
        return (await SendAsync("0"u8.ToArray())).Context!;
    }

    public async ValueTask DisposeAsync()
    {
        Acceptor.Dispose();
        await Keys.DisposeAsync();
    }
}
