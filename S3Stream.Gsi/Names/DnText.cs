using System.Globalization;
using System.Text;

namespace S3Stream.Gsi.Names;

/// <summary>
/// Distinguished names as text, as grid-mapfiles, signing policies and DCAU S hold them. Compared without regard to case, with <c>E=</c>
/// and <c>Email=</c> read as <c>emailAddress=</c> and <c>UID=</c> as <c>USERID=</c>.
/// </summary>
internal static class DnText
{
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["E"] = "EMAILADDRESS",
        ["Email"] = "EMAILADDRESS",
        ["UID"] = "USERID",
    };

    /// <summary>The form in which equal names are equal strings.</summary>
    public static string Normalize(string text)
    {
        var normal = new StringBuilder(text.Length);
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (i > start && IsSeparator(text, i)))
            {
                AppendComponent(normal, text.AsSpan(start, i - start));
                start = i;
            }
        }

        return normal.ToString();
    }

    /// <summary>The forms in which a certificate's name may stand in a file; the second only where it is not ambiguous.</summary>
    public static IEnumerable<string> NormalForms(DistinguishedName name)
    {
        string text = Normalize(name.Text);
        yield return text;
        if (name.BareText is { } bare && Normalize(bare) is var other && other != text)
        {
            yield return other;
        }
    }

    /// <summary>True when <paramref name="text"/> is a way to write <paramref name="name"/>.</summary>
    public static bool Names(string text, DistinguishedName name) => NormalForms(name).Contains(Normalize(text));

    /// <summary>Printable ASCII as it is; everything else, and the backslash, as <c>\xHH</c>.</summary>
    public static void AppendByte(StringBuilder text, byte value)
    {
        if (value is >= 0x20 and <= 0x7e and not (byte)'\\')
        {
            text.Append((char)value);
        }
        else
        {
            text.Append("\\x").Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>True when a value holds <c>/TYPE=</c> or <c>+TYPE=</c>, and so would read as several RDNs if written bare.</summary>
    public static bool LooksLikeSeveral(string value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            if (value[i] is '/' or '+' && TypeLength(value.AsSpan(i + 1)) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSeparator(string text, int index) => text[index] is '/' or '+' && text[index - 1] != '\\';

    /// <summary>The length of an attribute type that an equals sign follows, or 0.</summary>
    private static int TypeLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '.' or '-' or ' '))
        {
            length++;
        }

        return length < text.Length && text[length] == '=' ? length : 0;
    }

    private static void AppendComponent(StringBuilder normal, ReadOnlySpan<char> component)
    {
        bool separated = component.Length > 0 && component[0] is '/' or '+';
        if (separated)
        {
            normal.Append(component[0]);
            component = component[1..];
            int length = TypeLength(component);
            if (length > 0 && Synonyms.TryGetValue(component[..length].ToString(), out string? name))
            {
                normal.Append(name);
                component = component[length..];
            }
        }

        foreach (char c in component)
        {
            normal.Append(char.ToUpperInvariant(c));
        }
    }
}
