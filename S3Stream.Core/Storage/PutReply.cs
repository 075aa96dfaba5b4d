namespace S3Stream.Storage;

/// <summary>S3's acknowledgement of a complete object.</summary>
internal readonly record struct PutReply(string ETag, string? VersionId);
