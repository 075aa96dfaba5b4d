using System.CommandLine;
using S3Stream.GridFtp.Hosting;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class ManualPageTests
{
    private static readonly RootCommand Root = new("A program.")
    {
        ServeCommand.Create(), CheckConfigCommand.Create(), DoctorCommand.Create(), HashPasswordCommand.Create(),
    };

    [Fact]
    public void Every_setting_stands_in_it_once_with_its_value_and_its_variable()
    {
        string page = ManualPage.Write(ReferenceCommand.All(Root));

        Assert.All(SettingTable.All, setting =>
        {
            string name = $"\\fB\\-\\-{setting.Name.Replace("-", "\\-", StringComparison.Ordinal)}\\fR";
            Assert.Equal(2, page.Split($".TP\n{name} ").Length);
            Assert.Contains($"\\fB{setting.EnvironmentName}\\fR", page, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_command_stands_in_it_with_the_options_that_are_its_own()
    {
        string page = ManualPage.Write(ReferenceCommand.All(Root));

        Assert.Contains(".B s3stream\\-gridftp doctor\n\\fB\\-\\-bucket\\fR \\fINAME\\fR\n[\\fIoptions\\fR]\n", page, StringComparison.Ordinal);
        Assert.Contains(".SS \\fBhash\\-password\\fR \\fIUSER\\fR\n", page, StringComparison.Ordinal);
        Assert.Contains(".TP\n\\fB\\-\\-read\\-only\\fR\nThe account may only read.\n", page, StringComparison.Ordinal);
    }

    /// <summary>A line that begins with a dot or an apostrophe is a request to the formatter, and a backslash begins an escape.</summary>
    [Fact]
    public void No_word_of_help_is_taken_for_a_request()
    {
        var root = new RootCommand("A program.") { new Command("odd", "Reads\n.hidden files,\n'quoted' ones and C:\\ones.") };

        string page = ManualPage.Write(ReferenceCommand.All(root));

        Assert.Contains("Reads\n\\&.hidden files,\n\\&'quoted' ones and C:\\eones.\n", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Checks it. Then tells.", "Checks it")]
    [InlineData("Default 127.0.0.1:2811 it is.", "Default 127.0.0.1:2811 it is")]
    [InlineData("One sentence\non two lines. Another.", "One sentence on two lines")]
    [InlineData("No stop\n\nA paragraph.", "No stop")]
    public void The_first_sentence_of_help_is_its_summary(string help, string summary) =>
        Assert.Equal(summary, ReferenceCommand.FirstSentence(help));
}
