using System.Text.RegularExpressions;

namespace S3Stream.GridFtp.Paths;

/// <summary>One entry of <see cref="PathRules"/>: a path, or a pattern of paths, and what may be done there.</summary>
internal sealed class PathRule
{
    private static readonly char[] Wildcards = ['*', '?', '['];

    private readonly PathAccess _access;
    private readonly string _path;
    private readonly Regex? _pattern;

    /// <summary>It was given below <c>~</c>.</summary>
    private readonly bool _isBelowHome;

    /// <summary>What stands before the first wildcard.</summary>
    private readonly string _start;

    /// <param name="access">What is permitted.</param>
    /// <param name="home">A path in which nothing is a wildcard, whatever characters a user's name brought into it.</param>
    /// <param name="path">What follows it.</param>
    /// <param name="isBelowHome">It was given below <c>~</c>.</param>
    /// <exception cref="FormatException">The pattern makes no sense.</exception>
    private PathRule(PathAccess access, string home, string path, bool isBelowHome)
    {
        _access = access;
        _isBelowHome = isBelowHome;
        path = (home + path).Length > 1 ? path.TrimEnd('/') : path;
        _path = home + path;
        int wildcard = path.IndexOfAny(Wildcards);
        _start = wildcard < 0 ? _path : home + path[..wildcard];
        _pattern = wildcard < 0 ? null : PatternOf(home, path);
    }

    /// <summary>The longest that matches counts.</summary>
    public int Length => _path.Length;

    /// <param name="text">
    /// <c>[R][W][N]/path</c>: no letter means read and write, N nothing at all. <c>~</c> is the root until <see cref="At"/>.
    /// </param>
    /// <exception cref="FormatException">Anything else.</exception>
    public static PathRule Parse(string text)
    {
        int start = text.IndexOfAny(['/', '~', '*', '?', '[']);
        string letters = start < 0 ? text : text[..start].ToUpperInvariant();
        if (start < 0 || letters.Any(letter => letter is not ('R' or 'W' or 'N')))
        {
            throw new FormatException(
                "expected absolute paths, each after R, W, N or nothing, such as RW/data,R/public,N/data/secret");
        }

        PathAccess access = (letters.Contains('R', StringComparison.Ordinal) ? PathAccess.Read : PathAccess.None)
            | (letters.Contains('W', StringComparison.Ordinal) ? PathAccess.Write : PathAccess.None);
        access = letters.Contains('N', StringComparison.Ordinal) ? PathAccess.None
            : PathAccess.List | (letters.Length == 0 ? PathAccess.Read | PathAccess.Write : access);
        string path = text[start..];
        bool isBelowHome = path[0] == '~';
        return new PathRule(access, home: "", isBelowHome ? "/" + path[1..].TrimStart('/') : path, isBelowHome);
    }

    /// <summary>The rule of a user whose home this is.</summary>
    public PathRule At(VirtualPath home) => _isBelowHome ? new PathRule(_access, home.Location, _path, isBelowHome: false) : this;

    public bool Permits(PathAccess access) => (_access & access) == access;

    /// <summary>The rule is about this location: it is the rule's or lies below it; a pattern must match all of it.</summary>
    public bool Covers(string path) => _pattern?.IsMatch(path) ?? IsAtOrBelow(path, _path);

    /// <summary>
    /// The rule is about something below this path. A pattern may be, as soon as the text before its first wildcard does not say otherwise.
    /// </summary>
    public bool MayLieBelow(string path) =>
        IsAtOrBelow(_start, path) || (_pattern is not null && (path + "/").StartsWith(_start, StringComparison.Ordinal));

    private static bool IsAtOrBelow(string path, string directory) =>
        directory == "/" || path == directory || path.StartsWith(directory + "/", StringComparison.Ordinal);

    private static Regex PatternOf(string home, string path)
    {
        try
        {
            return new Regex(
                "^" + Regex.Escape(home) + ToRegex(path) + @"\z", RegexOptions.NonBacktracking | RegexOptions.Singleline);
        }
        catch (RegexParseException exception)
        {
            throw new FormatException(
                $"{path} has a set in brackets that makes no sense, such as a range that runs backwards; write it as [a-z]", exception);
        }
        catch (NotSupportedException exception)
        {
            // matching takes linear time whatever the path, which needs an automaton of bounded size
            throw new FormatException($"{path[..Math.Min(path.Length, 60)]}... has too many wildcards; use fewer of them", exception);
        }
    }

    /// <summary>
    /// As fnmatch(3) without flags: <c>*</c> and <c>?</c> match slashes too, a backslash takes a wildcard's meaning away.
    /// </summary>
    private static string ToRegex(string pattern)
    {
        var regex = new System.Text.StringBuilder();
        for (int i = 0; i < pattern.Length; i++)
        {
            int close = pattern[i] == '[' ? pattern.IndexOf(']', Math.Min(i + 2, pattern.Length)) : -1;
            switch (pattern[i])
            {
                case '*':
                    regex.Append(".*");
                    break;
                case '?':
                    regex.Append('.');
                    break;
                case '[' when close > 0:
                    string set = pattern[(i + 1)..close];
                    bool isNegated = set[0] is '!' or '^';
                    string members = (isNegated ? set[1..] : set)
                        .Replace(@"\", @"\\", StringComparison.Ordinal)
                        .Replace("[", @"\[", StringComparison.Ordinal);
                    regex.Append(isNegated ? "[^" : "[").Append(members).Append(']');
                    i = close;
                    break;
                case '\\' when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString()));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString()));
                    break;
            }
        }

        return regex.ToString();
    }
}
