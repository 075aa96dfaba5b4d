using System.Globalization;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// The modification time a client gave an object, in its metadata as <c>x-amz-meta-mtime</c>: seconds since 1970, as rclone and s3fs write
/// and read it. Only a look-up of one object tells metadata; listings show S3's own time. Pure.
/// </summary>
internal static class KeptTime
{
    private const string MetadataName = "mtime";
    private const NumberStyles Number = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>RFC 3659 2.3, <c>YYYYMMDDhhmmss[.sss]</c>, UTC.</summary>
    private static readonly string[] Formats = ["yyyyMMddHHmmss", "yyyyMMddHHmmss.FFFFFFF"];

    public static bool TryParse(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);

    public static Dictionary<string, string> Metadata(DateTimeOffset time) => new()
    {
        [MetadataName] = (time.ToUnixTimeMilliseconds() / 1_000m).ToString("0.###", CultureInfo.InvariantCulture),
    };

    /// <summary>The time in an object's metadata, or <see langword="null"/>.</summary>
    public static DateTimeOffset? Of(ObjectEntry entry)
    {
        bool isThere = entry.Metadata.TryGetValue(MetadataName, out string? text);
        return isThere
            && decimal.TryParse(text, Number, CultureInfo.InvariantCulture, out decimal seconds)
            && Math.Abs(seconds) < 1e11m
                ? DateTimeOffset.UnixEpoch.AddMilliseconds((double)decimal.Truncate(seconds * 1_000))
                : null;
    }
}
