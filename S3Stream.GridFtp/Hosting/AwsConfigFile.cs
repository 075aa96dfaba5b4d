namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// One profile of AWS' config file (<c>~/.aws/config</c>). What is read of it:
/// <code>
/// [profile NAME]            or [default]
/// region = eu-west-1
/// endpoint_url = https://s3.example.org
/// services = NAME           names a section
/// [services NAME]
/// s3 =
///   endpoint_url = https://s3.example.org
/// </code>
/// </summary>
/// <param name="Path">The file.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="Region">Its region, or <see langword="null"/>.</param>
/// <param name="EndpointUrl">Its endpoint for S3, or <see langword="null"/>.</param>
internal sealed record AwsConfigFile(string Path, string Profile, string? Region, string? EndpointUrl)
{
    private const string Default = "default";

    /// <summary>The file and profile that the environment names; <see langword="null"/> where there is none.</summary>
    /// <exception cref="SettingException">The file cannot be read.</exception>
    public static AwsConfigFile? Find(Func<string, string?> environment)
    {
        string? path = environment("AWS_CONFIG_FILE");
        if (string.IsNullOrEmpty(path) && environment("HOME") is { Length: > 0 } home)
        {
            path = System.IO.Path.Combine(home, ".aws", "config");
        }

        if (string.IsNullOrEmpty(path) || !File.Exists(path))
        {
            return null;
        }

        string profile = environment("AWS_PROFILE") is { Length: > 0 } named ? named : Default;
        return Parse(path, profile, SettingValues.FileText(path));
    }

    private static AwsConfigFile Parse(string path, string profile, string text)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        string section = "";
        string nested = "";
        foreach (string line in text.Split('\n'))
        {
            string bare = line.Trim();
            if (bare.Length == 0 || bare[0] is '#' or ';')
            {
                continue;
            }

            if (bare[0] == '[')
            {
                section = string.Join(' ', bare.Trim('[', ']').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                nested = "";
                continue;
            }

            (string name, string value) = Split(bare);
            bool isNested = char.IsWhiteSpace(line[0]);
            values[isNested ? $"{section}/{nested}/{name}" : $"{section}/{name}"] = value;
            nested = isNested ? nested : name;
        }

        string own = profile == Default && !values.Keys.Any(key => key.StartsWith("profile default/", StringComparison.Ordinal))
            ? Default
            : $"profile {profile}";
        string? url = values.TryGetValue($"{own}/services", out string? services)
            ? values.GetValueOrDefault($"services {services}/s3/endpoint_url")
            : null;
        return new AwsConfigFile(
            path, profile, values.GetValueOrDefault($"{own}/region"), url ?? values.GetValueOrDefault($"{own}/endpoint_url"));
    }

    private static (string Name, string Value) Split(string line)
    {
        int at = line.IndexOf('=', StringComparison.Ordinal);
        return at < 0 ? (line, "") : (line[..at].Trim(), line[(at + 1)..].Trim());
    }
}
