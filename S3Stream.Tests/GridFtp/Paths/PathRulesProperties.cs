using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.GridFtp.Paths;

namespace S3Stream.Tests.GridFtp.Paths;

/// <summary>
/// Path rules against the plainest model there is: of each path of a small world, the longest rule that matches it says what may be done
/// with it.
/// </summary>
public sealed class PathRulesProperties
{
    private static readonly string[] Names = ["aaa", "bbb", "abb"];

    /// <summary>All paths of one to four of the names.</summary>
    private static readonly string[] World =
    [
        .. Enumerable.Range(1, 4).SelectMany(depth => Enumerable.Range(0, depth).Aggregate(
            (IEnumerable<string>)[""], (paths, _) => paths.SelectMany(path => Names.Select(name => $"{path}/{name}")))),
    ];

    [Property(MaxTest = 300)]
    public Property Reading_and_writing_go_by_the_longest_rule_that_matches() => Prop.ForAll(RuleSets(), texts =>
    {
        PathRules rules = Parse(texts);
        return World.All(path => rules.Allows(VirtualPath.Root.Combine(path), PathAccess.Read) == Model(texts, path).Read
            && rules.Allows(VirtualPath.Root.Combine(path), PathAccess.Write) == Model(texts, path).Write);
    });

    /// <summary>
    /// Of two rules of one length the first decides: N/*/*/a?? before R/bbb/bbb hides /bbb/bbb/abb, although a file below it may be read.
    /// </summary>
    [Property(MaxTest = 300)]
    public Property What_is_permitted_is_seen_and_so_are_the_directories_above_it_that_only_shorter_rules_hide() => Prop.ForAll(RuleSets(), texts =>
    {
        PathRules rules = Parse(texts);
        return World.Where(path => Model(texts, path).List).All(path => World
            .Where(above => path == above || path.StartsWith(above + "/", StringComparison.Ordinal))
            .Where(above => Model(texts, above).List || LengthOfLongest(texts, above) < LengthOfLongest(texts, path))
            .All(above => rules.Allows(VirtualPath.Root.Combine(above), PathAccess.List)));
    });

    [Property(MaxTest = 300)]
    public Property What_a_rule_hides_is_seen_only_through_a_rule_at_least_as_long() => Prop.ForAll(RuleSets(), texts =>
    {
        PathRules rules = Parse(texts);
        return World.Where(path => Longest(texts, path) is { } rule && !Model(texts, path).List
                && texts.Where(Permits).All(other => PathOf(other).Length < PathOf(rule).Length))
            .All(path => !rules.Allows(VirtualPath.Root.Combine(path), PathAccess.List));
    });

    private static PathRules Parse(string[] texts) => texts.Aggregate(PathRules.None, (rules, text) => rules.With(text));

    private static (bool List, bool Read, bool Write) Model(string[] texts, string path) => Longest(texts, path) is not { } rule
        ? default
        : (Permits(rule), rule.StartsWith('R'), rule.StartsWith("RW", StringComparison.Ordinal) || rule.StartsWith('W'));

    /// <summary>Of rules of one length the first.</summary>
    private static string? Longest(string[] texts, string path) =>
        texts.Where(text => Matches(PathOf(text), path)).OrderByDescending(text => PathOf(text).Length).FirstOrDefault();

    private static int LengthOfLongest(string[] texts, string path) => Longest(texts, path) is { } rule ? PathOf(rule).Length : 0;

    private static bool Permits(string text) => !text.StartsWith('N');

    private static string PathOf(string text) => text[text.IndexOf('/', StringComparison.Ordinal)..];

    private static bool Matches(string rule, string path) => rule.IndexOfAny(['*', '?']) < 0
        ? path == rule || path.StartsWith(rule + "/", StringComparison.Ordinal)
        : Regex.IsMatch(path, "^" + rule.Replace("*", ".*", StringComparison.Ordinal).Replace('?', '.') + "$");

    private static Arbitrary<string[]> RuleSets()
    {
        Gen<string> component = Gen.Elements("aaa", "bbb", "abb", "*", "a??", "?bb");
        Gen<string> rule =
            from letters in Gen.Elements("R", "W", "RW", "N", "N")
            from depth in Gen.Choose(1, 4)
            from components in Gen.ArrayOf(component, depth)
            select letters + string.Concat(components.Select(name => "/" + name));
        return Gen.Choose(1, 5).SelectMany(count => Gen.ArrayOf(rule, count)).ToArbitrary();
    }
}
