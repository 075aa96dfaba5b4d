namespace S3Stream.Storage;

/// <summary>What S3 answered to a request with object bytes, as it came.</summary>
internal readonly record struct BodyReply(string? ETag, string? VersionId, string? Crc64Nvme);
