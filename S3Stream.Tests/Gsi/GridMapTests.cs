using S3Stream.Gsi;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>Who may use which account (scenario 47).</summary>
public class GridMapTests
{
    private const string Plain = "/O=Grid/OU=Test/CN=A User";

    [Theory]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" alice", Plain, "alice")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" first,second,third", Plain, "first,second,third")]
    [InlineData("\t \"/O=Grid/OU=Test/CN=A User\" \t alice \t", Plain, "alice")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\"\talice", Plain, "alice")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" alice\r", Plain, "alice")]
    [InlineData("\"/o=GRID/ou=test/cn=a user\" alice", Plain, "alice")]
    [InlineData("/O=Grid/CN=NoBlanks alice", "/O=Grid/CN=NoBlanks", "alice")]
    [InlineData("/O=Grid/OU=Test/CN=A User alice", Plain, "")]
    [InlineData("# \"/O=Grid/OU=Test/CN=A User\" alice", Plain, "")]
    [InlineData("", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=Another\" alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A\" alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User/CN=1\" alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User*\" alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\"", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\"alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User alice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" a,,b", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" a, b", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" .pool", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" root", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" ROOT", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" alice,root", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" al;ice", Plain, "")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" ../etc", Plain, "")]
    [InlineData("\"O=Grid,CN=A User\" alice", "/O=Grid/CN=A User", "")]
    [InlineData("\"/O=Grid/CN=quote \\\" in it\" alice", "/O=Grid/CN=quote \" in it", "alice")]
    [InlineData("\"/O=Grid/CN=J\\xC3\\xBCrgen\" alice", "/O=Grid/CN=J\u00fcrgen", "alice")]
    [InlineData("\"/O=Grid/CN=J\\xc3\\xbcrgen\" alice", "/O=Grid/CN=J\u00fcrgen", "alice")]
    [InlineData("\"/O=Grid/CN=J\u00c3\u00bcrgen\" alice", "/O=Grid/CN=J\u00fcrgen", "alice")]
    [InlineData("\"/O=Grid/CN=bell \\x07\" alice", "/O=Grid/CN=bell \u0007", "alice")]
    [InlineData("\"/O=Grid/CN=\\x41 User\" alice", "/O=Grid/CN=A User", "alice")]
    [InlineData("\"/O=Grid/CN=back\\\\slash\" alice", "/O=Grid/CN=back\\slash", "alice")]
    [InlineData("\"/O=Grid/CN=bad \\escape\" alice", "/O=Grid/CN=bad escape", "")]
    [InlineData("\"/O=Grid/CN=bad \\xZZ\" alice", "/O=Grid/CN=bad xZZ", "")]
    [InlineData("\"/O=Grid/Email=a@b/CN=A\" alice", "/O=Grid/emailAddress=a@b/CN=A", "alice")]
    [InlineData("\"/O=Grid/E=a@b/CN=A\" alice", "/O=Grid/emailAddress=a@b/CN=A", "alice")]
    [InlineData("\"/O=Grid/emailAddress=a@b/CN=A\" alice", "/O=Grid/emailAddress=a@b/CN=A", "alice")]
    [InlineData("\"/O=Grid/USERID=u/CN=A\" alice", "/O=Grid/UID=u/CN=A", "alice")]
    [InlineData("\"/O=Grid/UID=u/CN=A\" alice", "/O=Grid/UID=u/CN=A", "alice")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\" a\n\"/O=Grid/OU=Test/CN=A User\" b", Plain, "a")]
    [InlineData("\"/O=Grid/OU=Test/CN=A User\"\n\"/O=Grid/OU=Test/CN=A User\" b", Plain, "b")]
    [InlineData("nonsense\n\n  \n\"/O=Grid/OU=Test/CN=A User\" b", Plain, "b")]
    public void A_name_gets_the_accounts_of_its_line(string text, string subject, string accounts) =>
        Assert.Equal(accounts, string.Join(',', Parse(text).AccountsOf(Subject(TestCertificates.Name(subject)))));

    [Theory]
    [InlineData(@"""/O=Grid/CN=host\/node"" alice", "alice")]
    [InlineData(@"""/O=Grid/CN=host/node"" alice", "alice")]
    public void A_slash_in_a_value_may_be_escaped_or_bare(string text, string account) =>
        Assert.Equal([account], Parse(text).AccountsOf(Subject(TestCertificates.Name(("O", "Grid"), ("CN", "host/node")))));

    [Fact]
    public void A_value_that_looks_like_two_components_is_not_taken_for_them()
    {
        GridMap map = Parse("\"/O=Grid/CN=x/CN=A User\" alice");

        Assert.Equal(["alice"], map.AccountsOf(Subject(TestCertificates.Name(("O", "Grid"), ("CN", "x"), ("CN", "A User")))));
        Assert.Empty(map.AccountsOf(Subject(TestCertificates.Name(("O", "Grid"), ("CN", "x/CN=A User")))));
    }

    [Fact]
    public void A_backslash_before_a_separator_does_not_join_components()
    {
        GridMap map = Parse(@"""/O=Grid/CN=x\/CN=A User"" alice");

        Assert.Empty(map.AccountsOf(Subject(TestCertificates.Name(("O", "Grid"), ("CN", @"x\"), ("CN", "A User")))));
    }

    [Fact]
    public void A_skipped_line_is_named_with_its_number_and_reason()
    {
        var warnings = new List<(int, string)>();

        GridMap.Parse("\"/O=Grid/CN=A\" alice\n\"/O=Grid/CN=B\nbroken", (line, problem) => warnings.Add((line, problem)));

        Assert.Equal([(2, "the closing quote is missing"), (3, "the distinguished name does not begin with a slash")], warnings);
    }

    [Fact]
    public void Multi_valued_components_are_joined_by_a_plus() => Assert.Equal(
        ["alice"],
        Parse("\"/O=Grid/CN=x+OU=b\" alice").AccountsOf(Subject(TestCertificates.Name([[("O", "Grid")], [("OU", "b"), ("CN", "x")]]))));

    private static GridMap Parse(string text) => GridMap.Parse(text, (_, _) => { });

    private static DistinguishedName Subject(System.Security.Cryptography.X509Certificates.X500DistinguishedName name) =>
        DistinguishedName.Read(new System.Formats.Asn1.AsnReader(name.RawData, System.Formats.Asn1.AsnEncodingRules.DER));
}
