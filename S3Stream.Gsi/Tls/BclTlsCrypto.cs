using Org.BouncyCastle.Security;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Org.BouncyCastle.Tls.Crypto.Impl;
using Org.BouncyCastle.Tls.Crypto.Impl.BC;

namespace S3Stream.Gsi.Tls;

/// <summary>
/// BouncyCastle's TLS state machine with the system's cryptography where it counts: AES-GCM records, and the peer's signatures
/// (BouncyCastle tests every RSA modulus for primality first, some 15 ms a handshake). Key agreement, hashes and the key schedule stay
/// BouncyCastle's.
/// </summary>
internal sealed class BclTlsCrypto() : BcTlsCrypto(new SecureRandom())
{
    /// <summary>The record layer made last: once the handshake is complete, the one of the application data.</summary>
    public BclGcmProtocolCipher? Records { get; private set; }

    public override TlsCertificate CreateCertificate(short type, byte[] encoding) => type == CertificateType.X509
        ? new BclTlsCertificate(this, encoding)
        : throw new TlsFatalAlert(AlertDescription.unsupported_certificate);

    protected override TlsAeadCipher CreateCipher_Aes_Gcm(TlsCryptoParameters cryptoParams, int cipherKeySize, int macSize) =>
        Records = new BclGcmProtocolCipher(
            cryptoParams, new BclRecordCipher(encrypts: true), new BclRecordCipher(encrypts: false), cipherKeySize, macSize);
}
