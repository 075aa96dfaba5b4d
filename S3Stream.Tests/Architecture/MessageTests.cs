using System.Text.RegularExpressions;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Tuning;
using S3Stream.GridFtp;
using S3Stream.GridFtp.Hosting;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.Architecture;

/// <summary>Replies, log entries and errors name settings as their readers write them, and only settings that exist.</summary>
public sealed partial class MessageTests
{
    private static readonly string[] Projects =
        ["S3Stream.Core", "S3Stream.Gsi", "S3Stream.GridFtp", "S3Stream.Admin", "S3Stream.EmbeddedStore", "S3Stream.Benchmarks"];

    private static readonly string[] Options =
    [
        .. new[]
            {
                ServeCommand.Create(), CheckConfigCommand.Create(), DoctorCommand.Create(), HashPasswordCommand.Create(),
                RunCommand.Create(), TuneCommand.Create(), NullServerCommand.Create(),
            }
            .SelectMany(command => command.Options)
            .Select(option => option.Name)
            .Distinct(),
    ];

    /// <summary>Of the types behind the settings: names that no administrator knows.</summary>
    private static readonly string[] Members =
    [
        .. new[] { typeof(GridFtpOptions), typeof(GsiOptions), typeof(ServeSettings), typeof(S3StreamOptions) }
            .SelectMany(type => type.GetProperties())
            .Select(property => property.Name)
            .Where(name => name.Skip(1).Any(char.IsAsciiLetterUpper)) // one hump is a word of the language, such as Home
            .Distinct(),
    ];

    [Fact]
    public void Every_option_that_a_message_names_exists() => Assert.Empty(
        from message in Messages(Projects)
        from Match option in OptionForm().Matches(message.Text)
        where !Options.Contains(option.Value) && option.Value != "--help"
        select $"{message.File}: {option.Value} in '{message.Text}'");

    [Fact]
    public void No_message_of_the_endpoint_names_a_member_where_its_reader_knows_an_option() => Assert.Empty(
        from message in Messages("S3Stream.GridFtp", "S3Stream.Admin", "S3Stream.Gsi")
        from member in Members
        where Regex.IsMatch(message.Text, $@"(?<![\w{{.]){member}\b")
        select $"{message.File}: {member} in '{message.Text}'");

    /// <summary>What stands in quotes and has a blank: a name alone is no message.</summary>
    private static IEnumerable<(SourceFile File, string Text)> Messages(params string[] projects) =>
        from project in projects
        from file in SourceFile.Of(project)
        from Match literal in Literal().Matches(file.Code)
        let text = Hole().Replace(literal.Groups[1].Value, "{}")
        where text.Contains(' ', StringComparison.Ordinal) && !text.Contains("curl ", StringComparison.Ordinal) // its options are its own
        select (file, text);

    [GeneratedRegex("\"((?:[^\"\\\\\n]|\\\\.)*)\"")]
    private static partial Regex Literal();

    /// <summary>What is put into the text, and is none of it.</summary>
    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"(?<![\w-])--[a-z][a-z0-9-]*[a-z0-9]")]
    private static partial Regex OptionForm();
}
