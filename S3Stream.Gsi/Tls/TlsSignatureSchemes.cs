using System.Security.Cryptography;
using Org.BouncyCastle.Tls;
using S3Stream.Gsi.Certificates;
using Scheme = Org.BouncyCastle.Tls.SignatureScheme;

namespace S3Stream.Gsi.Tls;

/// <summary>The signature schemes offered and taken in handshakes: RSA (PKCS#1 in TLS 1.2, PSS) and ECDSA with SHA-2.</summary>
internal static class TlsSignatureSchemes
{
    public static IList<SignatureAndHashAlgorithm> Offered { get; } =
    [
        Scheme.GetSignatureAndHashAlgorithm(Scheme.ecdsa_secp256r1_sha256),
        Scheme.GetSignatureAndHashAlgorithm(Scheme.ecdsa_secp384r1_sha384),
        Scheme.GetSignatureAndHashAlgorithm(Scheme.ecdsa_secp521r1_sha512),
        SignatureAndHashAlgorithm.rsa_pss_rsae_sha256,
        SignatureAndHashAlgorithm.rsa_pss_rsae_sha384,
        SignatureAndHashAlgorithm.rsa_pss_rsae_sha512,
        SignatureAndHashAlgorithm.rsa_pss_pss_sha256,
        SignatureAndHashAlgorithm.rsa_pss_pss_sha384,
        SignatureAndHashAlgorithm.rsa_pss_pss_sha512,
        Scheme.GetSignatureAndHashAlgorithm(Scheme.rsa_pkcs1_sha256),
        Scheme.GetSignatureAndHashAlgorithm(Scheme.rsa_pkcs1_sha384),
        Scheme.GetSignatureAndHashAlgorithm(Scheme.rsa_pkcs1_sha512),
    ];

    /// <summary>How a scheme hashes and pads; padding <see langword="null"/> is ECDSA.</summary>
    /// <exception cref="TlsFatalAlert">It was not offered.</exception>
    public static (HashAlgorithmName Hash, RSASignaturePadding? Padding) Describe(int scheme) => scheme switch
    {
        Scheme.ecdsa_secp256r1_sha256 => (HashAlgorithmName.SHA256, null),
        Scheme.ecdsa_secp384r1_sha384 => (HashAlgorithmName.SHA384, null),
        Scheme.ecdsa_secp521r1_sha512 => (HashAlgorithmName.SHA512, null),
        Scheme.rsa_pss_rsae_sha256 or Scheme.rsa_pss_pss_sha256 => (HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        Scheme.rsa_pss_rsae_sha384 or Scheme.rsa_pss_pss_sha384 => (HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        Scheme.rsa_pss_rsae_sha512 or Scheme.rsa_pss_pss_sha512 => (HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        Scheme.rsa_pkcs1_sha256 => (HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        Scheme.rsa_pkcs1_sha384 => (HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        Scheme.rsa_pkcs1_sha512 => (HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        _ => throw new TlsFatalAlert(AlertDescription.illegal_parameter),
    };

    /// <summary>TLS 1.3 binds the curve to the hash; TLS 1.2 does not.</summary>
    public static bool FitsCurve(int scheme, int curveBits) => scheme switch
    {
        Scheme.ecdsa_secp256r1_sha256 => curveBits == 256,
        Scheme.ecdsa_secp384r1_sha384 => curveBits == 384,
        Scheme.ecdsa_secp521r1_sha512 => curveBits == 521,
        _ => true,
    };

    /// <summary>The scheme to sign with: PSS for RSA where the peer takes it, which TLS 1.3 demands.</summary>
    /// <exception cref="TlsFatalAlert">The peer accepts no scheme that fits this key.</exception>
    public static SignatureAndHashAlgorithm Choose(SubjectPublicKey key, bool isTls13, IList<SignatureAndHashAlgorithm>? peerTakes)
    {
        int[] own = key.IsRsa
            ? isTls13 ? [Scheme.rsa_pss_rsae_sha256] : [Scheme.rsa_pkcs1_sha256, Scheme.rsa_pss_rsae_sha256]
            :
            [
                key.Bits switch
                {
                    256 => Scheme.ecdsa_secp256r1_sha256,
                    384 => Scheme.ecdsa_secp384r1_sha384,
                    _ => Scheme.ecdsa_secp521r1_sha512,
                },
            ];
        foreach (int scheme in own)
        {
            SignatureAndHashAlgorithm algorithm = Scheme.GetSignatureAndHashAlgorithm(scheme);
            if (peerTakes is null || peerTakes.Contains(algorithm))
            {
                return algorithm;
            }
        }

        throw new TlsFatalAlert(AlertDescription.handshake_failure, "the peer accepts no signature scheme that fits this key");
    }
}
