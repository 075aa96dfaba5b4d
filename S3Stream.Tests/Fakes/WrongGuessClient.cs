using Org.BouncyCastle.Tls;
using S3Stream.Gsi.Tls;

namespace S3Stream.Tests.Fakes;

/// <summary>
/// A TLS 1.3 client that sends its key share for a group the server does not take, P-521, and names another that it does: it has to be
/// asked again (HelloRetryRequest, RFC 8446 4.1.4).
/// </summary>
internal sealed class WrongGuessClient(TlsPeerSettings settings) : DefaultTlsClient(settings.Crypto), TlsAuthentication
{
    public override IList<int> GetEarlyKeyShareGroups() => [NamedGroup.secp521r1];

    public override TlsAuthentication GetAuthentication() => this;

    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public void NotifyServerCertificate(TlsServerCertificate serverCertificate) =>
        settings.TakePeerCertificate(serverCertificate.Certificate);

    public TlsCredentials GetClientCredentials(CertificateRequest certificateRequest) =>
        settings.Sign(m_context, certificateRequest.GetCertificateRequestContext());

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        settings.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => settings.Versions;

    protected override IList<int> GetSupportedGroups(IList<int> namedGroupRoles) => [NamedGroup.secp521r1, NamedGroup.secp256r1];

    protected override IList<SignatureAndHashAlgorithm> GetSupportedSignatureAlgorithms() => TlsSignatureSchemes.Offered;
}
