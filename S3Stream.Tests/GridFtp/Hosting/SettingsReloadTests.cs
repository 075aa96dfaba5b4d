using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Hosting;

/// <summary>Scenario 56: each setting either counts when it is read again, or is named as one that needs a restart.</summary>
public sealed class SettingsReloadTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public SettingsReloadTests()
    {
        File.WriteAllText(_directory.Path("file"), "/bucket storage-class=STANDARD_IA\n");
        Directory.CreateDirectory(_directory.Path("directory"));
    }

    public static TheoryData<string> Names => [.. SettingTable.All.Select(setting => setting.Name)];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void A_changed_setting_counts_for_new_sessions_or_is_named_as_needing_a_restart(string name)
    {
        Setting setting = SettingTable.Get(name);
        SourcedValue[] given = [Given("anonymous", "read"), .. Needed(name)];
        EffectiveSettings start = Read(given);

        EffectiveSettings fresh = Read([.. given.Where(value => value.Setting != setting), Given(name, OtherValue(setting))]);

        Assert.False(AreSame(start.Settings, fresh.Settings), "the other value is the default");
        ServeSettings next = start.Settings.Reloaded(fresh.Settings);
        string[] named = [.. SettingsReload.NeedRestart(start, fresh)];
        if (setting.NeedsRestart)
        {
            Assert.Equal([name], named);
            Assert.True(AreSame(start.Settings, next), "it is applied all the same");
        }
        else
        {
            Assert.Empty(named);
            Assert.True(AreSame(fresh.Settings, next), "it is not applied");
        }
    }

    [Fact]
    public void What_was_not_changed_needs_no_restart_even_if_it_is_set() =>
        Assert.Empty(SettingsReload.NeedRestart(
            Read(Given("anonymous", "read"), Given("threads", "3")), Read(Given("anonymous", "read"), Given("threads", "3"))));

    [Fact]
    public void What_does_not_go_with_what_stays_is_refused()
    {
        EffectiveSettings start = Read(Given("anonymous", "read"), Given("memory-budget", "64MiB"));
        EffectiveSettings fresh = Read(Given("anonymous", "read"), Given("memory-budget", "1GiB"), Given("part-size", "64MiB"));

        var refusal = Assert.Throws<SettingException>(() => start.Settings.Reloaded(fresh.Settings));

        Assert.Contains("part-size", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_service_and_all_that_belongs_to_it_wait_for_the_restart()
    {
        EffectiveSettings start = Read(Given("anonymous", "read"), Given("s3-endpoint", "http://one"), Given("s3-profile", "ceph"));
        EffectiveSettings fresh = Read(Given("anonymous", "read"), Given("s3-endpoint", "http://two"), Given("s3-profile", "minio"));

        Assert.Equal(start.Settings.S3, start.Settings.Reloaded(fresh.Settings).S3);
        Assert.Equal(["s3-endpoint"], SettingsReload.NeedRestart(start, fresh));
    }

    [Fact]
    public void The_same_rules_read_again_do_not_make_another_client()
    {
        SourcedValue[] given = [Given("anonymous", "read"), Given("s3-options", _directory.Path("file"))];
        ServeSettings start = Read(given).Settings;

        Assert.True(start.HasSameS3(Read(given).Settings));
        File.AppendAllText(_directory.Path("file"), "/other requester-pays\n");
        Assert.False(start.HasSameS3(Read(given).Settings));
    }

    /// <summary>What must be set for a setting to be allowed.</summary>
    private static SourcedValue[] Needed(string name) => name switch
    {
        "process-group" => [Given("process-user", "nobody")],
        "banner-append" => [Given("banner", "text")],
        _ => [],
    };

    /// <summary>A value that is not the default.</summary>
    private string OtherValue(Setting setting) => setting.Name switch
    {
        "home-dir" => "/bucket/home",
        "restrict-paths" => "R/data",
        "s3-buckets" or "s3-unsigned-buckets" => "data",
        "s3-endpoint" or "sts-endpoint" => "http://127.0.0.1:9",
        "part-size" => "8MiB",
        "memory-budget" => "1GiB",
        "mfmt-limit" => "1GiB",
        "block-size" => "64KiB",
        "port-range" => "50000-50100",
        "data-address" => "192.0.2.1",
        "upload-checksums" => "crc32",
        "log-level" => "debug",
        "disable-commands" => "DELE",
        "process-user" => "nobody",
        "anonymous" => "read-write",
        "s3-addressing" => "path",
        "third-party" => "never",
        "credential-fallback" => "anonymous",
        "s3-profile" => "ceph",
        "s3-attempts" => "9",
        "log-format" => "json",
        "tls-resume" => "off",
        _ when setting.IsSwitch => "on",
        _ when setting.ValueName.StartsWith("FILE", StringComparison.Ordinal) => _directory.Path("file"),
        _ when setting.ValueName.StartsWith("DIR", StringComparison.Ordinal) => _directory.Path("directory"),
        _ when setting.ValueName is "ADDR:PORT" => "127.0.0.1:1",
        _ when setting.ValueName is "ADDR,..." => "192.0.2.",
        _ when setting.ValueName is "SECONDS" or "N" or "DAYS" => "33",
        _ => "other",
    };

    /// <summary>Lists are compared by what is in them.</summary>
    private static bool AreSame(ServeSettings one, ServeSettings other) =>
        one.GridFtp.Listen.SequenceEqual(other.GridFtp.Listen)
        && one.GridFtp.AnonymousNames.SequenceEqual(other.GridFtp.AnonymousNames)
        && one.S3.ObjectRules.SequenceEqual(other.S3.ObjectRules)
        && other == one with
        {
            HasListen = other.HasListen,
            GridFtp = one.GridFtp with { Listen = other.GridFtp.Listen, AnonymousNames = other.GridFtp.AnonymousNames },
            S3 = one.S3 with { ObjectRules = other.S3.ObjectRules },
        };

    private static EffectiveSettings Read(params SourcedValue[] given) =>
        SettingsReader.Read(new SettingSources { CommandLine = given, Environment = static _ => null });

    private static SourcedValue Given(string name, string text) => new(SettingTable.Get(name), text, "command line");
}
