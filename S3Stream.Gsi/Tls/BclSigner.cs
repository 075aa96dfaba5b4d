using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Scheme = Org.BouncyCastle.Tls.SignatureScheme;

namespace S3Stream.Gsi.Tls;

/// <summary>Signs handshakes with a credential's key, which never leaves the system library.</summary>
internal sealed class BclSigner(GsiCredential credential, Certificate message, SignatureAndHashAlgorithm algorithm) : TlsCredentialedSigner
{
    public Certificate Certificate => message;

    public SignatureAndHashAlgorithm SignatureAndHashAlgorithm => algorithm;

    public byte[] GenerateRawSignature(byte[] hash)
    {
        (HashAlgorithmName name, RSASignaturePadding? padding) = TlsSignatureSchemes.Describe(Scheme.From(algorithm));
        return credential.SignHash(hash, name, padding);
    }

    public TlsStreamSigner? GetStreamSigner() => null;
}
