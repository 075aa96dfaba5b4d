using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>What a session's data connections must keep to: who may be the peer, and how the bytes are protected. Immutable.</summary>
/// <param name="ControlPeer">The client's address on the control connection.</param>
/// <param name="Security">Authenticates and protects, or <see langword="null"/>.</param>
/// <param name="Authentication">DCAU.</param>
/// <param name="Protection">PROT.</param>
/// <param name="ThirdParty">Policy and user allow peers other than the client.</param>
/// <param name="AnyPort">Policy allows well-known ports as targets of PORT.</param>
/// <param name="SocketBuffer">SBUF in bytes; 0 for the system's.</param>
internal sealed record DataChannelTerms(
    IPAddress ControlPeer,
    IDataChannelSecurity? Security,
    DataChannelAuthentication Authentication,
    char Protection,
    bool ThirdParty,
    bool AnyPort,
    int SocketBuffer)
{
    private const int FirstUnprivilegedPort = 1024;

    /// <summary>Every connection starts with a handshake that proves who the peer is or at least protects the bytes.</summary>
    public bool IsSecured => Authentication.Mode != 'N' || Protection != 'C';

    /// <summary>PROT P with a proven peer; where the control connection proves nobody (AUTH TLS), PROT P alone.</summary>
    public bool IsEncrypted => Protection == 'P' && Security is { } security && (Authentication.Mode != 'N' || !security.ProvesIdentity);

    public static DataChannelTerms Of(SessionContext context)
    {
        ThirdPartyPolicy policy = context.Options.ThirdParty;
        SessionState state = context.State;
        return new DataChannelTerms(
            Plain(context.Remote.Address),
            state.User?.Security,
            state.DataChannelAuthentication,
            state.Protection,
            policy == ThirdPartyPolicy.Always || (policy == ThirdPartyPolicy.Authenticated && state.User is { IsAnonymous: false }),
            policy == ThirdPartyPolicy.Always,
            state.SocketBuffer);
    }

    public bool IsControlPeer(IPAddress peer) => Plain(peer).Equals(ControlPeer);

    /// <summary>
    /// May this address connect to our listener (RFC 2577: connection stealing)? With DCAU the handshake decides instead.
    /// </summary>
    public bool MayConnect(IPAddress peer) => ThirdParty || Authentication.Mode != 'N' || IsControlPeer(peer);

    /// <summary>May PORT send us there (RFC 2577: bounce attack)? No data connection has a reason to go to a well-known port.</summary>
    public bool MayReach(IPEndPoint target) =>
        (AnyPort || target.Port >= FirstUnprivilegedPort) && (ThirdParty || IsControlPeer(target.Address));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
