using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace S3Stream.GridFtp.Paths;

/// <summary>
/// The names of key components that no path can express as they are. A component is what lies between two slashes of a key. Pure.
/// <code>
/// (nothing)   @=          a CR LF b   @=a=0D=0Ab
/// .           @=.         ~           @=~            the root, for clients that send names alone
/// ..          @=..        @=x         @=@=3Dx        it would be taken for an escape
///                         x/          @=x=2F         the directory x, where an object has its name
/// </code>
/// </summary>
/// <remarks>
/// Every component has exactly one name and every name at most one component: a name that begins with the mark and is not what
/// <see cref="Of"/> writes is refused. No name holds a slash, a CR, a LF or a NUL, or is empty, <c>.</c> or <c>..</c>. The mark has no
/// <c>%</c>, which URLs decode, no leading dot, which listings hide, and no character that clients or shells expand.
/// </remarks>
internal static class EscapedName
{
    public const string Mark = "@=";

    private const char Escape = '=';
    private const string Slash = "=2F";

    /// <summary>The name of a component: itself, unless that is impossible.</summary>
    public static string Of(string component) => IsPlain(component) ? component : Mark + Body(component);

    /// <summary>The name of the directory of that name, which an object has already.</summary>
    public static string OfDirectory(string component) => Mark + Body(component) + Slash;

    /// <summary>The component behind a name that a client sent.</summary>
    /// <param name="name">Not empty, <c>.</c> or <c>..</c>; without slash, CR, LF and NUL.</param>
    /// <param name="component">The component.</param>
    /// <param name="isDirectory">The name says that it is a directory.</param>
    /// <returns>False: it begins with the mark and nothing is called so.</returns>
    public static bool TryDecode(string name, [NotNullWhen(true)] out string? component, out bool isDirectory)
    {
        isDirectory = false;
        component = name;
        if (!name.StartsWith(Mark, StringComparison.Ordinal))
        {
            return true;
        }

        isDirectory = name.EndsWith(Slash, StringComparison.Ordinal) && name.Length >= Mark.Length + Slash.Length;
        component = Unescape(isDirectory ? name[Mark.Length..^Slash.Length] : name[Mark.Length..]);
        return component is not null && name == (isDirectory ? OfDirectory(component) : Of(component));
    }

    private static bool IsPlain(string component) =>
        component is not ("" or "." or ".." or "~")
        && component.AsSpan().IndexOfAny("\0\r\n") < 0
        && !component.StartsWith(Mark, StringComparison.Ordinal);

    private static bool IsControl(char c) => c is < ' ' or '\x7f';

    private static string Body(string component)
    {
        var body = new StringBuilder(component.Length + 8);
        foreach (char c in component)
        {
            _ = c == Escape || IsControl(c) ? body.Append(CultureInfo.InvariantCulture, $"{Escape}{(int)c:X2}") : body.Append(c);
        }

        return body.ToString();
    }

    private static string? Unescape(string body)
    {
        var component = new StringBuilder(body.Length);
        for (int i = 0; i < body.Length; i++)
        {
            if (body[i] != Escape)
            {
                component.Append(body[i]);
            }
            else if (i + 2 < body.Length
                && byte.TryParse(body.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte code)
                && code != '/')
            {
                component.Append((char)code);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return component.ToString();
    }
}
