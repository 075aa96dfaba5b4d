using System.Globalization;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Ceph RGW 18.2 out of Debian trixie, unpacked and started by scripts/rgw.sh: it takes checksums and conditions at the end of multipart
/// uploads without a word and compares neither. Needs root. <c>S3STREAM_RGW=none</c> means that there shall be none.
/// </summary>
public sealed class OldRgwFixture : StoreFixture
{
    private const string Suite = "trixie";
    private TemporaryDirectory? _directory;

    public override async ValueTask InitializeAsync()
    {
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

        _directory = new TemporaryDirectory();
        ToolResult result = await RunAsync("start", _directory.Path("rgw"), FreePort.Take().ToString(CultureInfo.InvariantCulture));
        if (result.ExitCode != 0)
        {
            Unavailable = $"Ceph of Debian {Suite} could not be started: {result.Errors.Trim()}";
            return;
        }

        Dictionary<string, string> settings = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[^1]);
        Settings = new StoreSettings(
            new Uri(settings["RGW_ENDPOINT"]), "", settings["RGW_REGION"], settings["RGW_ACCESS_KEY"], settings["RGW_SECRET_KEY"]);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_directory is not null)
        {
            await RunAsync("purge", _directory.Path("rgw"));
            _directory.Dispose();
        }
    }

    private static Task<ToolResult> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string?> { ["RGW_SUITE"] = Suite, ["RGW_TLS_PORT"] = "", ["RGW_ROOT"] = null };
        return ClientTool.RunAsync(Repository.Path("scripts", "rgw.sh"), arguments, TimeSpan.FromMinutes(5), environment);
    }
}
