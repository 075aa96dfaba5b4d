using System.Globalization;

namespace S3Stream.Embedded;

/// <summary>
/// A signature as the client presents it, in the Authorization header or in the query (a presigned URL); not yet believed.
/// </summary>
internal sealed record PresentedSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const int MaxExpirySeconds = 7 * 24 * 60 * 60;

    public required CredentialScope Scope { get; init; }

    public required string[] SignedHeaders { get; init; }

    public required string Signature { get; init; }

    public required string Timestamp { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>How long a presigned URL holds; null for the header form.</summary>
    public TimeSpan? Expiry { get; init; }

    public bool IsPresigned => Expiry is not null;

    public static PresentedSignature Read(StoreRequest request)
    {
        string? header = request.Header("Authorization");
        bool inQuery = request.Query.Has("X-Amz-Algorithm") || request.Query.Has("X-Amz-Signature");
        if (header is not null && inQuery)
        {
            throw StoreError.InvalidArgument.Fault("Only one auth mechanism allowed: the Authorization header or the query, not both.");
        }

        if (request.Header("x-amz-security-token") is not null || request.Query.Has("X-Amz-Security-Token"))
        {
            throw StoreError.InvalidToken.Fault();
        }

        if (inQuery)
        {
            return ReadQuery(request.Query);
        }

        if (request.Query.Has("AWSAccessKeyId") && request.Query.Has("Signature"))
        {
            throw StoreError.InvalidRequest.Fault(
                $"The authorization mechanism you have provided is not supported: the URL is presigned with signature version 2. "
                + $"Signature version 4 ({Algorithm}) is needed.");
        }

        return header is not null
            ? ReadHeader(request, header)
            : throw StoreError.AccessDenied.Fault("Access Denied: the request is not signed.");
    }

    private static PresentedSignature ReadHeader(StoreRequest request, string header)
    {
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw StoreError.InvalidRequest.Fault(
                $"The authorization mechanism you have provided is not supported. Please use {Algorithm} (signature version 4).");
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string field in header[Algorithm.Length..].Split(',', StringSplitOptions.TrimEntries))
        {
            string[] sides = field.Split('=', 2);
            fields[sides[0]] = sides.Length == 2 ? sides[1] : "";
        }

        if (!fields.TryGetValue("Credential", out string? credential) || !fields.TryGetValue("SignedHeaders", out string? signed)
            || !fields.TryGetValue("Signature", out string? signature) || !CredentialScope.TryParse(credential, out CredentialScope scope))
        {
            throw StoreError.AuthorizationHeaderMalformed.Fault(
                "The authorization header must have Credential=KEY/yyyyMMdd/region/s3/aws4_request, SignedHeaders and Signature.");
        }

        (string timestamp, DateTimeOffset time) = HeaderTime(request);
        return new PresentedSignature
        {
            Scope = scope,
            SignedHeaders = signed.Split(';'),
            Signature = signature,
            Timestamp = timestamp,
            Time = time,
        };
    }

    private static PresentedSignature ReadQuery(QueryParameters query)
    {
        if (query["X-Amz-Algorithm"] != Algorithm || query["X-Amz-Credential"] is not { } credential
            || query["X-Amz-Date"] is not { } timestamp
            || query["X-Amz-SignedHeaders"] is not { } signed || query["X-Amz-Signature"] is not { } signature
            || query["X-Amz-Expires"] is not { } expires
            || !CredentialScope.TryParse(credential, out CredentialScope scope) || !TryTime(timestamp, out DateTimeOffset time))
        {
            throw StoreError.AuthorizationQueryParametersError.Fault(
                "A presigned URL needs X-Amz-Algorithm, -Credential, -Date, -Expires, -SignedHeaders and -Signature.");
        }

        if (!int.TryParse(expires, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds)
            || seconds is < 1 or > MaxExpirySeconds)
        {
            throw StoreError.AuthorizationQueryParametersError.Fault($"X-Amz-Expires must be from 1 to {MaxExpirySeconds} seconds.");
        }

        return new PresentedSignature
        {
            Scope = scope,
            SignedHeaders = signed.Split(';'),
            Signature = signature,
            Timestamp = timestamp,
            Time = time,
            Expiry = TimeSpan.FromSeconds(seconds),
        };
    }

    private static (string Timestamp, DateTimeOffset Time) HeaderTime(StoreRequest request)
    {
        if (request.Header("x-amz-date") is { } timestamp && TryTime(timestamp, out DateTimeOffset time))
        {
            return (timestamp, time);
        }

        string? date = request.Header("Date");
        if (DateTimeOffset.TryParseExact(date, "R", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time))
        {
            return (time.ToString(TimestampFormat, CultureInfo.InvariantCulture), time);
        }

        throw StoreError.AccessDenied.Fault("AWS authentication requires a valid Date or x-amz-date header.");
    }

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}
