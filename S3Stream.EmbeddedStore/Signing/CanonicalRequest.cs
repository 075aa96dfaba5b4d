using System.Security.Cryptography;
using System.Text;

namespace S3Stream.Embedded;

/// <summary>
/// The text a Signature Version 4 covers, rebuilt from the request: method, path, sorted query, signed headers, their names, payload
/// hash. The path is decoded and encoded again: clients differ in what they escape on the wire, not in what they sign.
/// </summary>
internal static class CanonicalRequest
{
    public static string Hash(StoreRequest request, PresentedSignature presented, string payloadHash)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n').Append(UriEscaping.EncodePath(request.Path)).Append('\n');
        AppendQuery(text, request.Query);
        text.Append('\n');
        foreach (string name in presented.SignedHeaders)
        {
            text.Append(name).Append(':').Append(CanonicalValue(request.Header(name) ?? "")).Append('\n');
        }

        text.Append('\n').AppendJoin(';', presented.SignedHeaders).Append('\n').Append(payloadHash);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void AppendQuery(StringBuilder text, QueryParameters query)
    {
        var pairs = query.Pairs
            .Where(pair => pair.Key != "X-Amz-Signature")
            .Select(pair => (Name: UriEscaping.Encode(pair.Key), Value: UriEscaping.Encode(pair.Value)))
            .OrderBy(pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(pair => pair.Value, StringComparer.Ordinal);
        text.AppendJoin('&', pairs.Select(pair => pair.Name + "=" + pair.Value));
    }

    /// <summary>Blanks around a value go, runs of blanks inside become one.</summary>
    private static string CanonicalValue(string value)
    {
        value = value.Trim();
        if (!value.Contains("  ", StringComparison.Ordinal))
        {
            return value;
        }

        return string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
