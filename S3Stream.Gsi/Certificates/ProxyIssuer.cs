using System.Buffers.Binary;
using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace S3Stream.Gsi.Certificates;

/// <summary>
/// Signs proxy certificates (RFC 3820) with a credential's key: for a proxy of one's own, and for a peer's delegation request.
/// </summary>
internal static class ProxyIssuer
{
    public const int KeyBits = 2_048;

    /// <summary>The validity begins earlier by this much, as with Globus, because the clocks of peers differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <param name="issuer">Who delegates.</param>
    /// <param name="key">Of the new proxy.</param>
    /// <param name="lifetime">From <paramref name="now"/>; cut where the issuer's chain ends.</param>
    /// <param name="limited">With Globus' policy for limited proxies instead of "inherit all".</param>
    /// <param name="now">The moment it is made.</param>
    public static GsiCertificate Issue(GsiCredential issuer, PublicKey key, TimeSpan lifetime, bool limited, DateTimeOffset now)
    {
        int serial = RandomNumberGenerator.GetInt32(1, int.MaxValue);
        X500DistinguishedName subject = Below(issuer.Leaf.Subject, serial.ToString(CultureInfo.InvariantCulture));
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

        // RFC 3820 3.8.2: a proxy of a limited proxy must not have more rights
        bool isLimited = limited || issuer.Chain.Any(certificate => certificate.IsLimited);
        ReadOnlyMemory<byte> info = ProxyCertInfo.Encode(isLimited ? Oids.LimitedPolicy : Oids.InheritAllPolicy);
        request.CertificateExtensions.Add(new X509Extension(Oids.ProxyCertInfo, info.Span, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment, critical: true));

        DateTimeOffset notBefore = Max(now - ClockSkew, issuer.Chain.Max(certificate => certificate.NotBefore));
        DateTimeOffset notAfter = Min(now + lifetime, issuer.Chain.Min(certificate => certificate.NotAfter));
        if (notAfter <= notBefore)
        {
            throw new CertificateFormatException($"{issuer} expired at {notAfter:u}, so it cannot make a proxy");
        }

        var serialBytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(serialBytes, serial);
        return issuer.Sign(signingKey =>
        {
            X509SignatureGenerator generator = signingKey is RSA rsa
                ? X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1)
                : X509SignatureGenerator.CreateForECDsa((ECDsa)signingKey);
            var issuerName = new X500DistinguishedName(issuer.Leaf.Subject.Encoded.Span);
            using X509Certificate2 made = request.Create(issuerName, generator, notBefore, notAfter, serialBytes);
            return GsiCertificate.Parse(made.RawData);
        });
    }

    /// <summary>RFC 3820 3.4: the issuer's name, byte by byte, and one common name that is unique below it.</summary>
    private static X500DistinguishedName Below(DistinguishedName issuer, string commonName)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach (Names.RelativeName name in issuer.RelativeNames)
            {
                writer.WriteEncodedValue(name.Encoded.Span);
            }

            using (writer.PushSetOf())
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Names.AttributeNames.CommonNameOid);
                writer.WriteCharacterString(UniversalTagNumber.PrintableString, commonName);
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private static DateTimeOffset Max(DateTimeOffset first, DateTimeOffset second) => first > second ? first : second;

    private static DateTimeOffset Min(DateTimeOffset first, DateTimeOffset second) => first < second ? first : second;
}
