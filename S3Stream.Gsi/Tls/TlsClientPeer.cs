using Org.BouncyCastle.Tls;

namespace S3Stream.Gsi.Tls;

/// <summary>
/// The client's choices in a handshake: whom the server must be is judged afterwards by its certificates, not by a host name.
/// </summary>
internal sealed class TlsClientPeer(TlsPeerSettings settings) : DefaultTlsClient(settings.Crypto), TlsAuthentication
{
    public override int GetMaxHandshakeMessageSize() => TlsPeerSettings.MaxHandshakeMessage;

    public override int GetMaxCertificateChainLength() => ChainValidator.MaxCertificates;

    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public override TlsAuthentication GetAuthentication() => this;

    public void NotifyServerCertificate(TlsServerCertificate serverCertificate) =>
        settings.TakePeerCertificate(serverCertificate.Certificate);

    public TlsCredentials GetClientCredentials(CertificateRequest certificateRequest) =>
        settings.Sign(m_context, TlsUtilities.IsTlsV13(m_context) ? certificateRequest.GetCertificateRequestContext() : null);

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        settings.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => settings.Versions;

    protected override int[] GetSupportedCipherSuites() => settings.CipherSuites(TlsRole.Client);

    protected override IList<SignatureAndHashAlgorithm> GetSupportedSignatureAlgorithms() => TlsSignatureSchemes.Offered;

    /// <summary>No OCSP: revocation lists of the trust directory are used.</summary>
    protected override CertificateStatusRequest? GetCertificateStatusRequest() => null;
}
