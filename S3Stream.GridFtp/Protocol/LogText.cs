using System.Globalization;
using System.Text;

namespace S3Stream.GridFtp.Protocol;

/// <summary>Client text for log entries: no control character survives, so that no name can forge an entry or drive a terminal.</summary>
internal static class LogText
{
    private const int MaxLength = 1_024;

    public static string Clean(string text)
    {
        string cut = text.Length > MaxLength ? text[..MaxLength] + "..." : text;
        if (!cut.Any(IsUnsafe))
        {
            return cut;
        }

        var clean = new StringBuilder(cut.Length + 16);
        foreach (char c in cut)
        {
            _ = IsUnsafe(c) ? clean.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : clean.Append(c);
        }

        return clean.ToString();
    }

    private static bool IsUnsafe(char c) => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\u202E';
}
