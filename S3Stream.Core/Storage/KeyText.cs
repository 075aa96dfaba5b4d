using System.Net;
using System.Text;

namespace S3Stream.Storage;

/// <summary>Keys in listings and messages: decoding, S3's order, and a form that cannot forge a log line.</summary>
internal static class KeyText
{
    /// <summary>
    /// The key behind a listing's url-encoded one. Stores write a blank as <c>+</c> or <c>%20</c> and a plus as <c>%2B</c>.
    /// </summary>
    public static string Decode(string key) => WebUtility.UrlDecode(key);

    /// <summary>
    /// An ETag without its quotes, and without the mark of a weak one (<c>W/"x"</c>, RFC 9110 8.8.3): proxies that compress put it there,
    /// and what the store itself knows, and If-Match compares with, is <c>"x"</c>.
    /// </summary>
    public static string Unquote(string? etag) =>
        etag is null ? "" : (etag.StartsWith("W/\"", StringComparison.Ordinal) ? etag[2..] : etag).Trim('"');

    /// <summary>An ETag as the HTTP headers want it.</summary>
    public static string Quote(string etag) => etag.StartsWith('"') ? etag : $"\"{etag}\"";

    /// <summary>
    /// False for keys with characters that XML 1.0 cannot carry or does not keep (control characters, line ends, lone surrogates).
    /// </summary>
    public static bool FitsXml(string key)
    {
        for (int i = 0; i < key.Length; i++)
        {
            char c = key[i];
            if (char.IsHighSurrogate(c) && i + 1 < key.Length && char.IsLowSurrogate(key[i + 1]))
            {
                i++;
            }
            else if (c < ' ' || c is '\uFFFE' or '\uFFFF' || char.IsSurrogate(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>False where half a surrogate pair stands alone: such text has no UTF-8.</summary>
    public static bool IsUnicode(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
                {
                    return false;
                }

                i++;
            }
        }

        return true;
    }

    /// <summary>S3's order: by the keys' UTF-8 bytes. It differs from UTF-16 order where a surrogate pair meets U+E000 to U+FFFF.</summary>
    public static int Compare(string left, string right)
    {
        int length = Math.Min(left.Length, right.Length);
        int i = left.AsSpan(0, length).CommonPrefixLength(right);
        if (i == length)
        {
            return left.Length.CompareTo(right.Length);
        }

        bool leftPair = char.IsSurrogate(left[i]);
        return leftPair == char.IsSurrogate(right[i]) ? left[i].CompareTo(right[i]) : leftPair ? 1 : -1;
    }

    /// <summary>The text with control characters as <c>\xNN</c>: keys are chosen by clients and end up in messages and logs.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            _ = char.IsControl(c) ? printable.Append($"\\x{(int)c:x2}") : printable.Append(c);
        }

        return printable.ToString();
    }
}
