namespace S3Stream.GridFtp.Hosting;

/// <summary>Settings from their three sources. The command line wins over the environment, that over the file, that over the defaults.</summary>
internal static class SettingsReader
{
    /// <param name="commandLine">What was given there, in order.</param>
    /// <param name="environment">A variable's value, or <see langword="null"/>.</param>
    /// <param name="file">The settings file, or <see langword="null"/>.</param>
    /// <exception cref="SettingException">A value is wrong; the message names the setting and where it was set.</exception>
    public static ServeSettings Read(IReadOnlyList<SourcedValue> commandLine, Func<string, string?> environment, string? file)
    {
        IReadOnlyList<SourcedValue>[] sources = [commandLine, FromEnvironment(environment), file is null ? [] : SettingsFile.Read(file)];
        var settings = new ServeSettings();
        foreach (Setting setting in SettingTable.All)
        {
            SourcedValue[] values = sources
                .Select(source => source.Where(value => value.Setting == setting).ToArray())
                .FirstOrDefault(found => found.Length > 0) ?? [];
            settings = values.Aggregate(settings, Apply);
        }

        return settings.Validate();
    }

    /// <summary>Variables with our prefix that name no setting.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> variables) => variables.Where(name =>
        name.StartsWith(Setting.EnvironmentPrefix, StringComparison.Ordinal)
        && name != ServeCommand.SettingsVariable
        && !SettingTable.All.Any(setting => setting.EnvironmentName == name));

    private static List<SourcedValue> FromEnvironment(Func<string, string?> environment) =>
    [
        .. from setting in SettingTable.All
           let name = string.IsNullOrEmpty(environment(setting.EnvironmentName)) ? setting.CommonEnvironmentName : setting.EnvironmentName
           let text = name is null ? null : environment(name)
           where !string.IsNullOrEmpty(text)
           select new SourcedValue(setting, text, $"environment variable {name}"),
    ];

    private static ServeSettings Apply(ServeSettings settings, SourcedValue value)
    {
        string[] texts = value.Setting.IsRepeatable ? value.Text.Split(',', StringSplitOptions.TrimEntries) : [value.Text];
        try
        {
            return texts.Aggregate(settings, (current, text) => text.Length > 0
                ? value.Setting.Apply(current, text)
                : throw new FormatException("a value is missing"));
        }
        catch (FormatException problem)
        {
            throw new SettingException($"{value.Where}: {value.Setting.Name} = {value.Text}: {problem.Message}");
        }
    }
}
