namespace S3Stream.GridFtp.Hosting;

/// <summary>The lines of a configuration file, each with the place that errors name.</summary>
internal static class ConfigLines
{
    /// <summary>Lines that are neither blank nor comments (first character <c>#</c>), without blanks at either end.</summary>
    /// <exception cref="SettingException">The file cannot be read.</exception>
    public static IReadOnlyList<(string Text, string Where)> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"configuration file {path}: {exception.Message}",
                "Name a file that this user may read; --settings, --config and --s3-config name files, --config-dir a directory.",
                exception);
        }

        return
        [
            .. from entry in lines.Index()
               let text = entry.Item.Trim()
               where text.Length > 0 && text[0] != '#'
               select (text, $"{path}, line {entry.Index + 1}"),
        ];
    }
}
