using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using S3Stream.Gsi.Certificates;

namespace S3Stream.Gsi;

/// <summary>
/// A private key, its certificate and the certificates between that and a root: a host's, a user's, or a proxy. Safe for concurrent use;
/// dispose it when no more signatures are made with it.
/// </summary>
public sealed class GsiCredential : IDisposable
{
    private const UnixFileMode OthersMode =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly AsymmetricAlgorithm _key;
    private readonly Lock _signing = new();

    /// <summary>Joins a key with its certificates.</summary>
    /// <param name="key">RSA or ECDSA. Owned from here on, also on failure.</param>
    /// <param name="chain">The key's certificate, then its issuers; self-signed ones may be left out, because peers have them.</param>
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

    /// <summary>What is sent to peers: the leaf first.</summary>
    public IReadOnlyList<GsiCertificate> Chain { get; }

    /// <summary>The key's own certificate.</summary>
    public GsiCertificate Leaf => Chain[0];

    /// <summary>
    /// Reads a file that holds certificates (the leaf first) and one private key, as <c>grid-proxy-init</c> writes them
    /// (<c>/tmp/x509up_uUID</c>).
    /// </summary>
    /// <param name="path">PEM; only its owner may read it.</param>
    /// <exception cref="IOException">The file cannot be read, or users other than its owner can use it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="CertificateFormatException">Something is missing, damaged, encrypted, or does not belong together.</exception>
    public static GsiCredential Load(string path)
    {
        string text = ReadPrivate(path);
        return FromPem(text, text);
    }

    /// <summary>Reads a certificate and its key from two files, such as <c>hostcert.pem</c> and <c>hostkey.pem</c>.</summary>
    /// <param name="certificatePath">PEM: the leaf first, then its issuers.</param>
    /// <param name="keyPath">PEM, without a pass phrase; only its owner may read it.</param>
    /// <exception cref="IOException">A file cannot be read, or users other than the key's owner can use it.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="CertificateFormatException">Something is missing, damaged, encrypted, or does not belong together.</exception>
    public static GsiCredential Load(string certificatePath, string keyPath) =>
        FromPem(File.ReadAllText(certificatePath, Encoding.Latin1), ReadPrivate(keyPath));

    /// <summary>
    /// Reads PEM text: certificates (the leaf first) and one private key (PKCS#8, or the older RSA and EC forms, never encrypted). Both
    /// may be the same text, with its blocks in any order.
    /// </summary>
    /// <exception cref="CertificateFormatException">Something is missing, damaged, encrypted, or does not belong together.</exception>
    public static GsiCredential FromPem(ReadOnlySpan<char> certificates, ReadOnlySpan<char> key)
    {
        List<GsiCertificate> chain = PemFile.ReadCertificates(certificates);
        return chain.Count > 0
            ? new GsiCredential(PemFile.ReadPrivateKey(key), chain)
            : throw new CertificateFormatException("there is no certificate in it (PEM block \"CERTIFICATE\")");
    }

    /// <summary>
    /// Makes a proxy of this credential, as <c>grid-proxy-init</c> does: a fresh RSA key of 2,048 bits and a certificate for it that this
    /// credential's key signs (RFC 3820). Takes up to half a second of a processor.
    /// </summary>
    /// <param name="lifetime">From now; it ends at the latest when a certificate of the chain expires.</param>
    /// <param name="limited">
    /// A limited proxy, which may move data but not start jobs. Proxies of limited proxies are always limited.
    /// </param>
    /// <param name="time">The clock; <see langword="null"/>: the system's.</param>
    /// <returns>The proxy, which the caller owns; it does not need this credential any more.</returns>
    public GsiCredential CreateProxy(TimeSpan lifetime, bool limited = false, TimeProvider? time = null)
    {
        RSA key = RSA.Create(ProxyIssuer.KeyBits);
        GsiCertificate proxy = ProxyIssuer.Issue(this, new PublicKey(key), lifetime, limited, (time ?? TimeProvider.System).GetUtcNow());
        return new GsiCredential(key, [proxy, .. Chain]);
    }

    /// <summary>
    /// The credential as a proxy file holds it: the leaf, the key (PKCS#8, not encrypted) and the other certificates. It is a secret:
    /// whoever reads it acts as the user.
    /// </summary>
    /// <exception cref="CryptographicException">The key cannot be exported.</exception>
    public string ToPem()
    {
        var text = new StringBuilder(Pem(Leaf));
        lock (_signing)
        {
            text.Append(_key.ExportPkcs8PrivateKeyPem()).Append('\n');
        }

        return text.AppendJoin("", Chain.Skip(1).Select(Pem)).ToString();
    }

    /// <summary>Leaf and key for the system library, whose TLS cannot present proxies. The caller owns it.</summary>
    public X509Certificate2 ToX509Certificate()
    {
        using X509Certificate2 leaf = Leaf.ToX509Certificate();
        return _key is RSA rsa ? leaf.CopyWithPrivateKey(rsa) : leaf.CopyWithPrivateKey((ECDsa)_key);
    }

    /// <summary>Destroys the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The leaf's subject.</summary>
    public override string ToString() => Leaf.Subject.Text;

    /// <summary><paramref name="padding"/> is <see langword="null"/> for ECDSA.</summary>
    internal byte[] SignHash(byte[] hash, HashAlgorithmName name, RSASignaturePadding? padding) => Sign(key => key switch
    {
        RSA rsa when padding is not null => rsa.SignHash(hash, name, padding),
        ECDsa ec when padding is null => ec.SignHash(hash, DSASignatureFormat.Rfc3279DerSequence),
        _ => throw new CryptographicException("The signature scheme does not fit the key."),
    });

    /// <summary>
    /// Lends the key to one signer at a time: OpenSSL's keys allow parallel signing, but the managed wrappers do not promise it.
    /// </summary>
    internal T Sign<T>(Func<AsymmetricAlgorithm, T> sign)
    {
        lock (_signing)
        {
            return sign(_key);
        }
    }

    private static string Pem(GsiCertificate certificate) => PemEncoding.WriteString("CERTIFICATE", certificate.Encoded.Span) + "\n";

    private static string ReadPrivate(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & OthersMode) != 0)
        {
            throw new IOException($"{path} holds a private key, and users other than its owner can use it; run: chmod 600 {path}");
        }

        return File.ReadAllText(path, Encoding.Latin1);
    }
}
