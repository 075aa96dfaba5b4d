using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;

namespace S3Stream.GridFtp.Paths;

/// <summary>Formats entries as lines, without CRLF. Pure.</summary>
/// <param name="owner">Shown as owner and group: S3 keeps none, so it is the user who looks.</param>
/// <param name="mayWrite">Shown in permissions.</param>
/// <param name="now">LIST shows the time of day only for entries of the last half year.</param>
internal sealed class ListingFormatter(string owner, bool mayWrite, DateTimeOffset now)
{
    private static readonly TimeSpan Recent = TimeSpan.FromDays(182);

    private readonly string _listOwner = OneWord(owner);
    private readonly string _factOwner = EscapeFact(owner);

    /// <summary><c>drwxr-xr-x   1 owner    group        size Mon dd hh:mm name</c>, or <c>Mon dd  yyyy</c>.</summary>
    public string List(PathEntry entry)
    {
        DateTimeOffset time = (entry.Modified ?? DateTimeOffset.UnixEpoch).ToUniversalTime();
        bool isRecent = time <= now.AddDays(1) && time > now - Recent;
        string clock = time.ToString(isRecent ? "HH:mm" : " yyyy", CultureInfo.InvariantCulture);
        string month = time.ToString("MMM", CultureInfo.InvariantCulture);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ModeText(entry)} {1,3} {_listOwner,-8} {_listOwner,-8} {entry.Length,12} {month} {time.Day,2} {clock} {entry.Path.Name}");
    }

    /// <summary><c>Fact=value;...; name</c>.</summary>
    /// <param name="entry">What it is about.</param>
    /// <param name="facts">Those asked for.</param>
    /// <param name="name">As it is shown.</param>
    /// <param name="type">In place of dir or file.</param>
    /// <param name="count">The lines of the listing this line begins; <see langword="null"/> for any other.</param>
    public string Facts(PathEntry entry, MlsxFacts facts, string name, string? type = null, long? count = null)
    {
        var line = new StringBuilder(160);
        Append(line, facts, MlsxFacts.Type, "Type", type ?? (entry.IsDirectory ? "dir" : "file"));
        if (entry.Modified is { } modified)
        {
            Append(line, facts, MlsxFacts.Modify, "Modify", Time(modified));
        }

        Append(line, facts, MlsxFacts.Size, "Size", entry.Length.ToString(CultureInfo.InvariantCulture));
        Append(line, facts, MlsxFacts.Perm, "Perm", Permissions(entry));
        Append(line, facts, MlsxFacts.UnixMode, "UNIX.mode", Mode(entry));
        Append(line, facts, MlsxFacts.UnixOwner, "UNIX.owner", _factOwner);
        Append(line, facts, MlsxFacts.UnixGroup, "UNIX.group", _factOwner);
        Append(line, facts, MlsxFacts.Unique, "Unique", Unique(entry.Path));
        if (count is { } lines)
        {
            Append(line, facts, MlsxFacts.Count, "X.count", lines.ToString(CultureInfo.InvariantCulture));
        }

        return line.Append(' ').Append(name).ToString();
    }

    /// <summary><c>YYYYMMDDhhmmss</c>, UTC (RFC 3659 2.3).</summary>
    public static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);

    /// <summary>The same for a path always and on every node, different for different paths: clients find loops by it.</summary>
    public static string Unique(VirtualPath path) => string.Create(
        CultureInfo.InvariantCulture, $"s3-{XxHash64.HashToUInt64(MemoryMarshal.AsBytes(path.Text.AsSpan())):x16}");

    private static void Append(StringBuilder line, MlsxFacts wanted, MlsxFacts fact, string name, string value)
    {
        if (wanted.HasFlag(fact))
        {
            line.Append(name).Append('=').Append(value).Append(';');
        }
    }

    /// <summary>RFC 3659 7.5.5: d delete, f rename, r read, w write; c create in, e enter, l list, m make directory, p purge.</summary>
    private string Permissions(PathEntry entry) => (entry.IsDirectory, mayWrite) switch
    {
        (true, true) => entry.Path.IsRoot ? "elm" : "cdeflmp",
        (true, false) => "el",
        (false, true) => "dfrw",
        (false, false) => "r",
    };

    private string Mode(PathEntry entry) => (entry.IsDirectory, mayWrite) switch
    {
        (true, true) => "0755",
        (true, false) => "0555",
        (false, true) => "0644",
        (false, false) => "0444",
    };

    private string ModeText(PathEntry entry) => (entry.IsDirectory, mayWrite) switch
    {
        (true, true) => "drwxr-xr-x",
        (true, false) => "dr-xr-xr-x",
        (false, true) => "-rw-r--r--",
        (false, false) => "-r--r--r--",
    };

    /// <summary>The owner without blanks, which would shift the columns of LIST.</summary>
    private static string OneWord(string text) =>
        text.Length == 0 ? "-" : string.Concat(text.Select(c => char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));

    private static string EscapeFact(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = c is ' ' or ';' or '%' or '=' || char.IsControl(c)
                ? escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}")
                : escaped.Append(c);
        }

        return escaped.ToString();
    }
}
