namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// A settings file: <c>name = value</c> lines. Blank lines and lines whose first character is <c>#</c> are ignored; a comment cannot follow
/// a value.
/// </summary>
internal static class SettingsFile
{
    /// <summary>The lines that set something.</summary>
    /// <param name="path">The file.</param>
    /// <param name="report">Is told that the file cannot be read, or that a line is wrong, with file and line.</param>
    public static IReadOnlyList<SourcedValue> Read(string path, Action<SettingException> report)
    {
        var values = new List<SourcedValue>();
        foreach ((string line, string where) in Reporting.Guard(report, [], () => ConfigLines.Read(path)))
        {
            Reporting.Guard(report, () => Add(values, line, where));
        }

        return values;
    }

    private static void Add(List<SourcedValue> values, string line, string where)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new SettingException($"{where}: expected 'name = value'", "Write the setting, an equals sign and its value in one line.");
        }

        string name = line[..equals].Trim();
        Setting setting = SettingTable.Find(name) ?? throw new SettingException(
            $"{where}: '{name}' is not a setting",
            (SimilarName.Of(name, SettingTable.All.Select(one => one.Name)) is { } near ? $"Did you mean {near}? " : "")
                + "'s3stream-gridftp serve --help' lists all settings.");
        if (!setting.IsRepeatable && values.Any(value => value.Setting == setting))
        {
            throw new SettingException($"{where}: {name} is set twice", "Leave one of the lines.");
        }

        values.Add(new SourcedValue(setting, line[(equals + 1)..].Trim(), where));
    }
}
