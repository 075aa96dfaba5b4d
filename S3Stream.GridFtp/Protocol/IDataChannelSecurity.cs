using System.Net.Sockets;

namespace S3Stream.GridFtp.Protocol;

/// <summary>
/// Authenticates and protects data connections (DCAU, PROT). Implemented by the Security folder; without one connections are clear.
/// </summary>
internal interface IDataChannelSecurity
{
    /// <summary>True when it can tell who the peer is (DCAU A and S); false when it only protects the bytes (RFC 4217).</summary>
    bool ProvesIdentity { get; }

    /// <summary>
    /// Runs the handshake on a fresh connection (TLS server when <paramref name="accepted"/>, else client) and returns what carries the
    /// bytes from here on. Takes ownership of the socket, also on failure.
    /// </summary>
    Task<IDataStream> SecureAsync(
        Socket socket,
        bool accepted,
        DataChannelAuthentication authentication,
        char protection,
        CancellationToken cancellationToken);
}
