using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Tests.Fakes;
using static S3Stream.Gsi.RejectionReason;
using static S3Stream.Tests.Fakes.TestCertificates;
using static S3Stream.Tests.Gsi.ChainCase;

namespace S3Stream.Tests.Gsi;

/// <summary>Chains without proxies: what is wrong with the end entity.</summary>
internal static class EndEntityCases
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public static Dictionary<string, Func<ChainCase>> All { get; } = new()
    {
        ["nothing presented"] = () => Rejected(NoCertificate),
        ["33 certificates"] = () => Rejected(TooManyCertificates, [.. Enumerable.Repeat(ChainCase.User, 33)]),
        ["plain user"] = () => Accepted(ChainCase.User),
        ["plain user with its CA"] = () => Accepted(ChainCase.User, Root),
        ["plain user with strangers' certificates"] = () =>
            Accepted(ChainCase.User, Authority("/O=Grid/CN=Somebody"), User(Root, "/O=Grid/CN=B")),
        ["expired user"] = () => Rejected(Expired, Changed(spec => spec with { NotAfter = Now.AddSeconds(-1) })),
        ["user not valid yet"] = () => Rejected(NotYetValid, Changed(spec => spec with { NotBefore = Now.AddSeconds(1) })),
        ["user valid to the second"] = () => Accepted(Changed(spec => spec with { NotAfter = Now })),
        ["self-signed user"] = () => Rejected(UntrustedIssuer, Changed(spec => spec with { Issuer = null })),
        ["user of an unknown CA"] = () => Rejected(UntrustedIssuer, User(Authority("/O=Grid/CN=Unknown CA"))),
        ["user of an unknown CA that is sent along"] = () =>
        {
            TestCertificate unknown = Authority("/O=Grid/CN=Unknown CA");
            return Rejected(UntrustedIssuer, User(unknown), unknown);
        },
        ["user of a false CA with a trusted name"] = () =>
        {
            TestCertificate impostor = Authority("/O=Grid/CN=Root CA");
            return Rejected(BadSignature, User(impostor), impostor);
        },
        ["user signed by another user"] = () =>
            Rejected(IssuerIsNoAuthority, User(ChainCase.User, "/O=Grid/OU=Test/CN=Other"), ChainCase.User),
        ["a CA as user"] = () => Rejected(EndEntityIsAuthority, Changed(spec => spec with { IsAuthority = true })),
        ["the root itself as user"] = () => Rejected(
            EndEntityIsAuthority,
            Issue(new CertificateSpec { Subject = Name("/O=Grid/CN=Root CA"), IsAuthority = true })),
        ["keyUsage without digitalSignature"] = () =>
            Rejected(KeyUsage, Changed(spec => spec with { KeyUsage = X509KeyUsageFlags.KeyEncipherment })),
        ["no keyUsage at all"] = () => Accepted(Changed(spec => spec with { KeyUsage = null })),
        ["server certificate logs in"] = () => Rejected(Purpose, Changed(spec => spec with { Purposes = [ServerAuthentication] })),
        ["server certificate on a data connection"] = () =>
            Accepted(Changed(spec => spec with { Purposes = [ServerAuthentication] })) with { Purpose = ChainPurpose.Peer },
        ["client authentication"] = () =>
            Accepted(Changed(spec => spec with { Purposes = [ServerAuthentication, Oids.ClientAuthentication] })),
        ["any purpose"] = () => Accepted(Changed(spec => spec with { Purposes = [Oids.AnyExtendedKeyUsage] })),
        ["unknown critical extension"] = () =>
            Rejected(UnknownCriticalExtension, Changed(spec => spec with { Extensions = [Unknown(true)] })),
        ["unknown extension"] = () => Accepted(Changed(spec => spec with { Extensions = [Unknown(false)] })),
        ["RSA"] = () => Accepted(Changed(spec => spec with { Key = Rsa })),
        ["P-384"] = () => Accepted(Changed(spec => spec with { Key = ECDsa.Create(ECCurve.NamedCurves.nistP384) })),
        ["P-521"] = () => Accepted(Changed(spec => spec with { Key = ECDsa.Create(ECCurve.NamedCurves.nistP521) })),
        ["a curve that is not supported"] = () =>
            Rejected(UnsupportedAlgorithm, Changed(spec => spec with { Key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10")) })),
        ["RSA key of 512 bits"] = () => Rejected(WeakCryptography, Changed(spec => spec with { Key = RSA.Create(512) })),
        ["SHA-1 signature"] = () => OfRsaRoot(WeakCryptography, spec => spec with { Signer = new Sha1SignatureGenerator(Rsa) }),
        ["SHA-512 signature"] = () => OfRsaRoot(None, spec => spec with { Hash = HashAlgorithmName.SHA512 }),
        ["RSASSA-PSS signature"] = () => OfRsaRoot(None, spec => spec with { Padding = RSASignaturePadding.Pss }),
        ["RSASSA-PSS signature with the longest salt"] = () =>
            OfRsaRoot(None, spec => spec with { Signer = new LongSaltSignatureGenerator(Rsa, 222) }),
        ["RSASSA-PSS signature of another key"] = () =>
            OfRsaRoot(BadSignature, spec => spec with { Signer = new LongSaltSignatureGenerator(OtherRsa, 222) }),
        ["signature changed"] = () =>
        {
            byte[] changed = [.. ChainCase.User.Encoded];
            changed[^1] ^= 1;
            return Rejected(BadSignature, new TestCertificate(changed, ChainCase.User.Key));
        },
        ["name changed under the signature"] = () =>
        {
            byte[] changed = [.. ChainCase.User.Encoded];
            int index = changed.AsSpan().IndexOf("A User"u8);
            changed[index] = (byte)'B';
            return Rejected(BadSignature, new TestCertificate(changed, ChainCase.User.Key));
        },
        ["empty name"] = () =>
            Rejected(Malformed, Changed(spec => spec with { Subject = Name(Array.Empty<(string Type, string Value)>()) })),
        ["name outside the signing policy"] = () => Rejected(OutsideSigningPolicy, User(Root, "/O=Elsewhere/CN=A User")),
        ["name that writes a policy's organisation inside a value"] = () =>
            Rejected(OutsideSigningPolicy, Issue(new CertificateSpec { Subject = Name(("CN", "x/O=Grid/CN=A User")), Issuer = Root })),
        ["name that hides a second CN in a value"] = () => Accepted(Issue(new CertificateSpec
        {
            Subject = Name(("O", "Grid"), ("CN", "x/CN=A User")),
            Issuer = Root,
        })) with
        { Identity = @"/O=Grid/CN=x\/CN=A User" },
    };

    private static TestCertificate Changed(Func<CertificateSpec, CertificateSpec> change) => User(Root, change: change);

    private static X509Extension Unknown(bool critical) => new("1.2.3.4.5", [5, 0], critical);

    private static ChainCase OfRsaRoot(RejectionReason expected, Func<CertificateSpec, CertificateSpec> change)
    {
        TestCertificate root = Issue(new CertificateSpec
        {
            Subject = Name("/O=Grid/CN=RSA Root"),
            IsAuthority = true,
            KeyUsage = X509KeyUsageFlags.KeyCertSign,
            Key = Rsa,
        });
        return new ChainCase(expected, [User(root, change: change)]) { Store = Store([root]) };
    }
}
