using System.Text;

namespace S3Stream.Embedded;

/// <summary>The headers S3 keeps with an object and gives back with it: the content headers of HTTP and x-amz-meta-*.</summary>
internal static class ObjectHeaders
{
    private const string MetadataPrefix = "x-amz-meta-";
    private const int MaxMetadataBytes = 2_048;
    private const string DefaultContentType = "binary/octet-stream";

    private static readonly string[] ContentHeaders =
        ["content-type", "cache-control", "content-disposition", "content-encoding", "content-language", "expires"];

    /// <summary>Names lower-case, values as they came; the content-coding "aws-chunked" belongs to the way and is taken off.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> FromRequest(StoreRequest request)
    {
        var kept = new List<KeyValuePair<string, string>>();
        foreach (string name in ContentHeaders)
        {
            string? value = request.Header(name);
            if (name == "content-encoding")
            {
                value = WithoutFraming(value);
            }
            else if (name == "content-type")
            {
                value = string.IsNullOrEmpty(value) ? DefaultContentType : value;
            }

            if (!string.IsNullOrEmpty(value))
            {
                kept.Add(new(name, value));
            }
        }

        int metadataBytes = 0;
        foreach (string name in request.Headers.Keys.Where(name => name.StartsWith(MetadataPrefix, StringComparison.OrdinalIgnoreCase)))
        {
            string value = request.Header(name) ?? "";
            metadataBytes += name.Length - MetadataPrefix.Length + Encoding.UTF8.GetByteCount(value);
            kept.Add(new(name.ToLowerInvariant(), value));
        }

        return metadataBytes <= MaxMetadataBytes ? kept : throw StoreError.MetadataTooLarge.Fault();
    }

    private static string WithoutFraming(string? encodings)
    {
        var codings = encodings?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        return string.Join(',', codings.Where(coding => !coding.Equals("aws-chunked", StringComparison.OrdinalIgnoreCase)));
    }
}
