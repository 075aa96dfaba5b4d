namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// The syntax of gridftp.conf and the files of gridftp.d, as globus-gridftp-server reads it:
/// <code>
/// # comment: only as the first character of a line that is not blank
/// option value
/// banner "text with blanks"
/// $VARIABLE "value"
/// </code>
/// Exactly two words; either may be in double quotes, in which there is no escape, so that a quoted word cannot hold a quote. Nothing but
/// blanks may follow.
/// </summary>
internal static class GlobusConfigFile
{
    private static readonly string[] LeftoverExtensions = [".bak", ".dpkg-dist", ".dpkg-new", ".dpkg-old", ".rpmnew", ".rpmsave"];

    /// <summary>The lines that are right.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Is told that the file cannot be read, or that a line is wrong, with file and line.</param>
    public static IReadOnlyList<GlobusConfigLine> Read(string path, Action<SettingException> report) =>
    [
        .. Reporting.Guard(report, [], () => ConfigLines.Read(path))
            .Select(line => Reporting.Guard(report, null, () => (GlobusConfigLine?)Parse(line.Text, line.Where)))
            .OfType<GlobusConfigLine>(),
    ];

    /// <summary>
    /// The lines of all files of a directory, in byte order of the names. Hidden files and what editors and package managers leave are no
    /// configuration.
    /// </summary>
    /// <param name="directory">The directory.</param>
    /// <param name="report">As for <see cref="Read"/>; also that there is no such directory.</param>
    public static IReadOnlyList<GlobusConfigLine> ReadDirectory(string directory, Action<SettingException> report)
    {
        string[] files;
        try
        {
            files = Directory.GetFiles(directory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            report(new SettingException(
                $"configuration directory {directory}: {exception.Message}",
                "Name a directory that this user may read by --config-dir.", exception));
            return [];
        }

        return [.. files.Where(IsConfiguration).Order(StringComparer.Ordinal).SelectMany(file => Read(file, report))];
    }

    /// <param name="line">Without blanks at either end, neither empty nor a comment.</param>
    /// <param name="where">For errors.</param>
    /// <exception cref="SettingException">Not two words.</exception>
    internal static GlobusConfigLine Parse(string line, string where)
    {
        bool isVariable = line[0] == '$';
        string rest = isVariable ? line[1..] : line;
        string? name = TakeWord(ref rest, mayBeQuoted: !isVariable);
        string? value = TakeWord(ref rest, mayBeQuoted: true);
        return name is not null && value is not null && rest.Length == 0
            ? new GlobusConfigLine(name, value, isVariable, where)
            : throw new SettingException(
                $"{where}: expected 'option value' or '$VARIABLE value'",
                "A value with blanks in it stands in double quotes, and an empty one is not possible: take the line away for the default.");
    }

    private static bool IsConfiguration(string path) =>
        Path.GetFileName(path) is var name
        && name[0] != '.'
        && name[^1] != '~'
        && !LeftoverExtensions.Contains(Path.GetExtension(name), StringComparer.Ordinal);

    /// <summary>The next word, or <see langword="null"/> when there is none, it is empty, or its quote is not closed.</summary>
    private static string? TakeWord(ref string rest, bool mayBeQuoted)
    {
        string word;
        if (mayBeQuoted && rest.StartsWith('"'))
        {
            int close = rest.IndexOf('"', 1);
            if (close < 0)
            {
                return null;
            }

            (word, rest) = (rest[1..close], rest[(close + 1)..].TrimStart());
        }
        else
        {
            int end = 0;
            while (end < rest.Length && !char.IsWhiteSpace(rest[end]))
            {
                end++;
            }

            (word, rest) = (rest[..end], rest[end..].TrimStart());
        }

        return word.Length > 0 ? word : null;
    }
}
