using System.Text;
using S3Stream.GridFtp.Login;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// ADAT's tokens, by the first byte. <c>t</c>: the text of a token, which is decoded and begins an exchange. Others: an honest exchange, in
/// whose second token the rest of the input is put over the bytes, as (high, low, value) by places. Nobody is believed who was not honest.
/// </summary>
internal sealed class TokensTarget : FuzzTarget
{
    private readonly DelegationKeyPool _keys = new(capacity: 1);
    private readonly GsiCredential _host = GsiRig.Host.CredentialWith();
    private readonly TrustStore _store = TestCertificates.Store([ChainCase.Root]);

    public override string Name => "tokens";

    public override IReadOnlyList<string> Words { get; } =
        ["FgMB", "FgMD", "AAAA", "=", "==", "\u0016\u0003\u0001", "\u0014\u0003\u0003\0\u0001\u0001", "\u0015\u0003\u0003\0\u0002"];

    public override IReadOnlyList<byte[]> MoreSeeds { get; } =
    [
        Hello(TlsVersions.Tls12), Hello(TlsVersions.Tls13), "2"u8.ToArray(), "3"u8.ToArray(),
    ];

    public override async Task RunAsync(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        using var acceptor = new GsiAcceptor(_host, _store, _keys, ValidationRules.Default, TimeProvider.System);
        try
        {
            if (input[0] == 't')
            {
                if (Base64Token.Decode(Encoding.Latin1.GetString(input.AsSpan(1))) is { } token)
                {
                    await acceptor.AdvanceAsync(token, CancellationToken.None);
                }
            }
            else
            {
                await ExchangeAsync(acceptor, input);
                return;
            }
        }
        catch (Exception exception) when (exception is GsiException or TlsEngineException)
        {
            // refused, as it may be
        }

        Refuse(acceptor);
    }

    public override async ValueTask DisposeAsync()
    {
        _host.Dispose();
        await _keys.DisposeAsync();
        await base.DisposeAsync();
    }

    private static async Task ExchangeAsync(GsiAcceptor acceptor, byte[] input)
    {
        TlsVersions versions = input[0] == '2' ? TlsVersions.Tls12 : TlsVersions.Tls13;
        var client = new TlsEngine(ChainCase.User.CredentialWith(), TlsRole.Client, versions);
        client.Feed((await acceptor.AdvanceAsync(client.TakeOutput(), CancellationToken.None)).Token);
        byte[] honest = client.TakeOutput();
        byte[] sent = [.. honest];
        for (int i = 1; i + 2 < input.Length; i += 3)
        {
            sent[((input[i] << 8) | input[i + 1]) % sent.Length] = input[i + 2];
        }

        bool isHonest = sent.AsSpan().SequenceEqual(honest);
        try
        {
            await acceptor.AdvanceAsync(sent, CancellationToken.None);
        }
        catch (Exception exception) when (exception is GsiException or TlsEngineException && !isHonest)
        {
            // refused, as it may be
        }

        if (!isHonest)
        {
            Refuse(acceptor);
        }
    }

    private static void Refuse(GsiAcceptor acceptor)
    {
        if (acceptor.Peer is { IsAccepted: true })
        {
            throw new InvalidDataException("a peer that was not honest is believed");
        }
    }

    private static byte[] Hello(TlsVersions versions) => Encoding.ASCII.GetBytes(
        "t" + Convert.ToBase64String(new TlsEngine(ChainCase.User.CredentialWith(), TlsRole.Client, versions).TakeOutput()));
}
