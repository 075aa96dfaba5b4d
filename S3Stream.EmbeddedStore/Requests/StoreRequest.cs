using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace S3Stream.Embedded;

/// <summary>
/// One request, read from the raw target: Kestrel's own path has "." and ".." and "%2F" already resolved, and in S3 those are parts of
/// a key. Path-style addressing only (/bucket/key).
/// </summary>
internal sealed class StoreRequest
{
    public required string Method { get; init; }

    /// <summary>The decoded path, beginning with '/': what the signature covers.</summary>
    public required string Path { get; init; }

    /// <summary>The bucket, or "" for the service itself.</summary>
    public required string Bucket { get; init; }

    /// <summary>The key, or "" for the bucket itself.</summary>
    public required string Key { get; init; }

    public required QueryParameters Query { get; init; }

    public required IHeaderDictionary Headers { get; init; }

    public required PipeReader Body { get; init; }

    /// <summary>What the signature said of the body; set once the request is authenticated.</summary>
    public VerifiedSignature? Signature { get; set; }

    public static StoreRequest Parse(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        int question = target.IndexOf('?', StringComparison.Ordinal);
        ReadOnlySpan<char> rawPath = question < 0 ? target : target.AsSpan(0, question);
        ReadOnlySpan<char> rawQuery = question < 0 ? [] : target.AsSpan(question + 1);
        if (rawPath.IsEmpty || rawPath[0] != '/' || !UriEscaping.TryDecode(rawPath, plusIsBlank: false, out string path))
        {
            throw StoreError.InvalidUri.Fault("The request target must be a path of percent-encoded UTF-8.");
        }

        int slash = path.IndexOf('/', 1);
        return new StoreRequest
        {
            Method = context.Request.Method,
            Path = path,
            Bucket = slash < 0 ? path[1..] : path[1..slash],
            Key = slash < 0 ? "" : StorageNames.CheckedKey(path[(slash + 1)..]),
            Query = QueryParameters.Parse(rawQuery),
            Headers = context.Request.Headers,
            Body = context.Request.BodyReader,
        };
    }

    /// <summary>The value of a header, several joined by commas, or null.</summary>
    public string? Header(string name) => Headers.TryGetValue(name, out var values) ? string.Join(',', values.ToArray()) : null;
}
