using System.Text.RegularExpressions;

namespace S3Stream.Storage.Connection;

/// <summary>The host names of AWS' own S3, which name a region: <c>s3.eu-west-1.amazonaws.com</c> and its kin. Pure.</summary>
internal static partial class AwsHost
{
    private const string Global = "s3.amazonaws.com";
    private const string GlobalRegion = "us-east-1";

    /// <summary>
    /// The region an endpoint is in; <see langword="null"/> for one that is not AWS' public one of a region (a VPC's, another store's).
    /// </summary>
    public static string? RegionOf(Uri endpoint) => endpoint.Host == Global
        ? GlobalRegion
        : Regional().Match(endpoint.Host) is { Success: true } match ? match.Groups["region"].Value : null;

    /// <summary>The same kind of endpoint (scheme, port, dual stack, FIPS) in another region.</summary>
    public static Uri InRegion(Uri endpoint, string region)
    {
        if (region == RegionOf(endpoint))
        {
            return endpoint;
        }

        Group? found = Regional().Match(endpoint.Host) is { Success: true } match ? match.Groups["region"] : null;
        string host = found is null
            ? $"s3.{region}.amazonaws.com"
            : endpoint.Host[..found.Index] + region + endpoint.Host[(found.Index + found.Length)..];
        return new UriBuilder(endpoint) { Host = host }.Uri;
    }

    [GeneratedRegex(
        @"^s3(-fips)?(\.dualstack)?\.(?<region>[a-z]{2,4}(-[a-z0-9]+)+)\.amazonaws\.com(\.cn)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Regional();
}
