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

    /// <param name="path">The file.</param>
    /// <param name="report">Is told that the file cannot be read, or that a line is wrong, with file and line.</param>
    public static IReadOnlyList<SourcedValue> Read(string path, Action<SettingException> report)
    {
        var values = new Dictionary<string, SourcedValue>(StringComparer.Ordinal)
        {
            ["s3_map_filename"] = new(
                SettingTable.Get("credential-map"), DefaultMap, $"{path} (the connector's default of s3_map_filename)"),
        };
        foreach ((string text, string where) in Reporting.Guard(report, [], () => ConfigLines.Read(path)))
        {
            Reporting.Guard(report, () => Add(values, text, where));
        }

        return [.. values.Values];
    }

    private static void Add(Dictionary<string, SourcedValue> values, string text, string where)
    {
        if (NameAlone().Match(text) is { Success: true } alone)
        {
            string name = alone.Groups["name"].Value;
            throw new SettingException($"{where}: {name} has no value", RemedyOf(name));
        }

        if (LineForm().Match(text) is not { Success: true } line)
        {
            throw new SettingException($"{where}: expected 'name = value'", "A value with blanks in it stands in double quotes.");
        }

        (string option, string value) = (line.Groups["name"].Value, line.Groups["value"].Value);
        values[option] = option switch
        {
            "host_name" => Endpoint(value, $"{where} (host_name)"),
            "s3_map_filename" => new SourcedValue(SettingTable.Get("credential-map"), value, $"{where} (s3_map_filename)"),
            _ => throw new SettingException($"{where}: unknown option '{option}'", RemedyOf(option)),
        };
    }

    private static string RemedyOf(string option) => option switch
    {
        "host_name" => "Write the S3 service's host name behind it (for AWS s3.REGION.amazonaws.com), or take the line away for AWS.",
        "s3_map_filename" => $"Write the file of the S3 keys behind it, or take the line away for {DefaultMap}.",
        _ => "The connector's file has host_name and s3_map_filename only; settings of this server stand in the file of --settings.",
    };

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

    [GeneratedRegex("""^(?<name>[A-Za-z0-9_]+)\s*(=\s*)?("")?$""")]
    private static partial Regex NameAlone();

    [GeneratedRegex(@"^(https://)?s3([.-]dualstack)?([.-](?<region>[a-z0-9-]+))?\.amazonaws\.com(\.cn)?$", RegexOptions.IgnoreCase)]
    private static partial Regex AwsHost();
}
