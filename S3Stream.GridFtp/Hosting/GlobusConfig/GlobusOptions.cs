using System.Globalization;

namespace S3Stream.GridFtp.Hosting;

/// <summary>The options of gridftp.conf and gridftp.d together: what was set last counts.</summary>
internal sealed class GlobusOptions(IEnumerable<GlobusConfigLine> lines)
{
    private readonly Dictionary<string, GlobusConfigLine> _lines =
        lines.Where(line => !line.IsVariable).GroupBy(line => line.Name).ToDictionary(group => group.Key, group => group.Last());

    /// <summary>The lines that count.</summary>
    public IReadOnlyCollection<GlobusConfigLine> Lines => _lines.Values;

    public string? Text(string name) => _lines.GetValueOrDefault(name)?.Value;

    public bool IsOn(string name) => Text(name) == "1";

    /// <exception cref="FormatException">Not of that kind.</exception>
    public static void Check(GlobusValueKind kind, string value)
    {
        if (kind == GlobusValueKind.Switch && value is not ("0" or "1"))
        {
            throw new FormatException("expected 0 or 1");
        }

        if (kind == GlobusValueKind.Number)
        {
            _ = Number(value);
        }
    }

    /// <exception cref="FormatException">No number, or one beyond 32 bits.</exception>
    public static int Number(string value)
    {
        int shift = char.ToUpperInvariant(value[^1]) switch { 'G' => 30, 'M' => 20, 'K' => 10, _ => 0 };
        string digits = char.IsAsciiLetter(value[^1]) && char.ToUpperInvariant(value[^1]) is 'G' or 'M' or 'K' or 'B' ? value[..^1] : value;
        return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            && number is >= int.MinValue and <= int.MaxValue
            && number << shift is >= int.MinValue and <= int.MaxValue and var scaled
                ? (int)scaled
                : throw new FormatException("expected a number such as 120 or 256K");
    }
}
