using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.GridFtp.Session;

public sealed class SessionScopeTests
{
    private readonly SessionState _state = new();
    private readonly SessionScope _scope;

    public SessionScopeTests() => _scope = new SessionScope(12, new IPEndPoint(IPAddress.Parse("192.0.2.7"), 41_212), _state);

    [Fact]
    public void Before_login_an_entry_names_session_and_peer() => Assert.Equal("session 12 peer 192.0.2.7:41212", _scope.ToString());

    [Fact]
    public void A_refused_certificate_is_named_although_nobody_is_logged_in()
    {
        _state.Identity = new Proven("/O=Grid/CN=Eve");

        Assert.Equal("session 12 peer 192.0.2.7:41212 subject \"/O=Grid/CN=Eve\"", _scope.ToString());
        Assert.Contains(new KeyValuePair<string, object?>("subject", "/O=Grid/CN=Eve"), _scope);
        Assert.Contains(new KeyValuePair<string, object?>("user", null), _scope);
    }

    private sealed class Proven(string subject) : IProvenIdentity
    {
        public string Subject => subject;

        public ValueTask<SessionUser> LoginAsync(string requestedUser, CancellationToken cancellationToken) =>
            throw new FtpException(Reply.Of(530, "not here"));
    }
}
