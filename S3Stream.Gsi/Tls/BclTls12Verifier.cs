using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using S3Stream.Gsi.Certificates;
using Scheme = Org.BouncyCastle.Tls.SignatureScheme;

namespace S3Stream.Gsi.Tls;

/// <summary>Checks the peer's handshake signature in TLS 1.2, over a hash that BouncyCastle made.</summary>
internal sealed class BclTls12Verifier(SubjectPublicKey key) : TlsVerifier
{
    public TlsStreamVerifier? GetStreamVerifier(DigitallySigned digitallySigned) => null;

    public bool VerifyRawSignature(DigitallySigned digitallySigned, byte[] hash)
    {
        (HashAlgorithmName name, RSASignaturePadding? padding) = TlsSignatureSchemes.Describe(Scheme.From(digitallySigned.Algorithm));
        return key.VerifyHash(hash, digitallySigned.Signature, name, padding);
    }
}
