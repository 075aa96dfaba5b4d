using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Gsi.Trust;
using S3Stream.Tests.Fakes;
using static S3Stream.Gsi.RejectionReason;
using static S3Stream.Tests.Fakes.TestCertificates;
using static S3Stream.Tests.Gsi.ChainCase;

namespace S3Stream.Tests.Gsi;

/// <summary>Chains without proxies: CAs, signing policies, revocation.</summary>
internal static class AuthorityCases
{
    public static Dictionary<string, Func<ChainCase>> All { get; } = new()
    {
        ["user of a sub-CA of the directory"] = () => Accepted(User(SubAuthority)),
        ["user of a sub-CA that is sent and has a policy"] = () => Accepted(User(SubAuthority), SubAuthority) with
        {
            Store = new TrustStore([Trusted(Root)], [.. Policies(Root, "/O=Grid/*"), .. Policies(SubAuthority, "/O=Grid/*")], []),
        },
        ["user of a sub-CA that is sent and has no policy"] = () =>
            Rejected(NoSigningPolicy, User(SubAuthority), SubAuthority) with { Store = Store([Root]) },
        ["user of a sub-CA that is nowhere"] = () => Rejected(UntrustedIssuer, User(SubAuthority)) with { Store = Store([Root]) },
        ["sub-CA of the directory without its root"] = () =>
            Rejected(UntrustedIssuer, User(SubAuthority)) with { Store = Store([SubAuthority]) },
        ["sub-CA that is no CA"] = () => Below(IssuerIsNoAuthority, spec => spec with { IsAuthority = false }),
        ["sub-CA without keyCertSign"] = () => Below(KeyUsage, spec => spec with { KeyUsage = X509KeyUsageFlags.CrlSign }),
        ["sub-CA expired"] = () => Below(Expired, spec => spec with { NotAfter = Now.AddDays(-1) }),
        ["sub-CA not valid yet"] = () => Below(NotYetValid, spec => spec with { NotBefore = Now.AddDays(1) }),
        ["sub-CA with an unknown critical extension"] = () =>
            Below(UnknownCriticalExtension, spec => spec with { Extensions = [new X509Extension("1.2.3.4", [5, 0], true)] }),
        ["root expired"] = () =>
        {
            TestCertificate root = Issue(AuthoritySpec("/O=Grid/CN=Old Root") with { NotAfter = Now.AddDays(-1) });
            return Rejected(Expired, User(root)) with { Store = Store([root]) };
        },
        ["root that allows no CA below it"] = () =>
        {
            TestCertificate root = Authority("/O=Grid/CN=Narrow Root", pathLength: 0);
            TestCertificate sub = Authority("/O=Grid/CN=Too Deep", root);
            return Rejected(AuthorityPathTooLong, User(sub)) with { Store = Store([root, sub]) };
        },
        ["root that allows no CA below it, with a proxy"] = () =>
        {
            TestCertificate root = Authority("/O=Grid/CN=Narrow Root", pathLength: 0);
            TestCertificate user = User(root);
            return Accepted(ChainOfTwo(user)) with { Store = Store([root]) };
        },
        ["no signing policy"] = () => Rejected(NoSigningPolicy, ChainCase.User) with { Store = new TrustStore([Trusted(Root)], [], []) },
        ["signing policy of another CA"] = () =>
            Rejected(NoSigningPolicy, ChainCase.User) with
            {
                Store = new TrustStore([Trusted(Root)], Policies(SubAuthority, "/O=Grid/*"), []),
            },
        ["sub-CA outside the root's policy"] = () => Rejected(OutsideSigningPolicy, User(SubAuthority)) with
        {
            Store = new TrustStore(
                [Trusted(Root), Trusted(SubAuthority)], [.. Policies(Root, "/O=Grid/OU=*"), .. Policies(SubAuthority, "/O=Grid/*")], []),
        },
        ["policy without a wildcard"] = () => Accepted(ChainCase.User) with { Store = Store([Root], "/O=Grid/OU=Test/CN=A User") },
        ["policy in another case and spelling"] = () =>
            Accepted(User(Root, "/O=Grid/emailAddress=a@b/CN=A User")) with
            {
                Store = Store([Root], "/o=GRID/Email=*"),
                Identity = "/O=Grid/emailAddress=a@b/CN=A User",
            },
        ["wildcard that would stand for nothing"] = () =>
            Rejected(OutsideSigningPolicy, ChainCase.User) with { Store = Store([Root], "/O=Grid/OU=Test/CN=A User*") },
        ["revoked user"] = () =>
            Rejected(Revoked, ChainCase.User) with { Store = Store([Root], revocations: Revocations(Root, [ChainCase.User])) },
        ["user on the list of another CA"] = () =>
            Accepted(ChainCase.User) with { Store = Store([Root, SubAuthority], revocations: Revocations(SubAuthority, [ChainCase.User])) },
        ["user not on the list"] = () =>
            Accepted(ChainCase.User) with { Store = Store([Root], revocations: Revocations(Root, [SubAuthority])) },
        ["revoked sub-CA"] = () =>
            Rejected(Revoked, User(SubAuthority)) with
            {
                Store = Store([Root, SubAuthority], revocations: Revocations(Root, [SubAuthority])),
            },
        ["revocation list out of date"] = () => Rejected(RevocationListExpired, ChainCase.User) with
        {
            Store = Store([Root], revocations: Revocations(Root, [], Now.AddDays(-9), Now.AddDays(-1))),
        },
        ["revoked on a list out of date"] = () => Rejected(Revoked, ChainCase.User) with
        {
            Store = Store([Root], revocations: Revocations(Root, [ChainCase.User], Now.AddDays(-9), Now.AddDays(-1))),
        },
        ["revocation list of tomorrow"] = () => Rejected(RevocationListExpired, ChainCase.User) with
        {
            Store = Store([Root], revocations: Revocations(Root, [], Now.AddDays(1), Now.AddDays(9))),
        },
        ["revocation list signed by somebody else"] = () => Rejected(RevocationListInvalid, ChainCase.User) with
        {
            Store = Store([Root], revocations: Revocations(Root, [], signer: SubAuthority)),
        },
        ["name inside the permitted subtree"] = () => Constrained(None, permitted: true, DirectoryName("/O=Grid/OU=Test")),
        ["name outside the permitted subtree"] = () => Constrained(NameConstraint, permitted: true, DirectoryName("/O=Grid/OU=Other")),
        ["name in an excluded subtree"] = () => Constrained(NameConstraint, permitted: false, DirectoryName("/O=Grid/OU=Test")),
        ["name in an excluded subtree of another string type and case"] = () =>
            Constrained(NameConstraint, permitted: false, DirectoryName("/O=GRID/OU=test", UniversalTagNumber.PrintableString)),
        ["every name excluded"] = () => Constrained(NameConstraint, permitted: false, DirectoryName("")),
        ["every name permitted"] = () => Constrained(None, permitted: true, DirectoryName("")),
        ["every host excluded"] = () => Constrained(NameConstraint, permitted: false, DnsName(""), Host("a.example.org")),
        ["every host permitted"] = () => Constrained(None, permitted: true, DnsName(""), Host("a.example.org")),
        ["host outside the permitted domain"] = () =>
            Constrained(NameConstraint, permitted: true, DnsName("example.org"), Host("a.example.com")),
        ["host inside the permitted domain"] = () => Constrained(None, permitted: true, DnsName("example.org"), Host("a.example.org")),
        ["constraint on mail addresses and a mail address in the name"] = () => Constrained(
            NameConstraint, permitted: true, MailName("example.org"), spec => spec with
            {
                Subject = Name("/O=Grid/OU=Test/emailAddress=a@example.org/CN=A User"),
            }),
    };

