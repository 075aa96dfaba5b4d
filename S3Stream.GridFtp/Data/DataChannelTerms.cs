using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;

namespace S3Stream.GridFtp.Data;

/// <summary>What a session's data connections must keep to: who may be the peer, and how the bytes are protected. Immutable.</summary>
/// <param name="ControlPeer">The client's address on the control connection.</param>
/// <param name="Security">Authenticates and protects, or <see langword="null"/>.</param>
/// <param name="Authentication">DCAU.</param>
/// <param name="Protection">PROT.</param>
/// <param name="ThirdParty">The peer may be another host than the client's.</param>
/// <param name="SocketBuffer">SBUF in bytes; 0 for the system's.</param>
internal sealed record DataChannelTerms(
    IPAddress ControlPeer,
    IDataChannelSecurity? Security,
    DataChannelAuthentication Authentication,
    char Protection,
    bool ThirdParty,
    int SocketBuffer)
{
    /// <summary>Every connection starts with a handshake that proves who the peer is or at least protects the bytes.</summary>
    public bool IsSecured => Authentication.Mode != 'N' || Protection != 'C';

    /// <summary>PROT P with a proven peer; where the control connection proves nobody (AUTH TLS), PROT P alone.</summary>
    public bool IsEncrypted => Protection == 'P' && Security is { } security && (Authentication.Mode != 'N' || !security.ProvesIdentity);

    public static DataChannelTerms Of(SessionContext context)
    {
        SessionState state = context.State;
        return new DataChannelTerms(
            Plain(context.Remote.Address),
            state.User?.Security,
            state.DataChannelAuthentication,
            state.Protection,
            context.Options.ThirdParty >= MinPolicy(state),
            state.SocketBuffer);
    }

    public bool IsControlPeer(IPAddress peer) => Plain(peer).Equals(ControlPeer);

    /// <summary>The handshake tells whom the peer acts for, so its address need not.</summary>
    public bool ProvesPeer => Authentication.Mode != 'N';

    /// <summary>The first policy under which this session's data connections may be made with another host.</summary>
    private static ThirdPartyPolicy MinPolicy(SessionState state) => state.User switch
    {
        { Security.ProvesIdentity: true } when state.DataChannelAuthentication.Mode != 'N' => ThirdPartyPolicy.Dcau,
        { Security.ProvesIdentity: true } => ThirdPartyPolicy.Gsi,
        { IsAnonymous: false } => ThirdPartyPolicy.Authenticated,
        _ => ThirdPartyPolicy.Always,
    };

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
