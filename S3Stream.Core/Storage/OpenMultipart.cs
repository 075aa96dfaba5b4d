namespace S3Stream.Storage;

/// <summary>A multipart upload that is neither completed nor aborted.</summary>
internal readonly record struct OpenMultipart(string UploadId, DateTimeOffset Initiated);
