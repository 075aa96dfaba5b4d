using S3Stream.Gsi.Names;

namespace S3Stream.Gsi.Trust;

/// <summary>
/// What one CA may sign: the EACL form of Globus <c>*.signing_policy</c> files. Immutable.
/// <code>
/// access_id_CA   X509    '/O=Grid/CN=Some CA'
/// pos_rights     globus  CA:sign
/// cond_subjects  globus  '"/O=Grid/*" "/O=Other/*"'
/// </code>
/// </summary>
internal sealed class SigningPolicy
{
    private readonly List<string> _patterns;

    private SigningPolicy(string authority, List<string> patterns)
    {
        Authority = authority;
        _patterns = patterns;
    }

    /// <summary>The CA's name, in normal form.</summary>
    public string Authority { get; }

    /// <summary>
    /// Reads every block of a file. A block that grants nothing else than <c>CA:sign</c> counts; blocks of other rights are skipped.
    /// </summary>
    /// <exception cref="FormatException">A line is not understood; the message names it.</exception>
    public static IReadOnlyList<SigningPolicy> Parse(string text)
    {
        var policies = new List<SigningPolicy>();
        string? authority = null;
        bool maySign = false;
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string[] words = SplitWords(lines[i]);
            switch (words)
            {
                case []:
                    break;
                case ["access_id_CA", var kind, var name] when kind.Equals("X509", StringComparison.OrdinalIgnoreCase):
                    authority = DnText.Normalize(name.Trim('"'));
                    maySign = false;
                    break;
                case ["pos_rights", "globus", var right]:
                    maySign = right.Equals("CA:sign", StringComparison.OrdinalIgnoreCase);
                    break;
                case ["neg_rights", ..]:
                    maySign = false;
                    break;
                case ["cond_subjects", "globus", var subjects] when authority is not null:
                    if (maySign)
                    {
                        policies.Add(new SigningPolicy(authority, SplitPatterns(subjects)));
                    }

                    break;
                default:
                    throw new FormatException(
                        $"line {i + 1} is not the access_id_CA, pos_rights or cond_subjects, with two values, that is due there");
            }
        }

        return policies;
    }

    /// <summary>True when this CA may sign a certificate of that name.</summary>
    public bool Permits(DistinguishedName subject) =>
        DnText.NormalForms(subject).Any(name => _patterns.Exists(pattern => Matches(pattern, name)));

    /// <summary>Equal, or the last <c>*</c> of the pattern stands for at least one character.</summary>
    private static bool Matches(string pattern, string name)
    {
        int star = pattern.LastIndexOf('*');
        if (star < 0)
        {
            return pattern == name;
        }

        ReadOnlySpan<char> head = pattern.AsSpan(0, star);
        ReadOnlySpan<char> tail = pattern.AsSpan(star + 1);
        return pattern == name
            || (name.Length > head.Length + tail.Length && name.AsSpan().StartsWith(head) && name.AsSpan().EndsWith(tail));
    }

    /// <summary>Words are separated by blanks; single or double quotes hold one together; <c>#</c> begins a comment.</summary>
    private static string[] SplitWords(string line)
    {
        var words = new List<string>();
        int i = 0;
        while (i < line.Length)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
            }
            else if (line[i] == '#')
            {
                break;
            }
            else
            {
                words.Add(ReadWord(line, ref i));
            }
        }

        return [.. words];
    }

    private static string ReadWord(string line, ref int position)
    {
        int start = position;
        char quote = line[start];
        if (quote is '\'' or '"')
        {
            int end = line.IndexOf(quote, start + 1);
            position = end < 0 ? line.Length : end + 1;
            return end < 0 ? line[(start + 1)..] : line[(start + 1)..end];
        }

        while (position < line.Length && !char.IsWhiteSpace(line[position]))
        {
            position++;
        }

        return line[start..position];
    }

    /// <summary>Several patterns stand in double quotes; a single one may stand bare.</summary>
    private static List<string> SplitPatterns(string subjects)
    {
        if (!subjects.Contains('"', StringComparison.Ordinal))
        {
            return [DnText.Normalize(subjects.Trim())];
        }

        return
        [
            .. subjects.Split('"')
                .Where((_, index) => index % 2 == 1)
                .Select(DnText.Normalize),
        ];
    }
}
