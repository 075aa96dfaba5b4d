using Org.BouncyCastle.Tls;

namespace S3Stream.Gsi.Tls;

/// <summary>What both roles of the TLS engine have in common: our credential, what we offer, and what we learn about the peer.</summary>
internal sealed class TlsPeerSettings(GsiCredential credential, TlsVersions versions)
{
    /// <summary>Chains with VOMS attribute certificates exceed BouncyCastle's 32 KiB.</summary>
    public const int MaxHandshakeMessage = 256 * 1024;

    public BclTlsCrypto Crypto { get; } = new();

    public bool IsHandshakeComplete { get; private set; }

    public bool IsTls13 { get; private set; }

    /// <summary>As presented, the leaf first.</summary>
    public IReadOnlyList<GsiCertificate> PeerChain { get; private set; } = [];

    public ProtocolVersion[] Versions => versions switch
    {
        TlsVersions.Tls12 => ProtocolVersion.TLSv12.Only(),
        TlsVersions.Tls13 => ProtocolVersion.TLSv13.Only(),
        _ => ProtocolVersion.TLSv13.DownTo(ProtocolVersion.TLSv12),
    };

    /// <summary>
    /// AES-GCM only: the system library does it in hardware. As a server the suite has to fit our key; as a client the peer's key decides.
    /// </summary>
    public int[] CipherSuites(TlsRole role)
    {
        int[] tls13 = [CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384];
        int[] rsa = [CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384];
        int[] ec = [CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384];
        return role == TlsRole.Client ? [.. tls13, .. rsa, .. ec] : [.. tls13, .. credential.Leaf.PublicKey.IsRsa ? rsa : ec];
    }

    /// <summary>
    /// Our certificates and signature for a handshake; <paramref name="requestContext"/> is that of a TLS 1.3 certificate request.
    /// </summary>
    public TlsCredentialedSigner Sign(TlsContext context, byte[]? requestContext)
    {
        bool isTls13 = TlsUtilities.IsTlsV13(context);
        BclTlsCertificate[] chain =
            [.. credential.Chain.Select(certificate => new BclTlsCertificate(Crypto, certificate.Encoded.ToArray()))];
        Certificate message = isTls13
            ? new Certificate(
                requestContext ?? TlsUtilities.EmptyBytes, [.. chain.Select(certificate => new CertificateEntry(certificate, null))])
            : new Certificate(chain);
        SecurityParameters parameters = context.SecurityParameters;
        IList<SignatureAndHashAlgorithm>? peerTakes = context.IsServer ? parameters.ClientSigAlgs : parameters.ServerSigAlgs;
        return new BclSigner(credential, message, TlsSignatureSchemes.Choose(credential.Leaf.PublicKey, isTls13, peerTakes));
    }

    /// <exception cref="TlsFatalAlert">The peer presented no certificate: both sides of GSI prove who they are.</exception>
    public void TakePeerCertificate(Certificate? message)
    {
        if (message is null || message.IsEmpty)
        {
            throw new TlsFatalAlert(AlertDescription.certificate_required);
        }

        PeerChain = [.. message.GetCertificateList().Cast<BclTlsCertificate>().Select(certificate => certificate.Parsed)];
    }

    public void Complete(TlsContext context)
    {
        IsTls13 = TlsUtilities.IsTlsV13(context);
        IsHandshakeComplete = true;
    }
}
