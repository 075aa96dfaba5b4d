using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class GlobusConfigFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("port 2811", "port", "2811")]
    [InlineData("port\t \t2811", "port", "2811")]
    [InlineData("banner \"text with blanks, # and $\"", "banner", "text with blanks, # and $")]
    [InlineData("\"log_level\"  error,warn", "log_level", "error,warn")]
    [InlineData("\"port\"2811", "port", "2811")]
    [InlineData("banner a\"b", "banner", "a\"b")]
    public void A_line_is_an_option_and_a_value(string line, string name, string value)
    {
        GlobusConfigLine parsed = GlobusConfigFile.Parse(line, "here");

        Assert.Equal((name, value, false, "here"), (parsed.Name, parsed.Value, parsed.IsVariable, parsed.Where));
    }

    [Theory]
    [InlineData("$GLOBUS_TCP_PORT_RANGE 50000,51000", "GLOBUS_TCP_PORT_RANGE", "50000,51000")]
    [InlineData("$GLOBUS_S3_DEBUG \"1023,/tmp/s3 log\"", "GLOBUS_S3_DEBUG", "1023,/tmp/s3 log")]
    public void A_dollar_sets_a_variable(string line, string name, string value)
    {
        GlobusConfigLine parsed = GlobusConfigFile.Parse(line, "here");

        Assert.Equal((name, value, true), (parsed.Name, parsed.Value, parsed.IsVariable));
    }

    [Theory]
    [InlineData("port")]
    [InlineData("port 2811 # why")]
    [InlineData("banner \"\"")]
    [InlineData("banner \"open")]
    [InlineData("banner \"one\" two")]
    [InlineData("$")]
    [InlineData("$NAME")]
    [InlineData("port = 2811")]
    public void What_is_not_two_words_is_refused(string line) =>
        Assert.StartsWith("here: expected", Assert.Throws<SettingException>(() => GlobusConfigFile.Parse(line, "here")).Message,
            StringComparison.Ordinal);

    [Property]
    public Property Quoted_values_come_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<NonEmptyString>().Filter(text => !text.Get.Contains('"', StringComparison.Ordinal)),
        text => GlobusConfigFile.Parse($"banner \"{text.Get}\"", "here").Value == text.Get);

    [Fact]
    public void Comments_and_blank_lines_count_for_nothing_and_lines_are_named()
    {
        File.WriteAllText(_directory.Path("gridftp.conf"), "# comment\n\n   # another\r\n  port 2811  \n");

        GlobusConfigLine line = Assert.Single(GlobusConfigFile.Read(_directory.Path("gridftp.conf"), Reporting.Throw));

        Assert.Equal($"{_directory.Path("gridftp.conf")}, line 4", line.Where);
    }

    [Fact]
    public void A_directory_is_read_in_alphabetical_order_without_what_editors_and_packages_leave()
    {
        string[] names = ["b", "a", "Z.conf", "c.rpmsave", "c.rpmnew", "c.dpkg-old", "c.dpkg-new", "c.dpkg-dist", "c.bak", "c~", ".hidden"];
        foreach (string name in names)
        {
            File.WriteAllText(_directory.Path(name), $"banner {name}\n");
        }

        Directory.CreateDirectory(_directory.Path("directory"));

        Assert.Equal(["Z.conf", "a", "b"], GlobusConfigFile.ReadDirectory(_directory.Path(), Reporting.Throw).Select(line => line.Value));
    }

    [Fact]
    public void A_file_or_directory_that_is_not_there_is_an_error()
    {
        Assert.Contains("/no/such", Assert.Throws<SettingException>(() => GlobusConfigFile.Read("/no/such/file", Reporting.Throw)).Message,
            StringComparison.Ordinal);
        Assert.Contains("/no/such", Assert.Throws<SettingException>(() => GlobusConfigFile.ReadDirectory("/no/such/directory", Reporting.Throw)).Message,
            StringComparison.Ordinal);
    }
}
