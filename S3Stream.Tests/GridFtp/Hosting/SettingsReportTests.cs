using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class SettingsReportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Every_setting_is_told_with_its_source_and_no_variable_with_its_value()
    {
        File.WriteAllText(_directory.Path("gridftp.conf"), "port 2811\nport_range 50000,51000\n$AWS_SECRET_ACCESS_KEY not-to-be-seen\n");
        EffectiveSettings effective = Read();

        string[] lines = [.. SettingsReport.Lines(effective)];

        Assert.Contains($"# {_directory.Path("gridftp.conf")}, line 2 (port_range)\nport-range = 50000,51000", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Contains("# command line\nanonymous = read", string.Join('\n', lines), StringComparison.Ordinal);
        Assert.Contains("# log-level: default: information", lines);
        Assert.Contains($"# environment variable AWS_SECRET_ACCESS_KEY is set by {_directory.Path("gridftp.conf")}, line 3", lines);
        Assert.All(SettingTable.All, setting => Assert.Single(
            lines, line => line.StartsWith($"{setting.Name} = ", StringComparison.Ordinal) || line.StartsWith($"# {setting.Name}: default", StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains("not-to-be-seen", StringComparison.Ordinal));
    }

    [Fact]
    public void The_report_is_a_settings_file_that_says_the_same()
    {
        File.WriteAllText(_directory.Path("gridftp.conf"), "port 2811\nport_range 50000,51000\nconnections_max 12\n");
        EffectiveSettings effective = Read();
        File.WriteAllLines(_directory.Path("settings"), SettingsReport.Lines(effective));

        EffectiveSettings again = SettingsReader.Read(new SettingSources { SettingsFile = _directory.Path("settings") });

        Assert.Equal(
            effective.Values.Select(value => (value.Setting.Name, value.Text)), again.Values.Select(value => (value.Setting.Name, value.Text)));
    }

    private EffectiveSettings Read() => SettingsReader.Read(new SettingSources
    {
        CommandLine = [new SourcedValue(SettingTable.Get("anonymous"), "read", "command line")],
        GlobusFile = _directory.Path("gridftp.conf"),
    });
}
