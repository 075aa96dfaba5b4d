using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi;

/// <summary>
/// A private key, its certificate and the certificates between that and a root: a host's, a user's delegated one, or one a client sent for
/// its data channel. Lives in memory only. Safe for concurrent use; dispose it when nobody signs any more.
/// </summary>
internal sealed class GsiCredential : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _signing = new();

    /// <param name="key">Owned from here on, also on failure.</param>
    /// <param name="chain">The key's certificate, then its issuers.</param>
    /// <exception cref="CertificateFormatException">The key is not that of the first certificate.</exception>
    public GsiCredential(AsymmetricAlgorithm key, IReadOnlyList<GsiCertificate> chain)
    {
        _key = key;
        Chain = chain;
        if (chain.Count == 0 || !key.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(chain[0].PublicKey.Encoded.Span))
        {
            key.Dispose();
            throw new CertificateFormatException("the private key does not belong to the certificate");
        }
    }

    /// <summary>
    /// What is sent to peers: the leaf first. Self-signed certificates are left out by whoever makes the credential; peers have them.
    /// </summary>
    public IReadOnlyList<GsiCertificate> Chain { get; }

    public GsiCertificate Leaf => Chain[0];

    /// <summary>
    /// Reads PEM text: certificates (the leaf first) and one private key, in any order, as proxy files and DCSC hold them.
    /// </summary>
    /// <exception cref="CertificateFormatException">Something is missing, damaged, or does not belong together.</exception>
    public static GsiCredential FromPem(ReadOnlySpan<char> certificates, ReadOnlySpan<char> key)
    {
        List<GsiCertificate> chain = PemFile.ReadCertificates(certificates);
        return chain.Count > 0
            ? new GsiCredential(PemFile.ReadPrivateKey(key), chain)
            : throw new CertificateFormatException("there is no certificate in it (PEM block \"CERTIFICATE\")");
    }

    /// <summary><paramref name="padding"/> is <see langword="null"/> for ECDSA.</summary>
    public byte[] SignHash(byte[] hash, HashAlgorithmName name, RSASignaturePadding? padding)
    {
        // OpenSSL keys take parallel signing, but the managed wrappers do not promise it
        lock (_signing)
        {
            return _key switch
            {
                RSA rsa when padding is not null => rsa.SignHash(hash, name, padding),
                ECDsa ec when padding is null => ec.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence),
                _ => throw new CryptographicException("The signature scheme does not fit the key."),
            };
        }
    }

    /// <summary>Leaf and key for the system library's TLS, which cannot present proxies. The caller owns it.</summary>
    public X509Certificate2 ToSystem()
    {
        using X509Certificate2 leaf = Leaf.ToSystem();
        return _key is RSA rsa ? leaf.CopyWithPrivateKey(rsa) : leaf.CopyWithPrivateKey((ECDsa)_key);
    }

    public void Dispose() => _key.Dispose();

    public override string ToString() => Leaf.Subject.Text;
}
