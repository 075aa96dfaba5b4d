namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Settings from their sources. The command line wins over the environment, that over the settings file, that over gridftp.conf and
/// gridftp.d, those over the S3 connector's file, that over what the AWS tools are told, that over the defaults.
/// </summary>
internal static class SettingsReader
{
    /// <exception cref="SettingException">A value is wrong; the message names the setting and where it was set.</exception>
    public static EffectiveSettings Read(SettingSources from) => Read(from, Reporting.Throw);

    /// <summary>Reads as far as it can: what is wrong is reported and left out.</summary>
    public static EffectiveSettings Read(SettingSources from, Action<SettingException> report)
    {
        GlobusConfig globus = GlobusConfig.Read(from.GlobusFile, from.GlobusDirectory, from.Environment, report);
        IReadOnlyList<SourcedValue>[] sources =
        [
            from.CommandLine,
            FromEnvironment(from.Environment),
            from.SettingsFile is { } file ? SettingsFile.Read(file, report) : [],
            globus.Values,
            from.ConnectorFile is { } connector ? ConnectorConfig.Read(connector, report) : [],
            AwsEnvironment.Values(from.Environment),
        ];
        bool isEmbedded = sources.Any(source => source.Any(value => value.Setting.Name == "embedded-store"));
        if (isEmbedded)
        {
            sources[^1] = []; // what the AWS tools are told is of another store
        }

        SourcedValue[] values = [.. SettingTable.All.SelectMany(setting => Choose(sources, setting))];
        ServeSettings settings = values
            .Aggregate(new ServeSettings(), (current, value) => Reporting.Guard(report, current, () => Apply(current, value)))
            .Validate(report);
        GlobusConfigLine[] variables = [.. globus.Variables.Where(line => from.Environment(line.Name) is null)];
        return new EffectiveSettings(settings, values, variables, globus.Warnings);
    }

    /// <summary>Variables with our prefix that name no setting.</summary>
    public static IEnumerable<string> Unknown(IEnumerable<string> variables) => variables.Where(name =>
        name.StartsWith(Setting.EnvironmentPrefix, StringComparison.Ordinal)
        && !SettingOptions.FileVariables.Contains(name)
        && !SettingTable.All.Any(setting => setting.EnvironmentName == name));

    /// <summary>What to do about one of these.</summary>
    public static string RemedyOfUnknown(string variable) =>
        SimilarName.Of(
            variable, SettingTable.All.Select(setting => setting.EnvironmentName).Concat(SettingOptions.FileVariables)) is { } near
            ? $"Did you mean {near}? It is ignored as it stands."
            : "Take it away; it is ignored. 's3stream-gridftp serve --help' lists all settings.";

    /// <summary>The values of the first source that has any.</summary>
    private static SourcedValue[] Choose(IReadOnlyList<SourcedValue>[] sources, Setting setting) =>
        sources.Select(source => source.Where(value => value.Setting == setting).ToArray()).FirstOrDefault(found => found.Length > 0) ?? [];

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
                : throw new FormatException("the value is missing"));
        }
        catch (FormatException exception)
        {
            throw new SettingException(
                $"{value.Where}: {value.Setting.Name} = {value.Text}: {exception.Message}",
                $"{value.Setting.Name} {value.Setting.ValueName}: {value.Setting.Help}", exception);
        }
    }
}
