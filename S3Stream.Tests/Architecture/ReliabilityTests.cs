using System.Text.RegularExpressions;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>docs/reliability.md lists every scenario and tests that exist.</summary>
public sealed partial class ReliabilityTests
{
    private static readonly string Page = File.ReadAllText(Repository.Path("docs/reliability.md"));

    [Fact]
    public void Every_scenario_has_its_row() => Assert.Equal(
        Enumerable.Range(1, 68), Row().Matches(Page).Select(row => int.Parse(row.Groups[1].Value, null)));

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        ILookup<string, Type> types = typeof(ReliabilityTests).Assembly.GetTypes().ToLookup(type => type.Name);
        Assert.Empty(
            from Match name in TestName().Matches(Page)
            let type = name.Groups[1].Value
            let method = name.Groups[2].Value
            where !types[type].Any(found => method.Length == 0 || found.GetMethods().Any(declared => declared.Name == method))
            select name.Value);
    }

    [GeneratedRegex(@"^\| (\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    /// <summary>A class of tests, or one test of it; names of partial classes' files have a word between.</summary>
    [GeneratedRegex(@"`(\w+(?:Tests|Properties|Rows))(?:\.([A-Z]\w*))?`")]
    private static partial Regex TestName();
}
