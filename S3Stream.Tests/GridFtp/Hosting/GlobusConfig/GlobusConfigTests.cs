using System.Net;
using Microsoft.Extensions.Logging;
using S3Stream.GridFtp.Hosting;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class GlobusConfigTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private string File => _directory.Path("gridftp.conf");

    private string Snippets => _directory.Path("gridftp.d");

    public GlobusConfigTests() => Directory.CreateDirectory(Snippets);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void The_main_file_wins_over_the_directory_and_the_last_line_over_earlier_ones()
    {
        Write(Snippets + "/a", "control_idle_timeout 1\nblocksize 128K\nconnections_max 7");
        Write(Snippets + "/b", "blocksize 64K");
        Write(File, "control_idle_timeout 2\ncontrol_idle_timeout 3");

        GridFtpOptions options = Read().Settings.GridFtp;

        Assert.Equal(TimeSpan.FromSeconds(3), options.IdleTimeout);
        Assert.Equal(64 << 10, options.BlockSize);
        Assert.Equal(7, options.MaxConnections);
    }

    [Fact]
    public void Command_line_environment_and_settings_file_win_over_gridftp_conf_and_that_over_the_connectors_file()
    {
        Write(
            File,
            "connections_max 5\ncontrol_idle_timeout 5\ncontrol_preauth_timeout 5\nblocksize 5K\n$S3STREAM_S3_REGION from-variable-line");
        Write(_directory.Path("settings"), "block-size = 4KiB\nidle-timeout = 4\npreauth-timeout = 4");
        Write(_directory.Path("s3.conf"), "host_name s3.eu-west-1.amazonaws.com");
        var environment = new Dictionary<string, string> { ["S3STREAM_IDLE_TIMEOUT"] = "3", ["S3STREAM_PREAUTH_TIMEOUT"] = "3" };

        ServeSettings settings = SettingsReader.Read(new SettingSources
        {
            CommandLine = [Given("preauth-timeout", "2"), Given("gsi", "off"), Given("anonymous", "read")],
            Environment = environment.GetValueOrDefault,
            SettingsFile = _directory.Path("settings"),
            GlobusFile = File,
            ConnectorFile = _directory.Path("s3.conf"),
        }).Settings;

        Assert.Equal(2, settings.GridFtp.PreAuthenticationTimeout.TotalSeconds);
        Assert.Equal(3, settings.GridFtp.IdleTimeout.TotalSeconds);
        Assert.Equal(4 << 10, settings.GridFtp.BlockSize);
        Assert.Equal(5, settings.GridFtp.MaxConnections);
        Assert.Equal("from-variable-line", settings.S3.Region);
    }

    [Theory]
    [InlineData("port 2811", "[::]:2811")]
    [InlineData("port 5000\ncontrol_interface 127.0.0.1", "127.0.0.1:5000")]
    [InlineData("control_interface 127.0.0.1", "127.0.0.1:2811")]
    [InlineData("control_interface localhost\nport 1", "127.0.0.1:1|[::1]:1")]
    public void Port_and_control_interface_say_where_to_listen(string lines, string expected)
    {
        Write(File, lines);

        Assert.Contains(Assert.Single(Read().Settings.GridFtp.Listen).ToString(),
            expected.Replace("[::]", System.Net.Sockets.Socket.OSSupportsIPv6 ? "[::]" : "0.0.0.0", StringComparison.Ordinal).Split('|'));
    }

    [Fact]
    public void Without_a_port_only_this_machine_is_served_and_that_is_told()
    {
        Write(File, "threads 2");

        EffectiveSettings effective = Read();

        Assert.Equal(IPAddress.Loopback, Assert.Single(effective.Settings.GridFtp.Listen).Address);
        Assert.Contains(effective.Warnings, warning => warning.Contains("only this machine", StringComparison.Ordinal));
        Assert.Equal(2, effective.Settings.Threads);
    }

    [Theory]
    [InlineData("port_range 50000,51000")]
    [InlineData("$GLOBUS_TCP_PORT_RANGE \"50000, 51000\"")]
    [InlineData("$GLOBUS_TCP_PORT_RANGE 1024,1025\nport_range 50000,51000")]
    public void The_port_range_is_an_option_or_a_variable(string lines)
    {
        Write(File, lines);

        Assert.Equal((50_000, 51_000), Read().Settings.GridFtp.PortRange);
    }

    [Theory]
    [InlineData("prot 2811", "unknown option 'prot'")]
    [InlineData("port many", "expected a number")]
    [InlineData("port 99999999999", "expected a number")]
    [InlineData("port 4G", "expected a number")]
    [InlineData("allow_anonymous yes", "expected 0 or 1")]
    [InlineData("blocksize 1", "out of range")]
    [InlineData("load_dsi_module file", "only s3")]
    [InlineData("auth_level 0", "allow_anonymous")]
    [InlineData("acl some_module", "S3 policies")]
    [InlineData("data_node 1", "no data nodes")]
    [InlineData("log_level loud", "ERROR, WARN")]
    [InlineData("home_dir $HOME/data", "/bucket/home/$USER")]
    [InlineData("control_interface no.such.host.invalid", "no.such.host.invalid")]
    [InlineData("port 2811 # main", "expected 'option value'")]
    public void A_wrong_line_is_named_and_explained(string line, string problem)
    {
        Write(File, $"# first\n{line}");

        string message = Assert.Throws<SettingException>(Read).Message;

        Assert.StartsWith($"{File}, line 2", message, StringComparison.Ordinal);
        Assert.Contains(problem, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detach 1", "systemd")]
    [InlineData("inetd 1", "systemd")]
    [InlineData("cas 1", "grid map")]
    [InlineData("perms 0644", "permission bits")]
    [InlineData("remote_nodes a:1,b:2", "data nodes")]
    [InlineData("allow_udt 1", "TCP")]
    [InlineData("sync_writes 0", "only what S3 has acknowledged")]
    [InlineData("use_home_dirs 1", "home_dir")]
    [InlineData("$GSI_AUTHZ_CONF /etc/grid-security/gsi-authz.conf", "grid map")]
    public void What_makes_no_sense_here_is_ignored_with_a_warning_that_says_what_to_do(string line, string advice)
    {
        Write(File, $"port 2811\n{line}");

        string warning = Assert.Single(Read().Warnings);

        Assert.StartsWith($"{File}, line 2", warning, StringComparison.Ordinal);
        Assert.Contains(advice, warning, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("detach 0")]
    [InlineData("daemon 1")]
    [InlineData("fork 1")]
    [InlineData("sync_writes 1")]
    [InlineData("use_home_dirs 0")]
    [InlineData("auth_level 2")]
    [InlineData("load_dsi_module s3")]
    [InlineData("connections_max -1")]
    [InlineData("threads 0")]
    public void What_is_so_anyway_is_silent(string line)
    {
        Write(File, $"port 2811\n{line}");

        EffectiveSettings effective = Read();

        Assert.Empty(effective.Warnings);
        Assert.All(effective.Values, value => Assert.DoesNotContain("line 2", value.Where, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ERROR", LogLevel.Error)]
    [InlineData("error,warn", LogLevel.Warning)]
    [InlineData("ERROR,WARN,INFO", LogLevel.Information)]
    [InlineData("TRANSFER", LogLevel.Information)]
    [InlineData("ALL", LogLevel.Trace)]
    [InlineData("1", LogLevel.Error)]
    [InlineData("3", LogLevel.Warning)]
    [InlineData("255", LogLevel.Trace)]
    public void Log_levels_are_translated(string text, LogLevel level)
    {
        Write(File, $"log_level {text}");

        Assert.Equal(level, Read().Settings.LogLevel);
    }

    [Theory]
    [InlineData("home_dir /bucket/$USER", "/bucket/alice")]
    [InlineData("home_dir /bucket\nuse_home_dirs 1", "/bucket")]
    [InlineData("home_dir /bucket\nuse_home_dirs 0", "/")]
    public void The_home_directory_counts_unless_home_directories_are_off(string lines, string home)
    {
        Write(File, lines);

        Assert.Equal(home, Read().Settings.GridFtp.Home.Of("alice").Text);
    }

    [Fact]
    public void Markers_in_MODE_S_are_switched_on()
    {
        Write(File, "always_send_markers 1");

        Assert.True(Read().Settings.GridFtp.AlwaysSendMarkers);
    }

    [Theory]
    [InlineData("allow_anonymous 1", false)]
    [InlineData("port 1", true)]
    public void Gsi_is_offered_as_the_C_server_does_unless_only_clear_text_logins_are_configured(string line, bool gsi)
    {
        Write(File, line + "\n$X509_USER_CERT " + _directory.Path("missing.pem"));

        Assert.Equal(
            gsi, GlobusConfig.Read(File, null, _ => null, Reporting.Throw).Values.Any(value => value.Setting.Name == "gsi" && value.Text == "on"));
    }

    [Fact]
    public void Variables_are_kept_for_the_process_unless_the_environment_has_them()
    {
        Write(File, "$AWS_ACCESS_KEY_ID one\n$AWS_ACCESS_KEY_ID two\n$AWS_SECRET_ACCESS_KEY three");

        EffectiveSettings effective = Read(("AWS_SECRET_ACCESS_KEY", "given"));

        GlobusConfigLine variable = Assert.Single(effective.Variables);
        Assert.Equal(("AWS_ACCESS_KEY_ID", "two"), (variable.Name, variable.Value));
    }

    [Fact]
    public void The_table_has_every_option_once_with_a_setting_that_exists() => Assert.All(GlobusOptionTable.All, option =>
    {
        Assert.Single(GlobusOptionTable.All, other => other.Name == option.Name);
        if (option.Setting is { } name)
        {
            Assert.NotNull(SettingTable.Find(name));
        }
    });

    private static void Write(string path, string text) => System.IO.File.WriteAllText(path, text + "\n");

    private static SourcedValue Given(string name, string value) => new(SettingTable.Get(name), value, "command line");

    private EffectiveSettings Read() => Read([]);

    /// <summary>Everybody could log in by GSI; its files are not read here.</summary>
    private EffectiveSettings Read(params (string Name, string Value)[] environment) => SettingsReader.Read(new SettingSources
    {
        Environment = environment.ToDictionary(entry => entry.Name, entry => entry.Value).GetValueOrDefault,
        GlobusFile = System.IO.File.Exists(File) ? File : null,
        GlobusDirectory = Snippets,
    });
}
