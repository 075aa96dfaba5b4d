namespace S3Stream.Storage.Bodies;

/// <summary>What S3 answered to a request with object bytes, as it came.</summary>
internal readonly record struct BodyReply(string? ETag, string? VersionId, string? Crc64Nvme)
{
    /// <summary>The bytes are stored under a key of a key service: then the ETag is no MD5 of them.</summary>
    public bool HasOpaqueETag { get; init; }

    /// <summary>Whether the answer's x-amz-server-side-encryption says that the ETag is no MD5.</summary>
    public static bool IsOpaque(string? encryption) => encryption?.Contains("kms", StringComparison.OrdinalIgnoreCase) == true;
}
