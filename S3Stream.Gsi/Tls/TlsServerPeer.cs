using Org.BouncyCastle.Tls;

namespace S3Stream.Gsi.Tls;

/// <summary>The server's choices in a handshake: demands a client certificate from any CA, sends no session tickets.</summary>
internal sealed class TlsServerPeer(TlsPeerSettings settings) : DefaultTlsServer(settings.Crypto)
{
    public override int GetMaxHandshakeMessageSize() => TlsPeerSettings.MaxHandshakeMessage;

    public override int GetMaxCertificateChainLength() => ChainValidator.MaxCertificates;

    /// <summary>Chains come in any order; <see cref="ChainValidator"/> judges their signatures.</summary>
    public override bool ShouldCheckSigAlgOfPeerCerts() => false;

    public override TlsCredentials GetCredentials() => settings.Sign(m_context, null);

    public override CertificateRequest GetCertificateRequest() => TlsUtilities.IsTlsV13(m_context)
        ? new CertificateRequest(TlsUtilities.EmptyBytes, TlsSignatureSchemes.Offered, null, null)
        : new CertificateRequest([ClientCertificateType.rsa_sign, ClientCertificateType.ecdsa_sign], TlsSignatureSchemes.Offered, null);

    public override void NotifyClientCertificate(Certificate clientCertificate) => settings.TakePeerCertificate(clientCertificate);

    public override void NotifyHandshakeComplete()
    {
        base.NotifyHandshakeComplete();
        settings.Complete(m_context);
    }

    protected override ProtocolVersion[] GetSupportedVersions() => settings.Versions;

    protected override int[] GetSupportedCipherSuites() => settings.CipherSuites(TlsRole.Server);

    protected override bool PreferLocalCipherSuites() => true;

    protected override bool AllowCertificateStatus() => false;
}
