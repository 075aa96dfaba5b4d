using S3Stream.Tests.Fakes;

namespace S3Stream.Tests.Faults;

/// <summary>The operation of S3 that a request asks for.</summary>
internal static class StoreOperation
{
    public static string Of(HttpMessage request)
    {
        string[] sides = request.Target.Split('?', 2);
        HashSet<string> query = [.. (sides.Length > 1 ? sides[1] : "").Split('&').Select(pair => pair.Split('=')[0])];
        bool onObject = sides[0].Trim('/').Contains('/', StringComparison.Ordinal);
        bool copies = request["x-amz-copy-source"] is not null;
        return (request.Method, onObject) switch
        {
            ("POST", true) => query.Contains("uploads") ? "CreateMultipartUpload" : "CompleteMultipartUpload",
            ("PUT", true) when query.Contains("partNumber") => copies ? "UploadPartCopy" : "UploadPart",
            ("PUT", true) => copies ? "CopyObject" : "PutObject",
            ("GET", true) => query.Contains("uploadId") ? "ListParts" : "GetObject",
            ("HEAD", true) => "HeadObject",
            ("DELETE", true) => query.Contains("uploadId") ? "AbortMultipartUpload" : "DeleteObject",
            ("GET", false) when query.Contains("uploads") => "ListMultipartUploads",
            ("GET", false) when query.Contains("list-type") => "ListObjectsV2",
            ("POST", false) => "DeleteObjects",
            ("HEAD", false) => "HeadBucket",
            ("PUT", false) => "CreateBucket",
            _ => request.Method,
        };
    }
}
