using System.Buffers;
using System.Net.Http.Headers;

namespace S3Stream.Storage;

/// <summary>
/// Checks values before they become headers: what is no header's value could end the header and begin another one, or another request.
/// Pure.
/// </summary>
internal static class HeaderText
{
    // RFC 9110 5.6.2
    private static readonly SearchValues<char> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A control character, a line's end among them, is in the text.</summary>
    public static bool HasControl(string value) => value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f');

    /// <exception cref="ArgumentException">The value is empty, has control characters or is not ASCII.</exception>
    public static void ThrowIfInvalid(string value, string member)
    {
        if (value.Length == 0)
        {
            throw new ArgumentException($"{member} is empty. Leave it out instead.", member);
        }

        ThrowIfControl(value, member);
        if (value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            throw new ArgumentException($"{member} is not ASCII: '{KeyText.Printable(value)}'. Headers have no other characters.", member);
        }
    }

    /// <exception cref="ArgumentException">The value has control characters.</exception>
    public static void ThrowIfControl(string value, string member)
    {
        if (HasControl(value))
        {
            throw new ArgumentException(
                $"{member} has control characters: '{KeyText.Printable(value)}'. No value of a header, path or query has them.", member);
        }
    }

    /// <exception cref="ArgumentException">It is no media type, such as <c>text/plain; charset=utf-8</c>.</exception>
    public static void ThrowIfNoMediaType(string value, string member)
    {
        ThrowIfInvalid(value, member);
        if (!MediaTypeHeaderValue.TryParse(value, out _))
        {
            throw new ArgumentException($"{member} is no media type: '{value}'. One has a type and a subtype, such as text/plain.", member);
        }
    }

    /// <exception cref="ArgumentException">It is no header's name.</exception>
    public static void ThrowIfNoToken(string value, string member)
    {
        if (value.Length == 0 || value.AsSpan().ContainsAnyExcept(Token))
        {
            throw new ArgumentException(
                $"{member} has the name '{KeyText.Printable(value)}'. A name has ASCII letters, digits, dashes, dots and underscores, "
                    + "and no blank.",
                member);
        }
    }
}
