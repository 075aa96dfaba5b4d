using System.Globalization;
using System.Text;
using S3Stream.Gsi.Names;

namespace S3Stream.Gsi.Mapping;

/// <summary>One line of a grid-mapfile.</summary>
/// <param name="Name">In the form of <see cref="DnText.Normalize"/>.</param>
/// <param name="Accounts">At least one.</param>
internal sealed record GridMapLine(string Name, IReadOnlyList<string> Accounts)
{
    private const string Superuser = "root";

    /// <returns><see langword="null"/> for blank lines and comments.</returns>
    /// <exception cref="FormatException">It is neither; the message says what is wrong.</exception>
    public static GridMapLine? Parse(string line)
    {
        string text = line.Trim(' ', '\t');
        if (text.Length == 0 || text[0] == '#')
        {
            return null;
        }

        int position = 0;
        string name = ReadName(text, ref position);
        if (name.Length == 0 || name[0] != '/')
        {
            throw new FormatException("the distinguished name does not begin with a slash");
        }

        string accounts = text[position..].Trim(' ', '\t');
        if (accounts.Length == 0)
        {
            throw new FormatException("no account follows the distinguished name");
        }

        return new GridMapLine(DnText.Normalize(name), ReadAccounts(accounts));
    }

    /// <summary>
    /// In double quotes, or up to white space. Escapes: <c>\"</c>, <c>\\</c>, <c>\xHH</c>; <c>\/</c> and <c>\+</c> stay, they belong to the
    /// name.
    /// </summary>
    private static string ReadName(string text, ref int position)
    {
        bool quoted = text[0] == '"';
        var name = new StringBuilder();
        for (position = quoted ? 1 : 0; position < text.Length; position++)
        {
            char c = text[position];
            if (quoted ? c == '"' : c is ' ' or '\t')
            {
                position++;
                RequireBlank(text, position, quoted);
                return name.ToString();
            }

            if (c == '\\')
            {
                position += ReadEscape(text, position, name);
            }
            else
            {
                DnText.AppendByte(name, (byte)c);
            }
        }

        return quoted ? throw new FormatException("the closing quote is missing") : name.ToString();
    }

    private static void RequireBlank(string text, int position, bool quoted)
    {
        if (quoted && position < text.Length && text[position] is not (' ' or '\t'))
        {
            throw new FormatException("text follows the closing quote without a blank");
        }
    }

    /// <returns>How many characters follow the backslash.</returns>
    private static int ReadEscape(string text, int backslash, StringBuilder name)
    {
        ReadOnlySpan<char> rest = text.AsSpan(backslash + 1);
        if (rest.Length >= 3
            && rest[0] is 'x' or 'X'
            && byte.TryParse(rest.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            DnText.AppendByte(name, value);
            return 3;
        }

        switch (rest)
        {
            case ['"' or '\\', ..]:
                DnText.AppendByte(name, (byte)rest[0]);
                return 1;
            case ['/' or '+', ..]:
                name.Append('\\').Append(rest[0]);
                return 1;
            default:
                throw new FormatException("a backslash is followed by neither \", \\, /, + nor xHH");
        }
    }

    private static List<string> ReadAccounts(string text)
    {
        var accounts = new List<string>();
        foreach (string account in text.Split(','))
        {
            if (account.Length == 0 || !account.All(IsAccountCharacter))
            {
                throw new FormatException(
                    "accounts must be names of letters, digits, dots, dashes, underscores and @, separated by commas without blanks");
            }

            if (account[0] == '.')
            {
                throw new FormatException("pools of accounts (a leading dot) are not supported");
            }

            if (account.Equals(Superuser, StringComparison.OrdinalIgnoreCase))
            {
                throw new FormatException("no one can be mapped to root");
            }

            accounts.Add(account);
        }

        return accounts;
    }

    private static bool IsAccountCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@';
}
