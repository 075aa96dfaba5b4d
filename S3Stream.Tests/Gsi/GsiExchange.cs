using Microsoft.Extensions.Time.Testing;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Gsi;

/// <summary>An initiator and an acceptor, joined by hand.</summary>
internal sealed class GsiExchange : IAsyncDisposable
{
    private readonly DelegationKeyPool _keys = new(capacity: 1);
    private readonly GsiAcceptor _acceptor;
    private readonly List<IDisposable> _owned = [];

    public GsiExchange(TestCertificate host, GsiInitiatorOptions options, TlsVersions versions = TlsVersions.All)
    {
        GsiCredential server = host.CredentialWith();
        _owned.Add(server);
        _acceptor = new GsiAcceptor(
            server, TestCertificates.Store([ChainCase.Root]), _keys, ValidationRules.Default, new FakeTimeProvider(TestCertificates.Now), versions);
        Initiator = new GsiInitiator(options, versions);
    }

    public GsiInitiator Initiator { get; }

    public ChainVerdict? ClientAsTheServerSeesIt => _acceptor.Peer;

    /// <summary>Options of a user who wants the host <c>/O=Grid/CN=host</c> and delegates nothing.</summary>
    public static GsiInitiatorOptions Options(GsiCredential credential) => new()
    {
        Credential = credential,
        Trust = TestCertificates.Store([ChainCase.Root]),
        Host = "host",
        Time = new FakeTimeProvider(TestCertificates.Now),
    };

    /// <summary>Exchanges tokens, each cut into portions of <paramref name="portion"/> bytes, until both sides are finished.</summary>
    public async Task<(GsiContext Client, GsiContext Server)> RunAsync(int portion = int.MaxValue)
    {
        (GsiContext? client, GsiContext? server) = (null, null);
        byte[] token = Initiator.Start();
        while (server is null)
        {
            byte[] answer = [];
            foreach (byte[] part in token.Chunk(portion))
            {
                GsiStep step = await _acceptor.AdvanceAsync(part, CancellationToken.None);
                server = step.Context ?? server;
                answer = [.. answer, .. step.Token];
            }

            token = [];
            foreach (byte[] part in answer.Chunk(portion))
            {
                GsiStep step = Initiator.Advance(part);
                client = step.Context ?? client;
                token = [.. token, .. step.Token];
            }

            if (server is null && token.Length == 0)
            {
                throw new InvalidOperationException("both sides wait");
            }
        }

        return (client!, server);
    }

    public async ValueTask DisposeAsync()
    {
        _acceptor.Dispose();
        _owned.ForEach(item => item.Dispose());
        await _keys.DisposeAsync();
    }
}
