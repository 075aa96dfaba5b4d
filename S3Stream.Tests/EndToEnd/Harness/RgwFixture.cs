using System.Globalization;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// A Ceph RGW: the one scripts/test.sh started (RGW_* in the environment), or one that this fixture starts with scripts/rgw.sh, which
/// needs root. <c>S3STREAM_RGW=none</c> means that there shall be none.
/// </summary>
public sealed class RgwFixture : StoreFixture
{
    /// <summary>The name of the second user, as policies write it.</summary>
    internal const string SecondUser = "other";

    private TemporaryDirectory? _directory;

    /// <summary>The Ceph version, such as <c>20.2.1</c>.</summary>
    internal string Version { get; private set; } = "";

    /// <summary>The same store for a user who owns nothing.</summary>
    internal StoreSettings? Second { get; private set; }

    /// <summary>The same store over TLS, with its authority.</summary>
    internal StoreSettings? Encrypted { get; private set; }

    /// <summary>A role that <see cref="Second"/> may assume at the store itself (STS).</summary>
    internal string RoleArn { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("RGW_ENDPOINT") is { Length: > 0 })
        {
            Use(Environment.GetEnvironmentVariable);
            return;
        }

        if (Environment.GetEnvironmentVariable("S3STREAM_RGW") == "none")
        {
            Unavailable = "no Ceph RGW in this run (S3STREAM_RGW=none)";
            return;
        }

        if (Environment.UserName != "root")
        {
            Unavailable = "starting a Ceph RGW needs root (scripts/rgw.sh)";
            return;
        }

        var settings = await StartAsync();
        Use(name => settings.GetValueOrDefault(name));
    }

    public override async ValueTask DisposeAsync()
    {
        if (_directory is not null)
        {
            await RunScriptAsync("purge", _directory.Path("rgw"));
            _directory.Dispose();
        }

        await base.DisposeAsync();
    }

    private async Task<Dictionary<string, string>> StartAsync()
    {
        _directory = new TemporaryDirectory();
        var result = await RunScriptAsync("start", _directory.Path("rgw"), FreePort.Take().ToString(CultureInfo.InvariantCulture));
        result.AssertSuccess();
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[^1]);
    }

    private void Use(Func<string, string?> setting)
    {
        Version = setting("RGW_VERSION") ?? "";
        Settings = new StoreSettings(
            new Uri(setting("RGW_ENDPOINT")!),
            // before Ceph 20 there are no checksums of the store's own, and conditions are not looked at
            System.Version.TryParse(Version, out Version? version) && version.Major < 20 ? "generic" : "ceph",
            setting("RGW_REGION") ?? "us-east-1",
            setting("RGW_ACCESS_KEY")!,
            setting("RGW_SECRET_KEY")!);
        Second = Settings with { AccessKey = setting("RGW_ACCESS_KEY2")!, SecretKey = setting("RGW_SECRET_KEY2")! };
        RoleArn = setting("RGW_ROLE_ARN") ?? "";
        if (setting("RGW_TLS_ENDPOINT") is { } encrypted)
        {
            Encrypted = Settings with { Endpoint = new Uri(encrypted), CertificateAuthorityFile = setting("RGW_TLS_CA") };
        }
    }

    private static Task<ToolResult> RunScriptAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string?>
        {
            ["RGW_SUITE"] = Environment.GetEnvironmentVariable("RGW_SUITE") ?? "forky",
            ["RGW_TLS_PORT"] = FreePort.Take().ToString(CultureInfo.InvariantCulture),
        };
        return ClientTool.RunAsync(Repository.Path("scripts", "rgw.sh"), arguments, TimeSpan.FromMinutes(5), environment);
    }
}
