using System.Net;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using static S3Stream.GridFtp.Hosting.SettingValues;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Every setting of <c>serve</c>. Help, environment names and file names follow from it, and what a reload changes is held against it.
/// </summary>
internal static partial class SettingTable
{
    private const long MiB = 1024 * 1024;

    public static IReadOnlyList<Setting> All { get; } =
    [
        .. Clients(), .. Messages(), .. Process(), .. Security(), .. Store(), .. Resources(), .. Output(),
    ];

    public static Setting? Find(string name) => All.FirstOrDefault(setting => setting.Name == name);

    /// <summary>The setting of a name that is known to be one.</summary>
    public static Setting Get(string name) => Find(name) ?? throw new ArgumentException($"There is no setting {name}.", nameof(name));

    private static ServeSettings Ftp(ServeSettings settings, Func<GridFtpOptions, GridFtpOptions> change) =>
        settings with { GridFtp = change(settings.GridFtp) };

    private static ServeSettings Gsi(ServeSettings settings, Func<GsiOptions, GsiOptions> change) =>
        settings with { Gsi = change(settings.Gsi) };

    private static ServeSettings S3(ServeSettings settings, Func<S3StreamOptions, S3StreamOptions> change) =>
        settings with { S3 = change(settings.S3) };

    private static ServeSettings Greet(ServeSettings settings, Func<Greeting, Greeting> change) =>
        Ftp(settings, options => options with { Greeting = change(options.Greeting) });

    private static ServeSettings AnonymousName(ServeSettings settings, string name) =>
        Ftp(
            settings with { HasAnonymousNames = true },
            options => options with { AnonymousNames = settings.HasAnonymousNames ? [.. options.AnonymousNames, name] : [name] });

    /// <summary>The first one replaces the default, further ones add to it.</summary>
    private static ServeSettings Listen(ServeSettings settings, string value)
    {
        IPEndPoint address = EndPoint(value);
        return Ftp(
            settings with { HasListen = true },
            options => options with { Listen = settings.HasListen ? [.. options.Listen, address] : [address] });
    }

    /// <summary>Who says how many may let one transfer use all of them.</summary>
    private static ServeSettings Requests(ServeSettings settings, string value)
    {
        int most = Number(value, 1, 1_024);
        return S3(settings, options => options with { MaxConcurrentRequests = most, MaxRequestsPerTransfer = most });
    }

    private static int PartSize(string value) => Size(value, 5 * MiB, 2_047 * MiB) is var size && size % MiB == 0
        ? (int)size
        : throw new FormatException("expected a multiple of 1MiB");

    private static StoreProfile Profile(string value) => OneOf(
        value,
        ("aws", StoreProfile.Aws),
        ("minio", StoreProfile.Minio),
        ("ceph", StoreProfile.Ceph),
        ("r2", StoreProfile.R2),
        ("generic", StoreProfile.Generic));

    private static ObjectChecksums Checksums(string value) => value.Split(',', StringSplitOptions.TrimEntries)
        .Select(name => OneOf(
            name,
            ("none", ObjectChecksums.None),
            ("adler32", ObjectChecksums.Adler32),
            ("crc32", ObjectChecksums.Crc32),
            ("crc32c", ObjectChecksums.Crc32C),
            ("md5", ObjectChecksums.Md5)))
        .Aggregate(ObjectChecksums.None, (all, one) => all | one);

    private static LogLevel Level(string value) => OneOf(
        value,
        ("trace", LogLevel.Trace),
        ("debug", LogLevel.Debug),
        ("information", LogLevel.Information),
        ("warning", LogLevel.Warning),
        ("error", LogLevel.Error),
        ("none", LogLevel.None));
}
