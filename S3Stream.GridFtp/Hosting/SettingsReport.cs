namespace S3Stream.GridFtp.Hosting;

/// <summary>The settings that count as a settings file, each with its source as a comment.</summary>
internal static class SettingsReport
{
    public static IEnumerable<string> Lines(EffectiveSettings effective)
    {
        foreach (IGrouping<Setting, SourcedValue> setting in effective.Values.GroupBy(value => value.Setting))
        {
            yield return "# " + string.Join("; ", setting.Select(value => value.Where).Distinct());
            yield return $"{setting.Key.Name} = {string.Join(", ", setting.Select(value => value.Text))}";
        }

        foreach (GlobusConfigLine variable in effective.Variables)
        {
            // without the value, which may be secret
            yield return $"# environment variable {variable.Name} is set by {variable.Where}";
        }

        foreach (Setting setting in SettingTable.All.Except(effective.Values.Select(value => value.Setting)))
        {
            yield return $"# {setting.Name}: default: {setting.DefaultText}";
        }
    }
}
