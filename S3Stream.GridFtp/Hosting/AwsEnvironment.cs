namespace S3Stream.GridFtp.Hosting;

/// <summary>
/// Where the S3 service is and its region, as the AWS tools are told them: by environment variables and the profile in AWS' config file
/// (docs.aws.amazon.com/sdkref). Any setting of ours wins over it. Credentials are the SDK's to find.
/// </summary>
internal static class AwsEnvironment
{
    private const string Endpoint = "s3-endpoint";
    private const string Region = "s3-region";

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];
    private static readonly string[] RegionVariables = ["AWS_REGION", "AWS_DEFAULT_REGION"];

    /// <summary>What it says of our settings.</summary>
    /// <param name="environment">An environment variable's value, or <see langword="null"/>.</param>
    public static IReadOnlyList<SourcedValue> Values(Func<string, string?> environment)
    {
        AwsConfigFile? file = AwsConfigFile.Find(environment);
        bool ignoresEndpoints = "true".Equals(environment("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), StringComparison.OrdinalIgnoreCase);
        SourcedValue?[] values =
        [
            ignoresEndpoints
                ? null
                : FromVariables(Endpoint, EndpointVariables, environment) ?? FromFile(Endpoint, file?.EndpointUrl, file),
            FromVariables(Region, RegionVariables, environment) ?? FromFile(Region, file?.Region, file),
        ];
        return [.. values.OfType<SourcedValue>()];
    }

    private static SourcedValue? FromVariables(string setting, string[] names, Func<string, string?> environment) =>
        names.FirstOrDefault(name => !string.IsNullOrEmpty(environment(name))) is { } found
            ? new SourcedValue(SettingTable.Get(setting), environment(found)!, $"environment variable {found}")
            : null;

    private static SourcedValue? FromFile(string setting, string? value, AwsConfigFile? file) =>
        value is null ? null : new SourcedValue(SettingTable.Get(setting), value, $"{file!.Path}, profile {file.Profile}");
}
