using Org.BouncyCastle.Tls;

namespace S3Stream.Gsi.Tls;

/// <summary>The server's side of BouncyCastle's TLS, without a connection.</summary>
internal sealed class ServerProtocol : TlsServerProtocol, IKeyRenewal
{
    public void RenewKey() => Send13KeyUpdate(updateRequested: false);
}
