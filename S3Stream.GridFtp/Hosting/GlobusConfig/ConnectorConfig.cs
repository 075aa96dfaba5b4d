using System.Text.RegularExpressions;

namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// The Globus S3 connector's own file, globus-gridftp-server-s3.conf: <c>host_name</c> and <c>s3_map_filename</c>, with or without <c>=</c>
/// between name and value, the value in double quotes or not.
/// </summary>
internal static partial class ConnectorConfig
{
    private const string DefaultMap = "$HOME/.globus/s3";
    private const string HomeRegion = "us-east-1";

    /// <exception cref="SettingException">The file cannot be read, or a line is wrong; the message names file and line.</exception>
    public static IReadOnlyList<SourcedValue> Read(string path)
    {
        var values = new Dictionary<string, SourcedValue>(StringComparer.Ordinal)
        {
            ["s3_map_filename"] = new(
                SettingTable.Get("credential-map"), DefaultMap, $"{path} (the connector's default of s3_map_filename)"),
        };
        foreach ((string text, string where) in ConfigLines.Read(path))
        {
            if (LineForm().Match(text) is not { Success: true } line)
            {
                throw new SettingException($"{where}: expected 'name = value'");
            }

            (string name, string value) = (line.Groups["name"].Value, line.Groups["value"].Value);
            values[name] = name switch
            {
                "host_name" => Endpoint(value, $"{where} (host_name)"),
                "s3_map_filename" => new SourcedValue(SettingTable.Get("credential-map"), value, $"{where} (s3_map_filename)"),
                _ => throw new SettingException($"{where}: unknown option '{name}'; the options are host_name and s3_map_filename"),
            };
        }

        return [.. values.Values];
    }

    /// <summary>
    /// AWS's host names only tell the region that new buckets are made in, as buckets are found in whatever region they are. Any other host
    /// is a service of its own, over https unless it says otherwise.
    /// </summary>
    private static SourcedValue Endpoint(string host, string where)
    {
        string name = host.TrimEnd('/');
        if (AwsHost().Match(name) is { Success: true } aws)
        {
            string region = aws.Groups["region"].Value is { Length: > 0 } named and not "external-1" ? named : HomeRegion;
            return new SourcedValue(SettingTable.Get("s3-region"), region, where);
        }

        // a name alone is a host's: with a path it is none
        bool isUrl = name.Contains("://", StringComparison.Ordinal) || name.Contains('/', StringComparison.Ordinal);
        string url = isUrl ? name : "https://" + name;
        return new SourcedValue(SettingTable.Get("s3-endpoint"), url, where);
    }

    [GeneratedRegex("""^(?<name>[A-Za-z0-9_]+)(\s*=\s*|\s+)("(?<value>[^"]+)"|(?<value>[^\s"]+))$""")]
    private static partial Regex LineForm();

    [GeneratedRegex(@"^(https://)?s3([.-]dualstack)?([.-](?<region>[a-z0-9-]+))?\.amazonaws\.com(\.cn)?$", RegexOptions.IgnoreCase)]
    private static partial Regex AwsHost();
}
