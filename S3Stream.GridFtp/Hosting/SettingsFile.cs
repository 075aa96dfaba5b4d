namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// A settings file: <c>name = value</c> lines. Blank lines and lines whose first character is <c>#</c> are ignored; a comment cannot follow
/// a value.
/// </summary>
internal static class SettingsFile
{
    /// <summary>The lines that set something.</summary>
    /// <exception cref="SettingException">The file cannot be read, or a line is wrong; the message names file and line.</exception>
    public static IReadOnlyList<SourcedValue> Read(string path)
    {
        var values = new List<SourcedValue>();
        foreach ((string line, string where) in ConfigLines.Read(path))
        {
            Add(values, line, where);
        }

        return values;
    }

    private static void Add(List<SourcedValue> values, string line, string where)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            throw new SettingException($"{where}: expected 'name = value'");
        }

        string name = line[..equals].Trim();
        Setting setting = SettingTable.Find(name) ?? throw new SettingException($"{where}: '{name}' is not a setting");
        if (!setting.IsRepeatable && values.Any(value => value.Setting == setting))
        {
            throw new SettingException($"{where}: {name} is set twice");
        }

        values.Add(new SourcedValue(setting, line[(equals + 1)..].Trim(), where));
    }
}
