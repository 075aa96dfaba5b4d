using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Gsi;
using S3Stream.Gsi.Names;
using S3Stream.Gsi.Trust;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Gsi;

/// <summary>
/// Files and names put together from the pieces that mean something in them, so that most are nearly right and many are right (scenario
/// 67). Text of random characters is refused at its first one, and reaches nothing.
/// </summary>
public class NearlyValidTextTests
{
    private static readonly string[] GridMapPieces =
    [
        "\"", "\"", "\"/O=Grid/CN=A\" alice", "/O=Grid", "/CN=A", "/CN=", "/", "+", "=", "\\", "\\\"", "\\x41", "\\x4", "\\/", " ", " ", "\t", ",",
        "alice", "root", "ROOT", ".pool", "a-b_c.d@e", "#", "\n", "\n", "\r\n", "\u00fc", "*",
    ];

    private static readonly string[] PolicyPieces =
    [
        "access_id_CA X509 '/O=Grid/CN=Root CA'\n", "access_id_CA", "X509", "'/O=Grid/CN=Root CA'", "pos_rights globus CA:sign\n",
        "pos_rights", "neg_rights globus CA:sign\n", "globus", "CA:sign", "cond_subjects globus '\"/O=Grid/*\"'\n", "cond_subjects",
        "'\"/O=Grid/*\"'", "'\"/O=Grid/*\" \"/C=XX/*\"'", "'", "\"", "*", " ", "\n", "\n", "\t", "#", "/O=",
    ];

    private static readonly string[] ValuePieces =
        ["A", "b", " ", "  ", "/", "+", "=", "\\", "\"", "CN=", "/CN=A", "+OU=b", "\\/", "x41", "\\x41", "\u00fc", "\u0007", "*", ",", "#"];

    [Property(MaxTest = 5_000, Arbitrary = [typeof(NearlyValidTextTests)])]
    public void Every_line_of_a_grid_map_is_an_entry_or_has_a_warning(GridMapText text)
    {
        int warnings = 0;

        GridMap map = GridMap.Parse(text.Text, (_, _) => warnings++);

        int lines = text.Text.Split('\n').Count(line => line.TrimEnd('\r').Trim(' ', '\t') is { Length: > 0 } inner && inner[0] != '#');
        Assert.Equal(lines, map.Count + warnings);
        Assert.DoesNotContain(
            "root", map.AccountsOf(Name(("O", "Grid"), ("CN", "A"))), StringComparer.OrdinalIgnoreCase);
    }

    [Property(MaxTest = 5_000, Arbitrary = [typeof(NearlyValidTextTests)])]
    public void A_signing_policy_permits_only_what_a_block_that_grants_signing_says_or_is_refused(PolicyText text)
    {
        try
        {
            IReadOnlyList<SigningPolicy> policies = SigningPolicy.Parse(text.Text);

            bool permits = policies.Any(policy => policy.Permits(ChainCase.User.Parsed.Subject));
            Assert.True(!permits || (text.Text.Contains("CA:sign", StringComparison.Ordinal) && text.Text.Contains('*', StringComparison.Ordinal)));
        }
        catch (FormatException exception)
        {
            Assert.StartsWith("line ", exception.Message, StringComparison.Ordinal);
        }
    }

    [Property(MaxTest = 3_000, Arbitrary = [typeof(NearlyValidTextTests)])]
    public void Names_print_as_printable_ascii_and_differ_when_they_differ(NameValue first, NameValue second)
    {
        DistinguishedName one = Name(("O", first.Text), ("CN", second.Text));
        DistinguishedName other = Name(("O", first.Text), ("CN", second.Text), ("CN", "x"));
        DistinguishedName joined = Name(("O", $"{first.Text}/CN={second.Text}"));

        Assert.All(one.Text, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal(3, new[] { one.Text, other.Text, joined.Text }.Distinct().Count());
        Assert.Empty(DnText.NormalForms(one).Intersect(DnText.NormalForms(joined)));
    }

    [Property(MaxTest = 3_000, Arbitrary = [typeof(NearlyValidTextTests)])]
    public void A_name_that_is_copied_from_a_log_into_a_grid_map_gets_its_account_and_nobody_else_does(NameValue first, NameValue second)
    {
        DistinguishedName name = Name(("O", first.Text), ("CN", second.Text));
        DistinguishedName other = Name(("O", first.Text), ("CN", second.Text + "2"));

        // \xHH and \/ stand in the text as the file wants them; a quote does not
        GridMap map = GridMap.Parse($"\"{name.Text.Replace("\"", "\\\"", StringComparison.Ordinal)}\" alice", (_, problem) => Assert.Fail(problem));

        Assert.Equal(["alice"], map.AccountsOf(name));
        Assert.Empty(map.AccountsOf(other));
        Assert.True(name.IsWrittenAs(name.Text));
        Assert.False(other.IsWrittenAs(name.Text));
    }

    public static Arbitrary<GridMapText> GridMaps() => Of(GridMapPieces, text => new GridMapText(text), text => text.Text);

    public static Arbitrary<PolicyText> Policies() => Of(PolicyPieces, text => new PolicyText(text), text => text.Text);

    public static Arbitrary<NameValue> Values() => Of(ValuePieces, text => new NameValue(text), text => text.Text);

    private static Arbitrary<T> Of<T>(string[] pieces, Func<string, T> make, Func<T, string> text) =>
        Gen.Elements(pieces).ListOf().Select(chosen => string.Concat(chosen)).ToArbitrary().Convert(make, text);

    private static DistinguishedName Name(params (string, string)[] attributes) =>
        DistinguishedName.Parse(TestCertificates.Name(attributes).RawData);

    public sealed record GridMapText(string Text);

    public sealed record PolicyText(string Text);

    public sealed record NameValue(string Text);
}
