using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Fuzzing;

/// <summary>A settings file: read, or refused with its name.</summary>
internal sealed class SettingsTarget : FuzzTarget
{
    private readonly TemporaryDirectory _folder = new();

    public override string Name => "settings";

    public override IReadOnlyList<string> Words { get; } =
        [.. SettingTable.All.Select(setting => $"\n{setting.Name} = "), "on", "off", "read", "none", "MiB", "GiB", "/etc/hosts",
            "127.0.0.1:2811", "[::1]:1", ",", "="];

    public override async Task RunAsync(byte[] input)
    {
        string file = _folder.Path("settings.conf");
        await File.WriteAllBytesAsync(file, input);
        Refusing<SettingException>(() => SettingsReader.Read(new SettingSources { SettingsFile = file }));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }
}
