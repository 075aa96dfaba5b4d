using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>Who gets in with which certificates, who does not, and why (scenario 46).</summary>
public class ChainValidatorTests
{
    private static readonly Dictionary<string, Func<ChainCase>> Cases = EndEntityCases.All
        .Concat(AuthorityCases.All)
        .Concat(ProxyCases.All)
        .ToDictionary(pair => pair.Key, pair => pair.Value);

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chain_is_judged(string name)
    {
        ChainCase chain = Cases[name]();

        ChainVerdict verdict = chain.Judge();

        Assert.Equal((chain.Expected, verdict.Text), (verdict.Reason, verdict.Text));
        if (verdict.IsAccepted)
        {
            Assert.Equal(chain.Identity, verdict.Identity!.Text);
            Assert.Equal(chain.IsLimited, verdict.IsLimited);
            Assert.Equal("", verdict.Text);
        }
        else
        {
            Assert.NotEqual("", verdict.Text);
        }
    }

    [Fact]
    public void At_least_sixty_chains_are_tried() => Assert.True(Cases.Count >= 60, $"{Cases.Count}");

    [Fact]
    public void An_accepted_chain_ends_with_the_root_and_expires_with_its_first_certificate()
    {
        DateTimeOffset end = TestCertificates.Now.AddHours(5);
        TestCertificate proxy = TestCertificates.Proxy(ChainCase.User, change: spec => spec with { NotAfter = end });

        ChainVerdict verdict = ChainCase.Accepted(proxy, ChainCase.User).Judge();

        Assert.Equal([proxy.Parsed, ChainCase.User.Parsed, ChainCase.Root.Parsed], verdict.Path);
        Assert.Equal(end, verdict.ExpiresAt);
    }

    [Fact]
    public void A_self_signed_certificate_counts_only_where_it_is_named_as_a_root()
    {
        TestCertificate own = TestCertificates.Issue(new CertificateSpec { Subject = TestCertificates.Name("/CN=self") });

        ChainVerdict Judge(params GsiCertificate[] roots) => ChainValidator.Validate(
            [own.Parsed], TrustStore.Empty, TestCertificates.Now, ChainPurpose.Peer, ValidationRules.Default, roots);

        Assert.Equal(RejectionReason.UntrustedIssuer, Judge().Reason);
        Assert.True(Judge(own.Parsed).IsAccepted);
    }

    [Fact]
    public void Rejections_do_not_forge_log_lines()
    {
        TestCertificate user = TestCertificates.Issue(new CertificateSpec
        {
            Subject = TestCertificates.Name(("CN", "x\r\nlogin of root accepted\u001b[31m")),
            Issuer = ChainCase.Root,
        });

        string text = ChainCase.Accepted(user).Judge().Text;

        Assert.DoesNotContain(text, char.IsControl);
        Assert.Contains(@"\x0D\x0A", text, StringComparison.Ordinal);
    }
}
