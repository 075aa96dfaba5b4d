namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// An operation of the S3 API and the permissions it needs, read from the request ("Actions, resources, and condition keys for Amazon S3").
/// Path-style addresses only.
/// </summary>
internal sealed record S3Operation(string Name, params string[] Permissions)
{
    private const string Unknown = "unknown";

    /// <summary>
    /// Query parameters that choose or refine the operations below. Any other one, such as acl or tagging, means another operation.
    /// </summary>
    private static readonly HashSet<string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-id", "list-type", "prefix", "delimiter", "max-keys", "continuation-token", "start-after", "encoding-type", "fetch-owner", "max-buckets",
        "uploads", "uploadId", "partNumber", "location", "delete", "key-marker", "upload-id-marker", "max-uploads", "part-number-marker", "max-parts",
    };

    /// <summary>Headers with which a PUT needs more than s3:PutObject.</summary>
    private static readonly string[] CostlyHeaders = ["x-amz-acl", "x-amz-grant-", "x-amz-tagging", "x-amz-object-lock-", "x-amz-bypass-governance-retention"];

    public static S3Operation Of(string method, string target, IReadOnlyDictionary<string, string> headers)
    {
        string[] halves = target.Split('?', 2);
        HashSet<string> query = halves.Length == 1
            ? []
            : [.. halves[1].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')[0])];
        string[] path = halves[0].TrimStart('/').Split('/', 2);
        if (query.Any(name => !Parameters.Contains(name) && !name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
            || headers.Keys.Any(name => CostlyHeaders.Any(costly => name.StartsWith(costly, StringComparison.Ordinal))))
        {
            return new S3Operation(Unknown, Unknown);
        }

        return path[0].Length == 0 ? OfService(method)
            : path.Length == 1 || path[1].Length == 0 ? OfBucket(method, query)
            : OfObject(method, query, headers.ContainsKey("x-amz-copy-source"));
    }

    private static S3Operation OfService(string method) =>
        method == "GET" ? new("ListBuckets", "s3:ListAllMyBuckets") : new(Unknown, Unknown);

    private static S3Operation OfBucket(string method, HashSet<string> query) => method switch
    {
        "GET" when query.Contains("location") => new("GetBucketLocation", "s3:GetBucketLocation"),
        "GET" when query.Contains("uploads") => new("ListMultipartUploads", "s3:ListBucketMultipartUploads"),
        "GET" => new("ListObjects", "s3:ListBucket"),
        "HEAD" => new("HeadBucket", "s3:ListBucket"),
        "PUT" => new("CreateBucket", "s3:CreateBucket"),
        "DELETE" => new("DeleteBucket", "s3:DeleteBucket"),
        "POST" when query.Contains("delete") => new("DeleteObjects", "s3:DeleteObject"),
        _ => new(Unknown, Unknown),
    };

    private static S3Operation OfObject(string method, HashSet<string> query, bool copies) => method switch
    {
        "GET" when query.Contains("uploadId") => new("ListParts", "s3:ListMultipartUploadParts"),
        "GET" => new("GetObject", "s3:GetObject"),
        "HEAD" => new("HeadObject", "s3:GetObject"),
        "PUT" when query.Contains("uploadId") && copies => new("UploadPartCopy", "s3:PutObject", "s3:GetObject"),
        "PUT" when query.Contains("uploadId") => new("UploadPart", "s3:PutObject"),
        "PUT" when copies => new("CopyObject", "s3:PutObject", "s3:GetObject"),
        "PUT" => new("PutObject", "s3:PutObject"),
        "POST" when query.Contains("uploads") => new("CreateMultipartUpload", "s3:PutObject"),
        "POST" when query.Contains("uploadId") => new("CompleteMultipartUpload", "s3:PutObject"),
        "DELETE" when query.Contains("uploadId") => new("AbortMultipartUpload", "s3:AbortMultipartUpload"),
        "DELETE" => new("DeleteObject", "s3:DeleteObject"),
        _ => new(Unknown, Unknown),
    };
}
