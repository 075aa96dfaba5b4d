using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using S3Stream.Gsi;
using S3Stream.Gsi.Certificates;
using S3Stream.Tests.Fakes;
using static S3Stream.Gsi.RejectionReason;
using static S3Stream.Tests.Fakes.TestCertificates;
using static S3Stream.Tests.Gsi.ChainCase;

namespace S3Stream.Tests.Gsi;

/// <summary>Chains with proxies.</summary>
internal static class ProxyCases
{
    private static readonly TestCertificate Human = ChainCase.User;
    private static readonly ValidationRules Old = new() { AllowDraftProxies = true, AllowLegacyProxies = true };

    public static Dictionary<string, Func<ChainCase>> All { get; } = new()
    {
        ["proxy"] = () => Accepted(Proxy(Human), Human),
        ["proxy with user and CA"] = () => Accepted(Proxy(Human), Human, Root),
        ["limited proxy"] = () => Accepted(Proxy(Human, Oids.LimitedPolicy), Human) with { IsLimited = true },
        ["independent proxy"] = () =>
        {
            TestCertificate proxy = Proxy(Human, Oids.IndependentPolicy);
            return Accepted(proxy, Human) with { Identity = proxy.Parsed.Subject.Text };
        },
        ["proxy of an independent proxy"] = () =>
        {
            TestCertificate independent = Proxy(Human, Oids.IndependentPolicy);
            return Accepted(Proxy(independent), independent, Human) with { Identity = independent.Parsed.Subject.Text };
        },
        ["three proxies"] = () => Accepted([.. Proxies(3)]),
        ["ten proxies"] = () => Accepted([.. Proxies(10)]),
        ["proxies in the wrong order"] = () =>
        {
            List<TestCertificate> chain = Proxies(3);
            return Accepted(chain[0], chain[3], chain[1], chain[2]);
        },
        ["RSA proxy of an EC proxy of an RSA user"] = () =>
        {
            TestCertificate user = User(Root, change: spec => spec with { Key = Rsa });
            TestCertificate ec = Proxy(user);
            return Accepted(Proxy(ec, change: spec => spec with { Key = OtherRsa }), ec, user);
        },
        ["PSS-signed proxy"] = () =>
        {
            TestCertificate user = User(Root, change: spec => spec with { Key = Rsa });
            return Accepted(Proxy(user, change: spec => spec with { Padding = RSASignaturePadding.Pss }), user);
        },
        ["issuer not sent"] = () => Rejected(ProxyIssuerMissing, Proxy(Human)),
        ["middle proxy not sent"] = () =>
        {
            List<TestCertificate> chain = Proxies(3);
            return Rejected(ProxyIssuerMissing, chain[0], chain[2], chain[3]);
        },
        ["expired proxy"] = () => Rejected(Expired, Proxy(Human, change: spec => spec with { NotAfter = Now.AddSeconds(-1) }), Human),
        ["proxy not valid yet"] = () =>
            Rejected(NotYetValid, Proxy(Human, change: spec => spec with { NotBefore = Now.AddSeconds(1) }), Human),
        ["proxy outlives its user"] = () =>
        {
            TestCertificate user = User(Root, change: spec => spec with { NotAfter = Now.AddDays(-1) });
            return Rejected(Expired, Proxy(user), user);
        },
        ["proxy signed by somebody else"] = () =>
            Rejected(
                BadSignature, Proxy(Human, change: spec => spec with { Signer = SubAuthority.Signer(RSASignaturePadding.Pkcs1) }), Human),
        ["proxy below another name"] = () =>
            Rejected(ProxyName, Proxy(Human, change: spec => spec with { Subject = Name("/O=Grid/OU=Test/CN=Somebody Else/CN=1") }), Human),
        ["proxy with its user's name"] = () =>
            Rejected(ProxyName, Proxy(Human, change: spec => spec with { Subject = Name("/O=Grid/OU=Test/CN=A User") }), Human),
        ["proxy with two CNs more"] = () =>
            Rejected(ProxyName, Proxy(Human, change: spec => spec with { Subject = NameBelow(Human, ("CN", "1"), ("CN", "2")) }), Human),
        ["proxy whose last component is no CN"] = () =>
            Rejected(ProxyName, Proxy(Human, change: spec => spec with { Subject = NameBelow(Human, ("OU", "1")) }), Human),
        ["proxy whose last component holds two attributes"] = () => Rejected(
            ProxyName,
            Proxy(Human, change: spec => spec with
            {
                Subject = Name(
                [[("O", "Grid")], [("OU", "Test")], [("CN", "A User")], [("CN", "1"), ("OU", "2")]])
            }),
            Human),
        ["proxy that claims to be a CA"] = () =>
            Rejected(ProxyIsAuthority, Proxy(Human, change: spec => spec with { IsAuthority = true }), Human),
        ["proxy with keyCertSign"] = () => Rejected(
            ProxyIsAuthority,
            Proxy(Human, change: spec => spec with { KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign }),
            Human),
        ["proxy with an alternative name"] = () =>
            Rejected(ProxyAlternativeName, With(new X509Extension(Oids.SubjectAlternativeName, [0x30, 0], false)), Human),
        ["proxy with an issuer's alternative name"] = () =>
            Rejected(ProxyAlternativeName, With(new X509Extension(Oids.IssuerAlternativeName, [0x30, 0], false)), Human),
        ["proxy with an unknown critical extension"] = () =>
            Rejected(UnknownCriticalExtension, With(new X509Extension("1.2.3.4", [5, 0], true)), Human),
        ["proxy with attribute certificates"] = () =>
            Accepted(With(new X509Extension("1.3.6.1.4.1.8005.100.100.5", [0x30, 0], false)), Human),
        ["proxy extension not critical"] = () =>
            Rejected(ProxyInfoNotCritical, Of(ProxyInfo(Oids.InheritAllPolicy, critical: false)), Human),
        ["both proxy extensions"] = () => Rejected(Malformed, With(ProxyInfo(Oids.InheritAllPolicy, draft: true)), Human),
        ["restricted proxy"] = () => Rejected(ProxyPolicy, Of(ProxyInfo("1.3.6.1.5.5.7.21.0", policyText: "read only")), Human),
        ["policy of an unknown language without text"] = () => Rejected(ProxyPolicy, Of(ProxyInfo("1.2.3.4")), Human),
        ["full proxy with a policy text"] = () => Rejected(ProxyPolicy, Of(ProxyInfo(Oids.InheritAllPolicy, policyText: "x")), Human),
        ["path length 0 obeyed"] = () => Accepted(Proxy(Human, pathLength: 0), Human),
        ["path length 0 broken"] = () =>
        {
            TestCertificate first = Proxy(Human, pathLength: 0);
            return Rejected(ProxyPathTooLong, Proxy(first), first, Human);
        },
        ["path length 1 broken at the third"] = () =>
        {
            TestCertificate first = Proxy(Human, pathLength: 1);
            TestCertificate second = Proxy(first, pathLength: 5);
            return Rejected(ProxyPathTooLong, Proxy(second), second, first, Human);
        },
        ["path length 2 obeyed"] = () =>
        {
            TestCertificate first = Proxy(Human, pathLength: 2);
            TestCertificate second = Proxy(first);
            return Accepted(Proxy(second), second, first, Human);
        },
        ["full proxy below a limited one"] = () =>
        {
            TestCertificate limited = Proxy(Human, Oids.LimitedPolicy);
            return Rejected(ProxyAfterLimited, Proxy(limited), limited, Human);
        },
        ["limited proxy below a limited one"] = () =>
        {
            TestCertificate limited = Proxy(Human, Oids.LimitedPolicy);
            return Accepted(Proxy(limited, Oids.LimitedPolicy), limited, Human) with { IsLimited = true };
        },
        ["limited proxy below a full one"] = () =>
        {
            TestCertificate full = Proxy(Human);
            return Accepted(Proxy(full, Oids.LimitedPolicy), full, Human) with { IsLimited = true };
        },
        ["draft proxy"] = () => Rejected(ProxyTypeNotAllowed, Draft(Human), Human),
        ["draft proxy, allowed"] = () => Accepted(Draft(Human), Human) with { Rules = Old },
        ["draft proxy, path length broken"] = () =>
        {
            TestCertificate first = Draft(Human, 0);
            return Rejected(ProxyPathTooLong, Draft(first), first, Human) with { Rules = Old };
        },
        ["legacy proxy"] = () => Rejected(ProxyTypeNotAllowed, Legacy(Human, "proxy"), Human),
        ["legacy proxy, allowed"] = () => Accepted(Legacy(Human, "proxy"), Human) with { Rules = Old },
        ["legacy limited proxy, allowed"] = () => Accepted(Legacy(Human, "limited proxy"), Human) with { Rules = Old, IsLimited = true },
        ["legacy full proxy below a limited one"] = () =>
        {
            TestCertificate limited = Legacy(Human, "limited proxy");
            return Rejected(ProxyAfterLimited, Legacy(limited, "proxy"), limited, Human) with { Rules = Old };
        },
        ["certificate a user signed without saying proxy"] = () =>
            Rejected(IssuerIsNoAuthority, Legacy(Human, "1234"), Human) with { Rules = Old },
        ["RFC 3820 proxy below a draft one"] = () =>
        {
            TestCertificate draft = Draft(Human);
            return Rejected(ProxyTypesMixed, Proxy(draft), draft, Human) with { Rules = Old };
        },
        ["legacy proxy below an RFC 3820 one"] = () =>
        {
            TestCertificate proxy = Proxy(Human);
            return Rejected(ProxyTypesMixed, Legacy(proxy, "proxy"), proxy, Human) with { Rules = Old };
        },
        ["proxy issued by a CA"] = () => Rejected(ProxyIssuedByAuthority, Proxy(Root), Root),
        ["user who may not sign"] = () =>
        {
            TestCertificate user = User(Root, change: spec => spec with { KeyUsage = X509KeyUsageFlags.KeyEncipherment });
            return Rejected(KeyUsage, Proxy(user), user);
        },
        ["proxy of a revoked user"] = () =>
            Rejected(Revoked, Proxy(Human), Human) with { Store = Store([Root], revocations: Revocations(Root, [Human])) },
        ["proxy with a revoked serial number"] = () =>
        {
            TestCertificate proxy = Proxy(Human);
            return Accepted(proxy, Human) with { Store = Store([Root], revocations: Revocations(Root, [proxy])) };
        },
        ["proxy of a stranger"] = () =>
        {
            TestCertificate stranger = User(Authority("/O=Grid/CN=Unknown CA"));
            return Rejected(UntrustedIssuer, Proxy(stranger), stranger);
        },
    };

    /// <summary>The last one first, the user last.</summary>
    private static List<TestCertificate> Proxies(int count)
    {
        List<TestCertificate> chain = [Human];
        for (int i = 0; i < count; i++)
        {
            chain.Insert(0, Proxy(chain[0]));
        }

        return chain;
    }

    private static TestCertificate With(X509Extension extension) =>
        Proxy(Human, change: spec => spec with { Extensions = [.. spec.Extensions, extension] });

    private static TestCertificate Of(X509Extension info) => Proxy(Human, change: spec => spec with { Extensions = [info] });

    private static TestCertificate Draft(TestCertificate issuer, int? pathLength = null) =>
        Proxy(issuer, change: spec => spec with { Extensions = [ProxyInfo(Oids.InheritAllPolicy, pathLength, draft: true)] });

    private static TestCertificate Legacy(TestCertificate issuer, string name) =>
        Proxy(issuer, change: spec => spec with { Subject = NameBelow(issuer, ("CN", name)), Extensions = [] });
}
