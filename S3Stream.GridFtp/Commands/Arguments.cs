using System.Globalization;
using S3Stream.GridFtp.Protocol;

namespace S3Stream.GridFtp.Commands;

/// <summary>Parsing that several commands share. A wrong argument is 501.</summary>
internal static class Arguments
{
    /// <summary>Cuts the first word off; what is left starts after exactly one blank, since blanks in paths are data.</summary>
    public static string TakeWord(ref string rest)
    {
        int blank = rest.IndexOf(' ', StringComparison.Ordinal);
        string word = blank < 0 ? rest : rest[..blank];
        rest = blank < 0 ? "" : rest[(blank + 1)..];
        return word;
    }

    /// <summary>A decimal number without sign or blanks inside.</summary>
    public static long Number(string text) =>
        long.TryParse(text.AsSpan().Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Replies.SyntaxError();

    /// <summary><c>Name=value;Name=value;</c>, names in any case. The last <c>;</c> may be missing.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(string text)
    {
        foreach (string setting in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            yield return equals > 0
                ? (setting[..equals].ToUpperInvariant(), setting[(equals + 1)..])
                : throw Replies.SyntaxError();
        }
    }
}
