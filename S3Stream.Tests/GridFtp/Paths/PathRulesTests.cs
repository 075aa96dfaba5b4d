using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

public sealed class PathRulesTests
{
    [Theory]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data/x", nameof(PathAccess.Write), true)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data", nameof(PathAccess.Write), true)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data/public/x", nameof(PathAccess.Read), true)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data/public/x", nameof(PathAccess.Write), false)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data/secret/x", nameof(PathAccess.List), false)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/data/secret", nameof(PathAccess.Read), false)]
    [InlineData("RW/data,R/data/public,N/data/secret", "/other/x", nameof(PathAccess.Read), false)]
    [InlineData("RW/data", "/database/x", nameof(PathAccess.Read), false)]
    [InlineData("W/drop", "/drop/x", nameof(PathAccess.Read), false)]
    [InlineData("W/drop", "/drop/x", nameof(PathAccess.Write), true)]
    [InlineData("W/drop", "/drop/x", nameof(PathAccess.List), true)]
    [InlineData("/data/", "/data/x", nameof(PathAccess.Write), true)]
    [InlineData("~", "/any/x", nameof(PathAccess.Write), true)]
    [InlineData("R~/data", "/data/x", nameof(PathAccess.Read), true)]
    [InlineData("r/data", "/data/x", nameof(PathAccess.Write), false)]
    [InlineData("/data,N/data/*.key", "/data/a/b.key", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/[a-c]?", "/data/bx", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/[!a-c]?", "/data/bx", nameof(PathAccess.Read), true)]
    [InlineData(@"/data,N/data/\*longer", "/data/a-longer", nameof(PathAccess.Read), true)]
    // scenario 39: what a key is decides, not what the client calls it
    [InlineData("/data,N/data/secret", "/data/@=secret=2F/x", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/secret", "/data/@=secret=2F", nameof(PathAccess.List), false)]
    [InlineData("/data,N/data/secret", "/data/secret/@=", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/secret", "/data/secret/@=../x", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/secret", "/data/@=/secret/x", nameof(PathAccess.Read), true)]
    [InlineData("N/data,R/data/*.txt", "/data/@=x.txt=0A", nameof(PathAccess.Read), false)]
    [InlineData("/data,N/data/*=0A*", "/data/@=x=0A", nameof(PathAccess.Read), true)]
    public void The_longest_rule_that_covers_a_path_counts(string rules, string path, string access, bool allowed) =>
        Assert.Equal(allowed, Rules(rules).Allows(At(path), Enum.Parse<PathAccess>(access)));

    [Theory]
    [InlineData("/", true)]
    [InlineData("/data", true)]
    [InlineData("/data/a", true)]
    [InlineData("/data/a/b/c", true)]
    [InlineData("/data/b", false)]
    [InlineData("/other", false)]
    public void Directories_above_a_permitted_path_may_be_listed_and_nothing_else(string path, bool allowed)
    {
        PathRules rules = Rules("RW/data/a/b,N/other");

        Assert.Equal(allowed, rules.Allows(At(path), PathAccess.List));
        Assert.Equal(path == "/data/a/b/c", rules.Allows(At(path), PathAccess.Read));
    }

    [Theory]
    [InlineData("/pub/secret", false)]
    [InlineData("/pub/secret/deep", false)]
    [InlineData("/pub", true)]
    [InlineData("/pub/other", true)]
    [InlineData("/pub/secret/stay", true)] // on the way to what a longer rule permits
    [InlineData("/pub/secret/stay/open", true)]
    public void A_short_pattern_does_not_show_what_a_longer_rule_hides(string path, bool allowed)
    {
        string rules = path.Contains("stay", StringComparison.Ordinal)
            ? "RW/pub,N/pub/secret,RW/*/open?,R/pub/secret/stay/open"
            : "RW/pub,N/pub/secret,RW/*/open?";

        Assert.Equal(allowed, Rules(rules).Allows(At(path), PathAccess.List));
    }

    [Theory]
    [InlineData("/data", false)]
    [InlineData("/data/free", true)]
    [InlineData("/data/kept", false)]
    [InlineData("/data/logs", false)]
    public void A_tree_is_allowed_when_nothing_in_it_is_forbidden(string path, bool allowed) =>
        Assert.Equal(allowed, Rules("RW/data,R/data/kept/here,N/data/logs/*.key").AllowsTree(At(path), PathAccess.Write));

    [Fact]
    public void Without_rules_everything_is_allowed() => Assert.True(PathRules.None.AllowsTree(VirtualPath.Root, PathAccess.Write));

    [Fact]
    public void What_is_not_allowed_is_permission_denied()
    {
        var refused = Assert.Throws<FtpException>(() => Rules("R/data").Require(At("/data/x"), PathAccess.Write, tree: false));

        Assert.Equal(550, refused.Reply.Code);
        Assert.Contains("Permission denied", refused.Reply.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*", "/home/bob/x")]
    [InlineData("?ob", "/home/bob/x")]
    [InlineData("[a-z]ob", "/home/bob/x")]
    [InlineData("[z-a]", "/home/bob/x")]
    public void A_wildcard_in_a_users_name_is_none_in_the_rules_for_the_home(string user, string others)
    {
        VirtualPath home = At("/home").Child(user);
        PathRules rules = Rules("RW~,N~/*.key").At(home);
        Assert.True(rules.Allows(home.Child("x"), PathAccess.Write));
        Assert.False(rules.Allows(home.Child("x.key"), PathAccess.Read));
        Assert.False(rules.Allows(At(others), PathAccess.Read));
        Assert.False(rules.Allows(At("/home/bob"), PathAccess.List));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("X/data")]
    [InlineData("R")]
    [InlineData("R/data/[z-a]")]
    [InlineData("R/data/[b-a]x*")]
    public void What_is_no_rule_is_refused(string rule) => Assert.Throws<FormatException>(() => PathRules.None.With(rule));

    [Fact]
    public void More_wildcards_than_can_be_matched_in_linear_time_are_refused()
    {
        string rule = "R/" + string.Concat(Enumerable.Repeat("*/", 5_000));

        var failure = Assert.Throws<FormatException>(() => PathRules.None.With(rule));

        Assert.Contains("too many wildcards", failure.Message, StringComparison.Ordinal);
    }

    private static PathRules Rules(string text) => text.Split(',').Aggregate(PathRules.None, (rules, rule) => rules.With(rule));

    private static VirtualPath At(string path) => VirtualPath.Root.Combine(path);
}
