using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Stream.Tests.Fakes;

/// <summary>What a test certificate shall be. The defaults make a user certificate that is fine.</summary>
internal sealed record CertificateSpec
{
    public required X500DistinguishedName Subject { get; init; }

    /// <summary><see langword="null"/>: self-signed.</summary>
    public TestCertificate? Issuer { get; init; }

    /// <summary>The issuer field, where it shall not be the issuer's subject.</summary>
    public X500DistinguishedName? IssuerName { get; init; }

    public DateTimeOffset NotBefore { get; init; } = TestCertificates.Now.AddDays(-100);

    public DateTimeOffset NotAfter { get; init; } = TestCertificates.Now.AddDays(100);

    public bool IsAuthority { get; init; }

    public int? PathLength { get; init; }

    public X509KeyUsageFlags? KeyUsage { get; init; } = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment;

    public IReadOnlyList<string>? Purposes { get; init; }

    public IReadOnlyList<X509Extension> Extensions { get; init; } = [];

    public AsymmetricAlgorithm? Key { get; init; }

    public HashAlgorithmName Hash { get; init; } = HashAlgorithmName.SHA256;

    public RSASignaturePadding Padding { get; init; } = RSASignaturePadding.Pkcs1;

    /// <summary>Makes the signature instead of the issuer's key.</summary>
    public X509SignatureGenerator? Signer { get; init; }

    public byte[]? Serial { get; init; }
}
