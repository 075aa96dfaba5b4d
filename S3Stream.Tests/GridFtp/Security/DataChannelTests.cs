using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Data;
using S3Stream.GridFtp.Security;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Security;

public sealed class DataChannelTests : IDisposable
{
    private static readonly TestCertificate Proxy = TestCertificates.Proxy(ChainCase.User);
    private static readonly DataChannelAuthentication ByUser = new('A');

    private readonly string _trust = Directory.CreateTempSubdirectory("trust").FullName;
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));

    public DataChannelTests()
    {
        File.WriteAllText(Path.Combine(_trust, "1.0"), ChainCase.Root.Pem);
        File.WriteAllText(Path.Combine(_trust, "1.signing_policy"), TestCertificates.PolicyText("/O=Grid/CN=Root CA", "/O=Grid/*"));
    }

    public void Dispose()
    {
        Directory.Delete(_trust, recursive: true);
        _limit.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_prot_c_clear_data_may_follow_the_last_record_in_the_same_packet(bool tls13)
    {
        using SocketPair pair = await SocketPair.OpenAsync();
        (DataHandshake connector, DataHandshake acceptor) = Handshakes(pair, tls13);

        Task client = ConnectAndSendAsync();
        await acceptor.AuthenticateAsync(_limit.Token);
        await acceptor.FinishClearAsync(_limit.Token);
        await client;
        var received = new byte[12];
        await new NetworkStream(pair.Acceptor).ReadExactlyAsync(received, _limit.Token);

        Assert.Equal("clear at once"[..12], Encoding.ASCII.GetString(received));

        async Task ConnectAndSendAsync()
        {
            await connector.AuthenticateAsync(_limit.Token);
            await connector.FinishClearAsync(_limit.Token);
            await pair.Connector.SendAsync("clear at once"u8.ToArray(), _limit.Token);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_prot_c_the_acceptor_may_send_at_once_too(bool tls13)
    {
        using SocketPair pair = await SocketPair.OpenAsync();
        (DataHandshake connector, DataHandshake acceptor) = Handshakes(pair, tls13);

        Task server = AcceptAndSendAsync();
        await connector.AuthenticateAsync(_limit.Token);
        await connector.FinishClearAsync(_limit.Token);
        await server;
        var received = new byte[5];
        await new NetworkStream(pair.Connector).ReadExactlyAsync(received, _limit.Token);

        Assert.Equal("clear"u8.ToArray(), received);

        async Task AcceptAndSendAsync()
        {
            await acceptor.AuthenticateAsync(_limit.Token);
            await acceptor.FinishClearAsync(_limit.Token);
            await pair.Acceptor.SendAsync("clear"u8.ToArray(), _limit.Token);
        }
    }

    [Theory]
    [InlineData('C')]
    [InlineData('S')]
    [InlineData('P')]
    public async Task Blocks_come_out_as_they_went_in_and_then_the_end(char protection)
    {
        (IDataStream connector, IDataStream acceptor) = await SecureAsync(ByUser, protection);
        await using IDataStream a = connector;
        await using IDataStream b = acceptor;
        byte[] header = RandomNumberGenerator.GetBytes(17);
        byte[] payload = RandomNumberGenerator.GetBytes(1_000_000);

        Task sending = SendAsync();
        byte[] first = new byte[17];
        byte[] second = new byte[payload.Length + 100];
        int count = 0;
        while (count < header.Length + payload.Length)
        {
            int more = count < 17
                ? await b.ReceiveAsync(first.AsMemory(count), second, _limit.Token)
                : await b.ReceiveAsync(second.AsMemory(count - 17), _limit.Token);
            Assert.NotEqual(0, more);
            count += more;
        }

        await sending;
        Assert.Equal(0, await b.ReceiveAsync(second, _limit.Token));
        Assert.Equal(header, first);
        Assert.Equal(payload, second[..payload.Length]);

        async Task SendAsync()
        {
            await a.SendAsync(header, payload, _limit.Token);
            await a.CompleteAsync(_limit.Token);
        }
    }

    [Fact]
    public async Task Cancelling_a_receive_leaves_a_protected_connection_usable()
    {
        (IDataStream connector, IDataStream acceptor) = await SecureAsync(ByUser, 'P');
        await using IDataStream a = connector;
        await using IDataStream b = acceptor;
        using var cancel = new CancellationTokenSource();
        ValueTask<int> receive = b.ReceiveAsync(new byte[10], cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await receive);

        await a.SendAsync(default, "still"u8.ToArray(), _limit.Token);
        var buffer = new byte[10];
        int count = await b.ReceiveAsync(buffer, _limit.Token);

        Assert.Equal("still"u8.ToArray(), buffer[..count]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_old_form_with_a_length_before_each_token_is_understood(bool prefixed)
    {
        using SocketPair pair = await SocketPair.OpenAsync();
        var engines = new TlsPair(TlsVersions.Tls12, Proxy, Proxy, ChainCase.User);
        engines.Exchange();
        await using var stream = new TlsDataStream(pair.Acceptor, engines.Server);
        var wire = new List<byte>();
        foreach (string text in (string[])["one", "two", "three"])
        {
            engines.Client.Write(Encoding.ASCII.GetBytes(text));
            byte[] token = engines.Client.TakeOutput();
            if (prefixed)
            {
                var length = new byte[4];
                BinaryPrimitives.WriteInt32BigEndian(length, token.Length);
                wire.AddRange(length);
            }

            wire.AddRange(token);
        }

        foreach (byte value in wire)
        {
            await pair.Connector.SendAsync(new[] { value }, _limit.Token);
        }

        var buffer = new byte[11];
        for (int count = 0; count < buffer.Length;)
        {
            count += await stream.ReceiveAsync(buffer.AsMemory(count), _limit.Token);
        }

        Assert.Equal("onetwothree"u8.ToArray(), buffer);
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_record_is_an_error()
    {
        using SocketPair pair = await SocketPair.OpenAsync();
        var engines = new TlsPair(TlsVersions.Tls13, Proxy, Proxy, ChainCase.User);
        engines.Exchange();
        await using var stream = new TlsDataStream(pair.Acceptor, engines.Server);
        engines.Client.Write("some text"u8);
        await pair.Connector.SendAsync(engines.Client.TakeOutput().AsMemory(0, 12), _limit.Token);
        pair.Connector.Shutdown(SocketShutdown.Send);

        await Assert.ThrowsAsync<IOException>(async () => await stream.ReceiveAsync(new byte[10], _limit.Token));
    }

    [Fact]
    public async Task Another_user_is_not_let_in()
    {
        TestCertificate other = TestCertificates.User(ChainCase.Root, "/O=Grid/OU=Test/CN=Other");

        TlsEngineException error = await Assert.ThrowsAsync<TlsEngineException>(
            () => SecureAsync(ByUser, 'C', peer: Security(other.CredentialWith(), other.Parsed.Subject)));

        // in TLS 1.3 the connecting side has the other's certificate first
        Assert.Contains(
            "the peer is /O=Grid/OU=Test/CN=A User, but /O=Grid/OU=Test/CN=Other is expected", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/O=Grid/OU=Test/CN=Other", true)]
    [InlineData("/o=grid/ou=test/cn=other", true)]
    [InlineData("/O=Grid/OU=Test/CN=A User", false)]
    [InlineData("/O=Grid/OU=Test/CN=Oth*", false)]
    public async Task Dcau_s_lets_in_the_subject_named_and_nobody_else(string subject, bool accepted)
    {
        TestCertificate other = TestCertificates.User(ChainCase.Root, "/O=Grid/OU=Test/CN=Other");
        using SocketPair pair = await SocketPair.OpenAsync();
        Task<IDataStream> peer = Security(other.CredentialWith(), other.Parsed.Subject).SecureAsync(
            pair.Connector, accepted: false, new DataChannelAuthentication('S', "/O=Grid/OU=Test/CN=A User"), 'C', _limit.Token);
        Task<IDataStream> own = Security(OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
            pair.Acceptor, accepted: true, new DataChannelAuthentication('S', subject), 'C', _limit.Token);

        if (accepted)
        {
            await using IDataStream a = await own;
            await using IDataStream b = await peer;
        }
        else
        {
            await Assert.ThrowsAsync<TlsEngineException>(() => own);
            await Assert.ThrowsAnyAsync<Exception>(() => peer);
        }
    }

    [Fact]
    public async Task Protection_without_authentication_is_refused_and_never_becomes_clear()
    {
        // scenario 45
        using SocketPair pair = await SocketPair.OpenAsync();

        FtpException error =
            await Assert.ThrowsAsync<FtpException>(() => Security(OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
            pair.Acceptor, accepted: true, DataChannelAuthentication.None, 'P', _limit.Token));

        Assert.Equal(536, error.Reply.Code);
        await Assert.ThrowsAnyAsync<SocketException>(async () => await pair.Connector.ReceiveAsync(new byte[1], _limit.Token));
    }

    [Fact]
    public async Task Without_a_delegated_credential_there_is_no_authentication()
    {
        using SocketPair pair = await SocketPair.OpenAsync();

        FtpException error = await Assert.ThrowsAsync<FtpException>(
            () => Security(null, ChainCase.User.Parsed.Subject).SecureAsync(pair.Acceptor, accepted: true, ByUser, 'C', _limit.Token));

        Assert.Equal(535, error.Reply.Code);
    }

    [Fact]
    public async Task A_peer_that_sends_clear_text_is_told_from_a_handshake()
    {
        using SocketPair pair = await SocketPair.OpenAsync();
        await pair.Connector.SendAsync("plain file content"u8.ToArray(), _limit.Token);

        TlsEngineException error = await Assert.ThrowsAsync<TlsEngineException>(
            () => Security(OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
                pair.Acceptor, accepted: true, ByUser, 'C', _limit.Token));

        Assert.Contains("DCAU N", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_credential_of_the_clients_own_needs_no_ca()
    {
        TestCertificate own = TestCertificates.Issue(
            new CertificateSpec { Subject = TestCertificates.Name("/CN=temporary"), Key = TestCertificates.Rsa });
        DataChannelCredential Import() =>
            DataChannelCredential.Import(Encoding.ASCII.GetBytes(own.Pem + own.KeyPem), ValidationRules.Default, Clock());
        GsiDataChannelSecurity one = Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        GsiDataChannelSecurity two = Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        (one.Own, two.Own) = (Import(), Import());

        (IDataStream connector, IDataStream acceptor) = await SecureAsync(ByUser, 'P', one, two);
        await connector.DisposeAsync();
        await acceptor.DisposeAsync();

        // back to the delegated one, the peer's own is nobody's
        one.Own = null;
        await Assert.ThrowsAsync<TlsEngineException>(() => SecureAsync(ByUser, 'P', one, two));
    }

    private static FakeTimeProvider Clock() => new(TestCertificates.Now);

    private static GsiCredential OwnCredential() => Proxy.CredentialWith(ChainCase.User);

    private static (DataHandshake Connector, DataHandshake Acceptor) Handshakes(SocketPair pair, bool tls13)
    {
        TlsVersions versions = tls13 ? TlsVersions.Tls13 : TlsVersions.Tls12;
        return (
            new DataHandshake(pair.Connector, new TlsEngine(OwnCredential(), TlsRole.Client, versions), accepted: false),
            new DataHandshake(pair.Acceptor, new TlsEngine(OwnCredential(), TlsRole.Server, versions), accepted: true));
    }

    private GsiDataChannelSecurity Security(GsiCredential? delegated, DistinguishedName user) =>
        new(
            user,
            delegated,
            new TrustDirectory(_trust, Clock(), NullLogger.Instance),
            ValidationRules.Default,
            Clock(),
            NullLogger.Instance);

    /// <summary>Secures both ends. Of two failures the one that is no lost connection is thrown: the other follows from it.</summary>
    private async Task<(IDataStream Connector, IDataStream Acceptor)> SecureAsync(
        DataChannelAuthentication authentication, char protection, GsiDataChannelSecurity? own = null, GsiDataChannelSecurity? peer = null)
    {
        SocketPair pair = await SocketPair.OpenAsync();
        own ??= Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        peer ??= Security(OwnCredential(), ChainCase.User.Parsed.Subject);
        Task<IDataStream> connecting = peer.SecureAsync(pair.Connector, accepted: false, authentication, protection, _limit.Token);
        Task<IDataStream> accepting = own.SecureAsync(pair.Acceptor, accepted: true, authentication, protection, _limit.Token);
        await Task.WhenAll(connecting, accepting).ContinueWith(_ => { }, TaskScheduler.Default);
        IEnumerable<Exception> failures = new Task[] { connecting, accepting }.Where(task => task.IsFaulted).Select(
            task => task.Exception!.InnerException!);
        return failures.OrderBy(failure => failure is SocketException).FirstOrDefault() is { } failure
            ? throw failure
            : (await connecting, await accepting);
    }
}
