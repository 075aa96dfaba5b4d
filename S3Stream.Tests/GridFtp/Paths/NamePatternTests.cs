using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.GridFtp.Paths;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

public sealed class NamePatternTests
{
    [Theory]
    [InlineData("*.csv", "a.csv", true)]
    [InlineData("*.csv", ".csv", true)]
    [InlineData("*.csv", "a.csv.gz", false)]
    [InlineData("*.csv", "A.CSV", false)]
    [InlineData("*", ".hidden", true)]
    [InlineData("a*b*c", "axxbxxbxc", true)]
    [InlineData("a*b*c", "axxbxxbx", false)]
    [InlineData("a**", "a", true)]
    [InlineData("run-??.dat", "run-01.dat", true)]
    [InlineData("run-??.dat", "run-1.dat", false)]
    [InlineData("?", "\u00fc", true)]
    [InlineData("?", "\U0001F600", true)] // one character, two UTF-16 units
    [InlineData("[\U0001F600-\U0001F610]", "\U0001F601", true)]
    [InlineData("[a-c]", "b", true)]
    [InlineData("[a-c]", "d", false)]
    [InlineData("[c-a]", "b", false)]
    [InlineData("[abc-]", "-", true)]
    [InlineData("[!a-c]", "d", true)]
    [InlineData("[^a-c]", "b", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[[]", "[", true)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "x", false)]
    [InlineData("x[*", "x[abc", true)] // closed by nothing
    [InlineData("\\*", "\\x", true)]
    [InlineData("{a,b}*", "{a,b}c", true)]
    [InlineData("{a,b}*", "ac", false)]
    public void A_name_matches_as_shells_match_it(string pattern, string name, bool matches) =>
        Assert.Equal(matches, NamePattern.Parse(pattern).Matches(name));

    [Theory]
    [InlineData("*.csv", true, "")]
    [InlineData("run-??.dat", true, "run-")]
    [InlineData("a[bc]d*", true, "a")]
    [InlineData("plain.csv", false, "plain.csv")]
    [InlineData("{a,b}", false, "{a,b}")]
    [InlineData("open[", false, "open[")]
    [InlineData("open[]", false, "open[]")]
    [InlineData("open[!]", false, "open[!]")]
    public void What_is_no_pattern_is_told_from_one_that_begins_with_something(string text, bool isPattern, string start)
    {
        Assert.Equal(isPattern, NamePattern.IsPattern(text));
        Assert.Equal(start, NamePattern.Parse(text).Start);
    }

    [Property(MaxTest = 5_000, Arbitrary = [typeof(NamePatternTests)])]
    public void It_matches_what_the_definition_says(PatternAndName both)
    {
        NamePattern pattern = NamePattern.Parse(both.Pattern);

        Assert.Equal(Defined(both.Pattern, both.Name), pattern.Matches(both.Name));
        Assert.True(pattern.Matches(both.Name) ? both.Name.StartsWith(pattern.Start, StringComparison.Ordinal) : true);
    }

    [Fact] // scenario 53
    public void No_pattern_takes_longer_than_its_length_times_that_of_the_name()
    {
        NamePattern pattern = NamePattern.Parse(string.Concat(Enumerable.Repeat("*a", 500)) + "*b");
        string name = new('a', 1_000);
        var watch = Stopwatch.StartNew();

        for (int i = 0; i < 20; i++)
        {
            Assert.False(pattern.Matches(name));
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10)); // exponential would be for ever
    }

    public static Arbitrary<PatternAndName> PatternsAndNames() => (
        from pattern in Gen.Elements("*", "?", "a", "b", "ab", "\u00fc", "[ab]", "[!a]", "[", "]", "**").ListOf()
        from name in Gen.Elements("a", "b", "ab", "\u00fc", "[", "]").ListOf()
        select new PatternAndName(string.Concat(pattern), string.Concat(name))).ToArbitrary();

    /// <summary>Slow and plain: a star is nothing, or a character and the star again.</summary>
    private static bool Defined(string pattern, string name)
    {
        if (pattern.Length == 0)
        {
            return name.Length == 0;
        }

        if (pattern[0] == '*')
        {
            string rest = pattern.TrimStart('*');
            return Enumerable.Range(0, name.Length + 1).Any(taken => Defined(rest, name[taken..]));
        }

        int first = pattern.Length > 1 && pattern[1] == '!' ? 3 : 2; // a bracket before that is a member
        int close = pattern[0] == '[' && pattern.Length > first ? pattern.IndexOf(']', first) : -1;
        if (close > 0)
        {
            return name.Length > 0
                && pattern[1..close].TrimStart('!').Contains(name[0], StringComparison.Ordinal) != (pattern[1] == '!')
                && Defined(pattern[(close + 1)..], name[1..]);
        }

        return name.Length > 0 && (pattern[0] == '?' || pattern[0] == name[0]) && Defined(pattern[1..], name[1..]);
    }

    public sealed record PatternAndName(string Pattern, string Name);
}
