using System.Net.Sockets;
using S3Stream.GridFtp.Diagnostics;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;

namespace S3Stream.GridFtp.Login;

/// <summary>
/// DCAU and PROT for one session: both ends of a data connection present a credential of the user (ours is the delegated one, or what DCSC
/// gave), and each checks the identity of the other. Safe for concurrent use; the credential is changed by commands, between transfers.
/// </summary>
internal sealed class GsiDataChannelSecurity(
    DistinguishedName user,
    GsiCredential? delegated,
    TrustDirectory trust,
    ValidationRules rules,
    TimeProvider time,
    ILogger logger) : IDataChannelSecurity
{
    private volatile DataChannelCredential? _own;

    public bool ProvesIdentity => true;

    /// <summary>DCSC: the credential to use instead of the delegated one; <see langword="null"/> goes back to that.</summary>
    public DataChannelCredential? Own
    {
        get => _own;
        set => _own = value;
    }

    public async Task<IDataStream> SecureAsync(
        Socket socket, bool accepted, DataChannelAuthentication authentication, char protection, CancellationToken cancellationToken)
    {
        try
        {
            if (authentication.Mode == 'N')
            {
                // PROT S or P without anybody to prove who they are is not offered, and must not silently become clear
                return protection == 'C'
                    ? new ClearDataStream(socket)
                    : throw new FtpException(Reply.Of(536, $"PROT {protection} needs data channel authentication: DCAU A or DCAU S."));
            }

            return await HandshakeAsync(socket, accepted, authentication, protection, cancellationToken);
        }
        catch
        {
            socket.Close(0);
            throw;
        }
    }

    private async Task<IDataStream> HandshakeAsync(
        Socket socket, bool accepted, DataChannelAuthentication authentication, char protection, CancellationToken cancellationToken)
    {
        DataChannelCredential? own = _own;
        GsiCredential credential = own?.Credential ?? delegated ?? throw new FtpException(Reply.Of(
            535, "Data channel authentication needs a credential, and the client did not delegate one: use DCAU N or DCSC P, or "
                + "delegate."));
        socket.NoDelay = true;
        var engine = new TlsEngine(credential, accepted ? TlsRole.Server : TlsRole.Client);
        var handshake = new DataHandshake(socket, engine, accepted);
        await handshake.AuthenticateAsync(cancellationToken);
        RequirePeer(engine.PeerChain, authentication, own);
        if (protection == 'C')
        {
            await handshake.FinishClearAsync(cancellationToken);
            return new ClearDataStream(socket);
        }

        await handshake.FinishProtectedAsync(cancellationToken);
        return new TlsDataStream(socket, engine);
    }

    private void RequirePeer(IReadOnlyList<GsiCertificate> chain, DataChannelAuthentication authentication, DataChannelCredential? own)
    {
        ChainVerdict verdict = ChainValidator.Validate(
            chain, trust.Current, time.GetUtcNow(), ChainPurpose.Peer, rules, own?.Roots);
        if (!verdict.IsAccepted)
        {
            logger.DataPeerRejected(verdict.Text);
            throw new TlsEngineException($"the peer's certificates are not accepted: {verdict.Text}");
        }

        (bool matches, string expected) = authentication.Mode == 'S'
            ? (verdict.Identity!.IsWrittenAs(authentication.Subject!), authentication.Subject!)
            : MatchOwn(verdict.Identity!, own?.Identity ?? user);
        if (!matches)
        {
            logger.DataPeerMismatch(verdict.Identity!.Text, LogText.Clean(expected));
            throw new TlsEngineException($"the peer is {verdict.Identity}, but {expected} is expected");
        }
    }

    /// <summary>DCAU A: the identity of our own credential.</summary>
    private static (bool Matches, string Expected) MatchOwn(DistinguishedName peer, DistinguishedName own) =>
        (own.IsIdenticalTo(peer), own.Text);
}
