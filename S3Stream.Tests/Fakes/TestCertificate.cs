using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;

namespace S3Stream.Tests.Fakes;

/// <summary>A certificate made by <see cref="TestCertificates"/>, with its key.</summary>
internal sealed class TestCertificate(byte[] encoded, AsymmetricAlgorithm key)
{
    public byte[] Encoded { get; } = encoded;

    public AsymmetricAlgorithm Key { get; } = key;

    public GsiCertificate Parsed { get; } = GsiCertificate.Parse(encoded);

    public string Pem => new string(PemEncoding.Write("CERTIFICATE", Encoded)) + "\n";

    public string KeyPem => Key.ExportPkcs8PrivateKeyPem() + "\n";

    public GsiCredential CredentialWith(params IEnumerable<TestCertificate> issuers)
    {
        AsymmetricAlgorithm copy = Key is RSA ? RSA.Create() : ECDsa.Create();
        copy.ImportPkcs8PrivateKey(Key.ExportPkcs8PrivateKey(), out _);
        return new GsiCredential(copy, [Parsed, .. issuers.Select(issuer => issuer.Parsed)]);
    }

    public X509SignatureGenerator Signer(RSASignaturePadding padding) => Key is RSA rsa
        ? X509SignatureGenerator.CreateForRSA(rsa, padding)
        : X509SignatureGenerator.CreateForECDsa((ECDsa)Key);
}
