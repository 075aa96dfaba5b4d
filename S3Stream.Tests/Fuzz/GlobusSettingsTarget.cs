using S3Stream.GridFtp.Hosting;
using S3Stream.Tests.EndToEnd;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The files of globus-gridftp-server, by the first byte: <c>g</c> gridftp.conf, <c>d</c> a file of gridftp.d, others the S3 connector's
/// own.
/// </summary>
internal sealed class GlobusSettingsTarget : FuzzTarget
{
    private readonly TemporaryDirectory _folder = new();

    public override string Name => "globus-settings";

    public override IReadOnlyList<string> Words { get; } =
        [.. GlobusOptionTable.All.Select(option => $"\n{option.Name} "), "\n$", "\"",
            "\\", "#", "host_name = ", "s3_map_filename = ", "127.0.0.1", "1", "0"];

    public override async Task RunAsync(byte[] input)
    {
        byte kind = input.Length > 0 ? input[0] : (byte)'g';
        string folder = Directory.CreateDirectory(_folder.Path("gridftp.d")).FullName;
        string file = Path.Combine(folder, "file");
        await File.WriteAllBytesAsync(file, input.AsMemory(Math.Min(1, input.Length)));
        var sources = new SettingSources
        {
            GlobusFile = kind == 'g' ? file : null,
            GlobusDirectory = kind == 'd' ? folder : null,
            ConnectorFile = kind is (byte)'g' or (byte)'d' ? null : file,
        };
        Refusing<SettingException>(() => SettingsReader.Read(sources));
    }

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }
}
