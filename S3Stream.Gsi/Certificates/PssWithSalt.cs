using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace S3Stream.Gsi.Certificates;

/// <summary>
/// RSASSA-PSS with a salt that is not as long as the hash. The system library only takes the usual length; OpenSSL's command line makes the
/// longest possible salt unless told otherwise.
/// </summary>
internal static class PssWithSalt
{
    public static bool IsSystemDefault(SignatureScheme scheme) => scheme.SaltBytes == HashBytes(scheme.Hash);

    /// <summary><paramref name="publicKey"/> is an RSAPublicKey ::= SEQUENCE { modulus INTEGER, publicExponent INTEGER }.</summary>
    public static bool Verify(byte[] publicKey, SignatureScheme scheme, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        try
        {
            RsaPublicKeyStructure key = RsaPublicKeyStructure.GetInstance(publicKey);
            var signer = new PssSigner(new RsaEngine(), Digest(scheme.Hash), scheme.SaltBytes);
            signer.Init(forSigning: false, new RsaKeyParameters(isPrivate: false, key.Modulus, key.PublicExponent));
            signer.BlockUpdate(data);
            return signer.VerifySignature(signature.ToArray());
        }
        catch (Exception exception) when (exception is ArgumentException or CryptoException or InvalidOperationException)
        {
            // an invalid key or salt verifies nothing
            return false;
        }
    }

    private static int HashBytes(HashAlgorithmName hash) =>
        hash == HashAlgorithmName.SHA256 ? 32 : hash == HashAlgorithmName.SHA384 ? 48 : 64;

    private static IDigest Digest(HashAlgorithmName hash) => HashBytes(hash) switch
    {
        32 => new Sha256Digest(),
        48 => new Sha384Digest(),
        _ => new Sha512Digest(),
    };
}
