using System.Security.Cryptography;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

public class TlsEngineTests
{
    private static readonly TestCertificate RsaHost = TestCertificates.User(
        ChainCase.Root, "/O=Grid/CN=host", spec => spec with { Key = TestCertificates.Rsa });
    private static readonly TestCertificate EcHost = TestCertificates.User(ChainCase.Root, "/O=Grid/CN=host");
    private static readonly TestCertificate RsaUser = TestCertificates.User(
        ChainCase.Root, change: spec => spec with { Key = TestCertificates.OtherRsa });

    public static TheoryData<bool, bool, bool> Variants => new(
        from version in new[] { false, true }
        from rsaServer in new[] { true, false }
        from rsaClient in new[] { true, false }
        select (version, rsaServer, rsaClient));

    private static TlsPair Pair(bool tls13, bool rsaServer = true, bool rsaClient = true) =>
        new(
            tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12,
            rsaServer ? RsaHost : EcHost,
            rsaClient ? RsaUser : ChainCase.User,
            ChainCase.Root);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Both_sides_prove_who_they_are_with_any_kind_of_key(bool tls13, bool rsaServer, bool rsaClient)
    {
        TlsPair pair = Pair(tls13, rsaServer, rsaClient);

        pair.Exchange();

        Assert.True(pair.Client.IsHandshakeComplete && pair.Server.IsHandshakeComplete);
        Assert.Equal(tls13, pair.Server.IsTls13);
        Assert.Equal((rsaClient ? RsaUser : ChainCase.User).Encoded, pair.Server.PeerChain[0].Encoded.ToArray());
        Assert.Equal(ChainCase.Root.Encoded, pair.Server.PeerChain[1].Encoded.ToArray());
        Assert.Equal((rsaServer ? RsaHost : EcHost).Encoded, pair.Client.PeerChain[0].Encoded.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_session_ticket_follows_the_handshake(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        for (int flights = 0; !pair.Server.IsHandshakeComplete; flights++)
        {
            Assert.True(flights < 8, "The handshake has no end.");
            TlsPair.Move(pair.Client, pair.Server);
            if (!pair.Server.IsHandshakeComplete)
            {
                TlsPair.Move(pair.Server, pair.Client);
            }
        }

        byte[] last = pair.Server.TakeOutput();

        // TLS 1.2: ChangeCipherSpec and Finished; TLS 1.3: nothing is left to say
        Assert.Equal(tls13 ? 0 : 51, last.Length);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Tokens_may_be_split_at_every_byte(bool tls13)
    {
        TlsPair pair = Pair(tls13);

        pair.Exchange(portion: 1);
        pair.Client.Write("some text"u8);
        pair.Exchange(portion: 1);

        Assert.Equal("some text"u8.ToArray(), pair.Server.TakePlain());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Data_of_any_length_comes_out_as_it_went_in(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        pair.Exchange();
        foreach (int length in (int[])[1, 2, 16_383, 16_384, 16_385, 100_000])
        {
            byte[] data = RandomNumberGenerator.GetBytes(length);

            pair.Client.Write(data);
            TlsPair.Move(pair.Client, pair.Server);
            pair.Server.Write(data);
            TlsPair.Move(pair.Server, pair.Client, portion: 1_000);

            Assert.Equal(data, pair.Server.TakePlain());
            Assert.Equal(data, pair.Client.TakePlain());
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_record_is_refused(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        pair.Exchange();
        pair.Client.Write("some text"u8);
        byte[] record = pair.Client.TakeOutput();
        record[^1] ^= 1;

        TlsEngineException error = Assert.Throws<TlsEngineException>(() => pair.Server.Feed(record));

        Assert.Contains("bad_record_mac", error.Message, StringComparison.Ordinal);
        Assert.True(pair.Server.IsClosed);
        Assert.Equal(0, pair.Server.AvailablePlain);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Records_cannot_be_replayed(bool tls13)
    {
        TlsPair pair = Pair(tls13);
        pair.Exchange();
        pair.Client.Write("some text"u8);
        byte[] record = pair.Client.TakeOutput();
        byte[] copy = [.. record];
        pair.Server.Feed(record);

        Assert.Throws<TlsEngineException>(() => pair.Server.Feed(copy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_peer_without_the_key_of_its_certificate_is_refused(bool tls13)
    {
        var thief = new TestCertificate(RsaUser.Encoded, TestCertificates.Rsa);
        Assert.Throws<CertificateFormatException>(() => thief.CredentialWith());

        TlsVersions version = tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12;

        // the certificate of one, the signature of another: what a credential made by hand would send
        var client = new TlsEngine(RsaUser.CredentialWith(), TlsRole.Client, version);
        var server = new TlsEngine(RsaHost.CredentialWith(), TlsRole.Server, version);
        byte[] FirstFlight() => client.TakeOutput();
        server.Feed(FirstFlight());
        byte[] answer = server.TakeOutput();
        client.Feed(answer);
        byte[] certificateFlight = client.TakeOutput();
        certificateFlight[^(certificateFlight.Length / 3)] ^= 1;

        Assert.Throws<TlsEngineException>(() => server.Feed(certificateFlight));
        Assert.False(server.IsHandshakeComplete);
    }

    [Fact]
    public void Old_and_new_versions_do_not_meet()
    {
        var server = new TlsEngine(RsaHost.CredentialWith(), TlsRole.Server, TlsVersions.Tls13);
        var client = new TlsEngine(RsaUser.CredentialWith(), TlsRole.Client, TlsVersions.Tls12);

        TlsEngineException error = Assert.Throws<TlsEngineException>(() => server.Feed(client.TakeOutput()));

        Assert.Contains("protocol_version", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Close_tells_the_peer()
    {
        TlsPair pair = Pair(tls13: true);
        pair.Exchange();

        pair.Client.Close();
        TlsPair.Move(pair.Client, pair.Server);

        Assert.True(pair.Server.IsClosed);
    }
}