    private static TestCertificate[] ChainOfTwo(TestCertificate user)
    {
        TestCertificate first = Proxy(user);
        return [Proxy(first), first, user];
    }

    private static CertificateSpec AuthoritySpec(string name, TestCertificate? issuer = null) => new()
    {
        Subject = Name(name),
        Issuer = issuer,
        IsAuthority = true,
        KeyUsage = X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign,
    };

    private static TrustedAuthority Trusted(TestCertificate authority) => new(authority.Parsed, "test");

    private static IReadOnlyList<SigningPolicy> Policies(TestCertificate authority, string pattern) =>
        SigningPolicy.Parse(PolicyText(authority.Parsed.Subject.Text, pattern));

    private static ChainCase Below(RejectionReason expected, Func<CertificateSpec, CertificateSpec> change)
    {
        TestCertificate sub = Issue(change(AuthoritySpec("/O=Grid/CN=Changed CA", Root)));
        return Rejected(expected, User(sub)) with { Store = Store([Root, sub]) };
    }

    private static ChainCase Constrained(
        RejectionReason expected, bool permitted, byte[] name, Func<CertificateSpec, CertificateSpec>? change = null)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, permitted ? 0 : 1)))
        using (writer.PushSequence())
        {
            writer.WriteEncodedValue(name);
        }

        TestCertificate root = Authority(
            "/O=Grid/CN=Constrained CA", null, null, new X509Extension(Oids.NameConstraintsExtension, writer.Encode(), critical: true));
        return new ChainCase(expected, [User(root, change: change)]) { Store = Store([root]) };
    }

    private static byte[] DirectoryName(string name, UniversalTagNumber kind = UniversalTagNumber.UTF8String)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 4)))
        {
            writer.WriteEncodedValue(Name(name, kind).RawData);
        }

        return writer.Encode();
    }

    private static byte[] DnsName(string name) => GeneralName(2, name);

    private static byte[] MailName(string name) => GeneralName(1, name);

    private static byte[] GeneralName(int tag, string text)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteOctetString(Encoding.ASCII.GetBytes(text), new Asn1Tag(TagClass.ContextSpecific, tag));
        return writer.Encode();
    }

    private static Func<CertificateSpec, CertificateSpec> Host(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        return spec => spec with { Extensions = [names.Build()] };
    }
}
