using System.Globalization;
using System.Net;
using System.Net.Sockets;
using S3Stream.GridFtp.Paths;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Parses setting values. A <see cref="FormatException"/> says what is allowed; the caller adds where the text came from.
/// </summary>
internal static class SettingValues
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1_000L), ("MB", 1_000_000L), ("GB", 1_000_000_000L), ("TB", 1_000_000_000_000L),
    ];

    /// <summary>Bytes: a number, with KiB, MiB, GiB, TiB (powers of 1,024) or KB, MB, GB, TB (powers of 1,000).</summary>
    public static long Size(string text, long min, long max)
    {
        string upper = text.Trim().ToUpperInvariant();
        (string suffix, long factor) = Units.FirstOrDefault(
            unit => upper.EndsWith(unit.Suffix, StringComparison.Ordinal), (Suffix: "", Factor: 1L));
        string number = upper[..^suffix.Length].TrimEnd();
        if (!long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) || value > long.MaxValue / factor)
        {
            throw new FormatException("expected a size such as 16MiB or 1073741824");
        }

        return Within(value * factor, min, max, SizeText);
    }

    public static int Number(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            ? (int)Within(value, min, max, static number => number.ToString(CultureInfo.InvariantCulture))
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"expected a number from {min} to {max}"));

    public static TimeSpan Seconds(string text, int min, int max) =>
        TimeSpan.FromSeconds(Number(text.EndsWith('s') ? text[..^1] : text, min, max));

    /// <summary><c>address:port</c>, IPv6 in brackets.</summary>
    public static IPEndPoint EndPoint(string text)
    {
        int colon = text.LastIndexOf(':');
        bool isWhole = colon > 0 && !text.EndsWith(']') && (text[0] == '[' || text.IndexOf(':', StringComparison.Ordinal) == colon);
        return isWhole && IPEndPoint.TryParse(text, out IPEndPoint? point)
            ? point
            : throw new FormatException("expected ADDRESS:PORT such as 0.0.0.0:2811 or [::1]:2811 (an address, not a name)");
    }

    public static IPAddress Address(string text) =>
        IPAddress.TryParse(text, out IPAddress? address)
        && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? address
            : throw new FormatException("expected an IP address");

    /// <summary><c>first-last</c>, or with a comma as in GLOBUS_TCP_PORT_RANGE.</summary>
    public static (int First, int Last) PortRange(string text)
    {
        string[] ends = text.Split('-', ',');
        return ends.Length == 2
            && int.TryParse(ends[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(ends[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && first is >= 1_024 and <= 65_535 && last >= first && last <= 65_535
                ? (first, last)
                : throw new FormatException("expected two ports from 1024 to 65535 such as 50000-51000");
    }

    public static Uri HttpUri(string text, bool allowsPath = false) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && (allowsPath || uri.AbsolutePath == "/")
            ? uri
            : throw new FormatException("expected a URL such as https://s3.example.org or http://127.0.0.1:9000");

    public static string ExistingFile(string text) => File.Exists(text) ? text : throw new FormatException($"the file {text} does not "
        + "exist");

    public static string FileText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    public static string ExistingDirectory(string text) =>
        Directory.Exists(text) ? text : throw new FormatException($"the directory {text} does not exist");

    public static string BucketName(string text) => VirtualPath.IsBucketName(text)
        ? text
        : throw new FormatException("expected the name of a bucket: 3 to 255 letters, digits, dots, dashes or underscores");

    public static bool Switch(string text) => OneOf(text, ("on", true), ("off", false), ("true", true), ("false", false));

    public static T OneOf<T>(string text, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach ((string name, T value) in choices)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        throw new FormatException("expected one of: " + string.Join(", ", choices.ToArray().Select(choice => choice.Name)));
    }

    private static long Within(long value, long min, long max, Func<long, string> text) => value >= min && value <= max
        ? value
        : throw new FormatException(
            $"{text(value)} is out of range: expected {text(min)}{(max == long.MaxValue ? " or more" : " to " + text(max))}");

    /// <summary>In the largest unit that leaves no rest.</summary>
    private static string SizeText(long bytes)
    {
        (string Suffix, long Factor) unit = Units.Take(4).LastOrDefault(
            unit => bytes > 0 && bytes % unit.Factor == 0, (Suffix: "", Factor: 1));
        return (bytes / unit.Factor).ToString(CultureInfo.InvariantCulture) + unit.Suffix.Replace("IB", "iB", StringComparison.Ordinal);
    }
}
