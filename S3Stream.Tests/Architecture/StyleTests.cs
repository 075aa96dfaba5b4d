using System.Text.RegularExpressions;
using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>What CONTRIBUTING.md says about names, held against the text of every file.</summary>
public sealed partial class StyleTests
{
    public static TheoryData<string> Projects { get; } =
        new("S3Stream.Core", "S3Stream.Gsi", "S3Stream.GridFtp", "S3Stream.Admin", "S3Stream.EmbeddedStore", "S3Stream.Benchmarks", "S3Stream.Tests");

    /// <summary>A <c>refusal</c> is what a store answered and what another request makes good.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void A_caught_exception_is_called_exception_or_is_a_stores_refusal(string project) => Assert.Empty(
        from file in SourceFile.Of(project)
        from Match caught in Catch().Matches(file.Code)
        let type = caught.Groups[1].Value
        let name = caught.Groups[2].Value
        where name != "exception" && (type, name) != ("StorageException", "refusal")
        select $"{file} names a caught {type} {name}");

    [Theory]
    [MemberData(nameof(Projects))]
    public void Bounds_are_named_Max_and_Min(string project) => Assert.Empty(
        from file in SourceFile.Of(project)
        from Match bound in OtherBound().Matches(file.Code)
        select $"{file} names {bound.Value}");

    /// <summary>One table of entries for each project, with frozen ids; the rest of the code calls its methods on a logger.</summary>
    [Theory]
    [MemberData(nameof(Projects))]
    public void Log_entries_are_written_by_the_methods_of_the_Log_class(string project) => Assert.Empty(
        from file in SourceFile.Of(project)
        where file.Names("LoggerMessage") && file.Stage != "Diagnostics"
            || GeneralLogCall().IsMatch(file.Code)
            || StaticLogCall().IsMatch(file.Code)
        select $"{file} logs in a way of its own");

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_system_is_called_through_LibraryImport(string project) => Assert.DoesNotContain(
        SourceFile.Of(project), file => file.Names("DllImport"));

    [GeneratedRegex(@"\bcatch \(([\w.]+) (\w+)\)")]
    private static partial Regex Catch();

    [GeneratedRegex(@"\b_?(?:[Mm]ost|[Ll]east|[Ll]argest)[A-Z]\w*")]
    private static partial Regex OtherBound();

    [GeneratedRegex(@"\.Log(?:Trace|Debug|Information|Warning|Error|Critical)\(")]
    private static partial Regex GeneralLogCall();

    [GeneratedRegex(@"(?<!\w|\.)Log\.[A-Z]\w+\((?:\w+\.)?_?[lL]ogger\b")]
    private static partial Regex StaticLogCall();
}
