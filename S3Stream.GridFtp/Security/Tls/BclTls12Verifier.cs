using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using Org.BouncyCastle.Tls.Crypto;
using Scheme = Org.BouncyCastle.Tls.SignatureScheme;

namespace S3Stream.GridFtp.Security;

/// <summary>Checks the peer's handshake signature in TLS 1.2: over a hash that BouncyCastle made, except with PSS, which is over the whole input.</summary>
internal sealed class BclTls12Verifier(SubjectPublicKey key) : TlsVerifier
{
    public TlsStreamVerifier? GetStreamVerifier(DigitallySigned digitallySigned) => IsPss(digitallySigned.Algorithm)
        ? new StreamVerifier(new BclTls13Verifier(key, Scheme.From(digitallySigned.Algorithm)), digitallySigned.Signature)
        : null;

    public bool VerifyRawSignature(DigitallySigned digitallySigned, byte[] hash)
    {
        (HashAlgorithmName name, RSASignaturePadding? padding) = TlsSignatureSchemes.Describe(Scheme.From(digitallySigned.Algorithm));
        return key.VerifyHash(hash, digitallySigned.Signature, name, padding);
    }

    private static bool IsPss(SignatureAndHashAlgorithm algorithm) => Scheme.IsRsaPss(Scheme.From(algorithm));

    private sealed class StreamVerifier(BclTls13Verifier verifier, byte[] signature) : TlsStreamVerifier
    {
        public Stream Stream => verifier.Stream;

        public bool IsVerified() => verifier.VerifySignature(signature);
    }
}
