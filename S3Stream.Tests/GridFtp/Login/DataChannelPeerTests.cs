using System.Net.Sockets;
using System.Text;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Who may be at the other end of a data connection (DCAU, DCSC).</summary>
public sealed class DataChannelPeerTests : IDisposable
{
    private readonly DataChannelRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Another_user_is_not_let_in()
    {
        TestCertificate other = TestCertificates.User(ChainCase.Root, "/O=Grid/OU=Test/CN=Other");

        TlsEngineException error = await Assert.ThrowsAsync<TlsEngineException>(
            () => _rig.SecureAsync(DataChannelRig.ByUser, 'C', peer: _rig.Security(other.CredentialWith(), other.Parsed.Subject)));

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
        using LoopbackPair pair = await LoopbackPair.OpenAsync();
        Task<IDataStream> peer = _rig.Security(other.CredentialWith(), other.Parsed.Subject).SecureAsync(
            pair.Near, accepted: false, new DataChannelAuthentication('S', "/O=Grid/OU=Test/CN=A User"), 'C', _rig.Limit);
        Task<IDataStream> own = _rig.Security(DataChannelRig.OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
            pair.Far, accepted: true, new DataChannelAuthentication('S', subject), 'C', _rig.Limit);

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
        using LoopbackPair pair = await LoopbackPair.OpenAsync();

        FtpException error =
            await Assert.ThrowsAsync<FtpException>(() => _rig.Security(
                DataChannelRig.OwnCredential(), ChainCase.User.Parsed.Subject).SecureAsync(
            pair.Far, accepted: true, DataChannelAuthentication.None, 'P', _rig.Limit));

        Assert.Equal(536, error.Reply.Code);
        await Assert.ThrowsAnyAsync<SocketException>(async () => await pair.Near.ReceiveAsync(new byte[1], _rig.Limit));
    }

    [Fact]
    public async Task Without_a_delegated_credential_there_is_no_authentication()
    {
        using LoopbackPair pair = await LoopbackPair.OpenAsync();

        FtpException error = await Assert.ThrowsAsync<FtpException>(
            () => _rig.Security(null, ChainCase.User.Parsed.Subject)
                .SecureAsync(pair.Far, accepted: true, DataChannelRig.ByUser, 'C', _rig.Limit));

        Assert.Equal(535, error.Reply.Code);
    }

    [Fact]
    public async Task A_credential_of_the_clients_own_needs_no_ca()
    {
        TestCertificate own = TestCertificates.Issue(
            new CertificateSpec { Subject = TestCertificates.Name("/CN=temporary"), Key = TestCertificates.Rsa });
        DataChannelCredential Import() =>
            DataChannelCredential.Import(Encoding.ASCII.GetBytes(own.Pem + own.KeyPem), ValidationRules.Default, DataChannelRig.Clock());
        GsiDataChannelSecurity one = _rig.Security(DataChannelRig.OwnCredential(), ChainCase.User.Parsed.Subject);
        GsiDataChannelSecurity two = _rig.Security(DataChannelRig.OwnCredential(), ChainCase.User.Parsed.Subject);
        (one.Own, two.Own) = (Import(), Import());

        (IDataStream connector, IDataStream acceptor) = await _rig.SecureAsync(DataChannelRig.ByUser, 'P', one, two);
        await connector.DisposeAsync();
        await acceptor.DisposeAsync();

        // back to the delegated one, the peer's own is nobody's
        one.Own = null;
        await Assert.ThrowsAsync<TlsEngineException>(() => _rig.SecureAsync(DataChannelRig.ByUser, 'P', one, two));
    }
}
