using Microsoft.Extensions.Time.Testing;
using S3Stream.Gsi;
using S3Stream.Gsi.Trust;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>
/// Nothing a peer sends crashes, hangs or grows the security layer (scenario 67): every failure is one of the foreseen exceptions.
/// </summary>
public class HostileInputTests
{
    private const int Rounds = 20_000;

    [Fact]
    public void Changed_certificates_are_parsed_or_refused()
    {
        byte[][] seeds = [ChainCase.User.Encoded, ChainCase.Root.Encoded, TestCertificates.Proxy(ChainCase.User, pathLength: 3).Encoded];
        Fuzz.Run(1, Rounds, (i, random) =>
            Attempt<CertificateFormatException>(() => GsiCertificate.Parse(Fuzz.Mutate(seeds[i % seeds.Length], random))));
    }

    [Fact]
    public void Changed_chains_are_judged()
    {
        TestCertificate proxy = TestCertificates.Proxy(ChainCase.User);
        TrustStore store = TestCertificates.Store([ChainCase.Root]);
        int accepted = 0;
        Fuzz.Run(2, 3_000, (_, random) =>
        {
            GsiCertificate leaf;
            try
            {
                leaf = GsiCertificate.Parse(Fuzz.Mutate(proxy.Encoded, random));
            }
            catch (CertificateFormatException)
            {
                return;
            }

            ChainVerdict verdict = ChainValidator.Validate(
                [leaf, ChainCase.User.Parsed], store, TestCertificates.Now, ChainPurpose.Client, ValidationRules.Default);
            accepted += verdict.IsAccepted && !leaf.IsIdenticalTo(proxy.Parsed) ? 1 : 0;
        });

        Assert.Equal(0, accepted);
    }

    [Fact]
    public void Changed_revocation_lists_are_parsed_or_refused()
    {
        byte[] seed = TestCertificates.RevocationsDer(ChainCase.Root, [ChainCase.User, ChainCase.SubAuthority]);
        Fuzz.Run(3, Rounds, (_, random) => Attempt<CertificateFormatException>(() => RevocationList.Parse(Fuzz.Mutate(seed, random))));
    }

    [Fact]
    public async Task Changed_tokens_end_the_exchange()
    {
        await using var keys = new DelegationKeyPool(capacity: 1);
        using GsiCredential host = GsiRig.Host.CredentialWith();
        TrustStore store = TestCertificates.Store([ChainCase.Root]);
        await Fuzz.RunAsync(4, 300, async (i, random) =>
        {
            var client = new TlsEngine(ChainCase.User.CredentialWith(), TlsRole.Client, i % 2 == 0 ? TlsVersions.Tls12 : TlsVersions.Tls13);
            using var acceptor = new GsiAcceptor(host, store, keys, ValidationRules.Default, TimeProvider.System);
            try
            {
                byte[] hello = client.TakeOutput();
                GsiStep step = await acceptor.AdvanceAsync(i % 3 == 0 ? hello : Fuzz.Mutate(hello, random), CancellationToken.None);
                client.Feed(step.Token);
                byte[] answer = client.TakeOutput();
                byte[] changed = Fuzz.Mutate(answer, random);
                if (changed.AsSpan().SequenceEqual(answer))
                {
                    return;
                }

                await acceptor.AdvanceAsync(changed, CancellationToken.None);
            }
            catch (Exception exception) when (exception is GsiException or TlsEngineException)
            {
                // refused, as it should be
            }

            Assert.Null(acceptor.Peer);
        });
    }

    [Fact]
    public void Changed_records_never_give_plain_text()
    {
        Fuzz.Run(5, 200, (i, random) =>
        {
            var pair = new TlsPair(i % 2 == 0 ? TlsVersions.Tls12 : TlsVersions.Tls13, GsiRig.Host, ChainCase.User);
            pair.Exchange();
            pair.Client.Write(new byte[random.Next(1, 2_000)]);
            byte[] record = pair.Client.TakeOutput();
            byte[] changed = Fuzz.Mutate(record, random);
            if (changed.AsSpan().SequenceEqual(record))
            {
                return;
            }

            Attempt<TlsEngineException>(() => pair.Server.Feed(changed));

            // whole records may stand before the change, but there is only one
            Assert.Equal(0, changed.AsSpan().StartsWith(record) ? 0 : pair.Server.AvailablePlain);
        });
    }

    [Fact]
    public void Changed_answers_of_a_server_end_the_exchange()
    {
        using GsiCredential user = ChainCase.User.CredentialWith();
        using GsiCredential host = GsiRig.Host.CredentialWith();
        var options = new GsiInitiatorOptions
        {
            Credential = user,
            Trust = TestCertificates.Store([ChainCase.Root]),
            Subject = "/O=Grid/CN=host",
            Time = new FakeTimeProvider(TestCertificates.Now),
        };
        Fuzz.Run(9, 300, (i, random) =>
        {
            TlsVersions versions = i % 2 == 0 ? TlsVersions.Tls12 : TlsVersions.Tls13;
            var initiator = new GsiInitiator(options, versions);
            var server = new TlsEngine(host, TlsRole.Server, versions);
            server.Feed(initiator.Start());
            byte[] answer = server.TakeOutput();
            byte[] changed = Fuzz.Mutate(answer, random);
            if (changed.AsSpan().StartsWith(answer))
            {
                return;
            }

            Attempt<GsiException>(() => initiator.Advance(changed));
            Assert.Null(initiator.Peer);
        });
    }

    private static void Attempt<TForeseen>(Action action)
        where TForeseen : Exception
    {
        try
        {
            action();
        }
        catch (TForeseen)
        {
            // foreseen
        }
    }
}
