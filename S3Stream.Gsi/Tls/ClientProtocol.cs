using Org.BouncyCastle.Tls;

namespace S3Stream.Gsi.Tls;

/// <summary>The client's side of BouncyCastle's TLS, without a connection.</summary>
internal sealed class ClientProtocol : TlsClientProtocol, IKeyRenewal
{
    public void RenewKey() => Send13KeyUpdate(updateRequested: false);
}
