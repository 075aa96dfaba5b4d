using System.Net;
using S3Stream.GridFtp.Hosting;
using S3Stream.GridFtp.Session;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

public sealed class SettingsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void The_command_line_wins_over_the_environment_that_over_the_file_that_over_defaults()
    {
        File.WriteAllText(_file, "# comment\n\nanonymous = read\nmax-connections = 1\npart-size = 8MiB\ns3-region = from-file\n");
        var environment = new Dictionary<string, string> { ["S3STREAM_MAX_CONNECTIONS"] = "2", ["S3STREAM_PART_SIZE"] = "9MiB" };

        ServeSettings settings = Read([Given("part-size", "10MiB")], environment.GetValueOrDefault, _file);

        Assert.Equal(10 << 20, settings.S3.PartSize);
        Assert.Equal(2, settings.GridFtp.MaxConnections);
        Assert.Equal(AnonymousAccess.Read, settings.GridFtp.Anonymous);
        Assert.Equal("from-file", settings.S3.Region);
        Assert.Equal(512L << 20, settings.S3.MemoryBudget);
    }

    [Theory] // scenario 56
    [InlineData("colour = blue", "'colour' is not a setting")]
    [InlineData("max-connections = many", "expected a number")]
    [InlineData("restrict-paths = RW/data,N/data/[z-a]", "/data/[z-a] has a set in brackets that makes no sense")]
    [InlineData("max-connections = 0", "expected a number from 1|out of range: expected 1 to")]
    [InlineData("memory-budget = 1KiB", "out of range")]
    [InlineData("memory-budget = 12 apples", "expected a size")]
    [InlineData("memory-budget = 99999999999GiB", "expected a size")]
    [InlineData("part-size = 5500KB", "multiple of 1MiB")]
    [InlineData("listen = somewhere", "expected ADDRESS:PORT")]
    [InlineData("listen = ::1", "expected ADDRESS:PORT")]
    [InlineData("anonymous = yes", "none, read, read-write")]
    [InlineData("port-range = 60000-50000", "50000-51000")]
    [InlineData("s3-endpoint = ftp://x", "https://")]
    [InlineData("password-file = /no/such/file", "does not exist")]
    [InlineData("s3-buckets = a/b", "the name of a bucket")]
    [InlineData("s3-buckets = one,,two", "value is missing")]
    [InlineData("s3-addressing = host", "path, virtual, profile")]
    [InlineData("just words", "name = value")]
    [InlineData("s3-region =", "value is missing")]
    [InlineData("hostname = a\nhostname = b", "set twice")]
    public void A_wrong_line_of_the_file_is_named(string line, string problems)
    {
        File.WriteAllText(
            _file, $"anonymous = read\n{line}\n".Replace("anonymous = read\nanonymous", "\nanonymous", StringComparison.Ordinal));

        string message = Assert.Throws<SettingException>(() => Read([], _ => null, _file)).Message;

        Assert.Contains($"{_file}, line {1 + line.Count(c => c == '\n') + 1}", message, StringComparison.Ordinal);
        Assert.Contains(problems.Split('|'), problem => message.Contains(problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Errors_of_other_sources_name_them()
    {
        Assert.Contains("S3STREAM_LOG_LEVEL", Read([], ("S3STREAM_LOG_LEVEL", "loud")).Message, StringComparison.Ordinal);
        Assert.Contains("command line: log-level", Read([Given("log-level", "loud")]).Message, StringComparison.Ordinal);
    }

    [Fact] // scenario 48
    public void Nobody_who_could_log_in_is_refused() =>
        Assert.Contains("password-file FILE", Read([]).Message, StringComparison.Ordinal);

    [Fact]
    public void Settings_that_contradict_each_other_are_refused()
    {
        SourcedValue anonymous = Given("anonymous", "read");

        Assert.Contains("embedded-store", Read(
            [anonymous, Given("embedded-store", "x"), Given("s3-endpoint", "http://127.0.0.1:1")]).Message, StringComparison.Ordinal);
        Assert.Contains("four times", Read([anonymous, Given("memory-budget", "40MiB")]).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_transfer_may_use_all_requests_that_were_asked_for()
    {
        S3StreamOptions options = Read([Given("anonymous", "read"), Given("s3-requests", "48")], _ => null, null).S3;

        Assert.Equal(48, options.MaxConcurrentRequests);
        Assert.Equal(48, options.MaxRequestsPerTransfer);
    }

    [Fact]
    public void Several_addresses_replace_the_default()
    {
        ServeSettings settings = Read(
            [Given("anonymous", "read"), Given("listen", "0.0.0.0:21"), Given("listen", "[::1]:2811")], _ => null, null);

        Assert.Equal([IPEndPoint.Parse("0.0.0.0:21"), IPEndPoint.Parse("[::1]:2811")], settings.GridFtp.Listen);
    }

    [Theory]
    [InlineData(new[] { "s3-endpoint", "http://127.0.0.1:9000" }, "auto")]
    [InlineData(new[] { "s3-endpoint", "https://s3.eu-west-1.amazonaws.com" }, "aws")]
    [InlineData(new[] { "s3-endpoint", "https://0123.r2.cloudflarestorage.com" }, "r2")]
    [InlineData(new[] { "s3-endpoint", "http://127.0.0.1:9000", "s3-profile", "ceph" }, "ceph")]
    [InlineData(new string[0], "aws")]
    public void What_a_custom_endpoint_can_do_is_learned_unless_told(string[] given, string profile)
    {
        SourcedValue[] values = [Given("anonymous", "read"), .. given.Chunk(2).Select(pair => Given(pair[0], pair[1]))];

        Assert.Equal(profile, Read(values, _ => null, null).S3.Profile.Name);
    }

    [Theory]
    [InlineData("ceph", "virtual", false)]
    [InlineData("ceph", "profile", true)]
    [InlineData("aws", "path", true)]
    [InlineData("aws", "profile", false)]
    [InlineData(null, "virtual", false)]
    public void The_way_to_name_buckets_wins_over_the_profiles(string? profile, string addressing, bool pathStyle)
    {
        SourcedValue[] values = [Given("anonymous", "read"), Given("s3-endpoint", "http://s3.test"), Given("s3-addressing", addressing)];

        StoreProfile found = Read(profile is null ? values : [.. values, Given("s3-profile", profile)], _ => null, null).S3.Profile;

        Assert.Equal((profile ?? "auto", pathStyle), (found.Name, found.PathStyle));
    }

    [Fact]
    public void Buckets_to_serve_are_a_list()
    {
        ServeSettings given = Read([Given("anonymous", "read"), Given("s3-buckets", "one"), Given("s3-buckets", "two")], _ => null, null);
        File.WriteAllText(_file, "anonymous = read\ns3-buckets = three, four\n");

        Assert.Equal(["one", "two"], given.GridFtp.Buckets);
        Assert.Equal(["three", "four"], Read([], _ => null, _file).GridFtp.Buckets);
    }

    [Theory]
    [InlineData("64MiB", 64L << 20)]
    [InlineData("1 GiB", 1L << 30)]
    [InlineData("100mb", 100_000_000)]
    [InlineData("30000000", 30_000_000)]
    public void Sizes_have_units(string text, long bytes) => Assert.Equal(bytes, SettingValues.Size(text, 0, long.MaxValue));

    [Fact]
    public void Variables_that_name_no_setting_are_found() =>
        Assert.Equal(["S3STREAM_PARTSIZE"], SettingsReader.Unknown(
            ["PATH", "S3STREAM_PARTSIZE", "S3STREAM_PART_SIZE", "S3STREAM_SETTINGS", "S3STREAM_CONFIG", "S3STREAM_CONFIG_DIR",
                "S3STREAM_S3_CONFIG"]));

    [Fact]
    public void Every_setting_has_help_and_names_that_fit_all_sources() => Assert.All(SettingTable.All, setting =>
    {
        Assert.Matches("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", setting.Name);
        Assert.Matches("^S3STREAM_[A-Z0-9_]+$", setting.EnvironmentName);
        Assert.EndsWith(".", setting.Help, StringComparison.Ordinal);
        Assert.Contains("Default", setting.Help, StringComparison.Ordinal);
        Assert.NotEmpty(setting.DefaultText);
    });

    private static SettingException Read(IReadOnlyList<SourcedValue> commandLine, params (string Name, string Value)[] environment) =>
        Assert.Throws<SettingException>(() => Read(
            commandLine, environment.ToDictionary(entry => entry.Name, entry => entry.Value).GetValueOrDefault, null));

    private static ServeSettings Read(IReadOnlyList<SourcedValue> commandLine, Func<string, string?> environment, string? file) =>
        SettingsReader.Read(new SettingSources { CommandLine = commandLine, Environment = environment, SettingsFile = file }).Settings;

    private static SourcedValue Given(string name, string value) => new(SettingTable.Find(name)!, value, "command line");
}
