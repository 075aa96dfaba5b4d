using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Trust;

namespace S3Stream.Tests.Fakes;

/// <summary>Makes certificates, proxies and revocation lists of any kind, right or wrong, without files.</summary>
internal static class TestCertificates
{
    private static readonly Dictionary<string, string> TypeOids = new()
    {
        ["C"] = "2.5.4.6",
        ["O"] = "2.5.4.10",
        ["OU"] = "2.5.4.11",
        ["CN"] = "2.5.4.3",
        ["DC"] = "0.9.2342.19200300.100.1.25",
        ["emailAddress"] = "1.2.840.113549.1.9.1",
        ["UID"] = "0.9.2342.19200300.100.1.1",
    };

    private static int _serial = 100;

    /// <summary>The clock of the tests.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA OtherRsa { get; } = RSA.Create(2048);

    /// <summary><c>/O=Grid/CN=x</c>; a value takes everything up to the next slash.</summary>
    public static X500DistinguishedName Name(string text, UniversalTagNumber kind = UniversalTagNumber.UTF8String) => Name(
        text.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => new[] { (part.Split('=', 2)[0], part.Split('=', 2)[1]) }), kind);

    public static X500DistinguishedName Name(params (string Type, string Value)[] attributes) =>
        Name(attributes.Select(attribute => new[] { attribute }));

    /// <summary>One inner list per RDN.</summary>
    public static X500DistinguishedName Name(
        IEnumerable<(string Type, string Value)[]> relativeNames, UniversalTagNumber kind = UniversalTagNumber.UTF8String)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            foreach ((string Type, string Value)[] attributes in relativeNames)
            {
                using (writer.PushSetOf())
                {
                    foreach ((string type, string value) in attributes)
                    {
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(TypeOids.GetValueOrDefault(type, type));
                            writer.WriteCharacterString(kind, value);
                        }
                    }
                }
            }
        }

        return new X500DistinguishedName(writer.Encode());
    }

    public static X500DistinguishedName NameBelow(TestCertificate parent, params (string Type, string Value)[] more) =>
        Name(parent.Parsed.Subject.RelativeNames
            .Select(name => name.Attributes.Select(attribute => (attribute.Oid, attribute.Characters)).ToArray())
            .Concat(more.Select(attribute => new[] { attribute })));

    public static TestCertificate Issue(CertificateSpec spec)
    {
        AsymmetricAlgorithm key = spec.Key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var publicKey = PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);
        var request = new CertificateRequest(spec.Subject, publicKey, spec.Hash, spec.Padding);
        AddExtensions(request, spec);
        X509SignatureGenerator signer = spec.Signer ?? spec.Issuer?.Signer(
            spec.Padding) ?? new TestCertificateKey(key).Signer(spec.Padding);
        X500DistinguishedName issuer = spec.IssuerName
            ?? (spec.Issuer is { } parent ? new X500DistinguishedName(parent.Parsed.Subject.Encoded.Span) : spec.Subject);
        byte[] serial = spec.Serial ?? BitConverter.GetBytes(Interlocked.Increment(ref _serial));
        using X509Certificate2 certificate = request.Create(issuer, signer, spec.NotBefore, spec.NotAfter, serial);
        return new TestCertificate(certificate.RawData, key);
    }

    public static TestCertificate Authority(
        string name, TestCertificate? issuer = null, int? pathLength = null, params X509Extension[] more) => Issue(new CertificateSpec
        {
            Subject = Name(name),
            Issuer = issuer,
            IsAuthority = true,
            PathLength = pathLength,
            KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
            Extensions = more,
        });

    public static TestCertificate User(
        TestCertificate issuer, string name = "/O=Grid/OU=Test/CN=A User", Func<CertificateSpec, CertificateSpec>? change = null)
    {
        var spec = new CertificateSpec { Subject = Name(name), Issuer = issuer };
        return Issue(change?.Invoke(spec) ?? spec);
    }

    /// <summary>A proxy as RFC 3820 wants it.</summary>
    public static TestCertificate Proxy(
        TestCertificate issuer,
        string policy = Oids.InheritAllPolicy,
        int? pathLength = null,
        Func<CertificateSpec,
        CertificateSpec>? change = null)
    {
        var spec = new CertificateSpec
        {
            Subject = NameBelow(
                issuer, ("CN", Interlocked.Increment(ref _serial).ToString(System.Globalization.CultureInfo.InvariantCulture))),
            Issuer = issuer,
            Extensions = [ProxyInfo(policy, pathLength)],
        };
        return Issue(change?.Invoke(spec) ?? spec);
    }

    public static X509Extension ProxyInfo(
        string policy, int? pathLength = null, bool critical = true, string? policyText = null, bool draft = false)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (!draft && pathLength is { } before)
            {
                writer.WriteInteger(before);
            }

            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(policy);
                if (policyText is not null)
                {
                    writer.WriteOctetString(System.Text.Encoding.UTF8.GetBytes(policyText));
                }
            }

            if (draft && pathLength is { } after)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                {
                    writer.WriteInteger(after);
                }
            }
        }

        return new X509Extension(draft ? Oids.DraftProxyCertInfo : Oids.ProxyCertInfo, writer.Encode(), critical);
    }

    public static RevocationList Revocations(
        TestCertificate authority,
        IEnumerable<TestCertificate> revoked,
        DateTimeOffset? thisUpdate = null,
        DateTimeOffset? nextUpdate = null,
        TestCertificate? signer = null) =>
        RevocationList.Parse(RevocationsDer(authority, revoked, thisUpdate, nextUpdate, signer));

    public static byte[] RevocationsDer(
        TestCertificate authority,
        IEnumerable<TestCertificate> revoked,
        DateTimeOffset? thisUpdate = null,
        DateTimeOffset? nextUpdate = null,
        TestCertificate? signer = null)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (TestCertificate certificate in revoked)
        {
            builder.AddEntry(Convert.FromHexString(certificate.Parsed.SerialNumber), Now.AddDays(-2));
        }

        return builder.Build(
            new X500DistinguishedName(authority.Parsed.Subject.Encoded.Span),
            (signer ?? authority).Signer(RSASignaturePadding.Pkcs1),
            7,
            nextUpdate ?? Now.AddDays(10),
            HashAlgorithmName.SHA256,
            X509AuthorityKeyIdentifierExtension.CreateFromSubjectKeyIdentifier([1, 2, 3]),
            thisUpdate ?? Now.AddDays(-1));
    }

    /// <summary>A trust store in which each of <paramref name="authorities"/> may sign what <paramref name="pattern"/> covers.</summary>
    public static TrustStore Store(
        IEnumerable<TestCertificate> authorities, string pattern = "/O=Grid/*", params IEnumerable<RevocationList> revocations)
    {
        TestCertificate[] all = [.. authorities];
        return new TrustStore(
            all.Select(authority => new TrustedAuthority(authority.Parsed, "test")),
            all.SelectMany(authority => SigningPolicy.Parse(PolicyText(authority.Parsed.Subject.Text, pattern))),
            revocations);
    }

    public static string PolicyText(string authority, string pattern) =>
        $"""
        # who may sign what
        access_id_CA  X509    '{authority}'
        pos_rights    globus  CA:sign
        cond_subjects globus  '"{pattern}"'

        """;

    private static void AddExtensions(CertificateRequest request, CertificateSpec spec)
    {
        if (spec.IsAuthority || spec.PathLength is not null)
        {
            request.CertificateExtensions.Add(
                new X509BasicConstraintsExtension(spec.IsAuthority, spec.PathLength is not null, spec.PathLength ?? 0, critical: true));
        }

        if (spec.KeyUsage is { } usage)
        {
            request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        }

        if (spec.Purposes is { } purposes)
        {
            var oids = new OidCollection();
            foreach (string oid in purposes)
            {
                oids.Add(new Oid(oid));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, critical: false));
        }

        foreach (X509Extension extension in spec.Extensions)
        {
            request.CertificateExtensions.Add(extension);
        }
    }

    private sealed class TestCertificateKey(AsymmetricAlgorithm key)
    {
        public X509SignatureGenerator Signer(RSASignaturePadding padding) =>
            key is RSA rsa ? X509SignatureGenerator.CreateForRSA(rsa, padding) : X509SignatureGenerator.CreateForECDsa((ECDsa)key);
    }
}
