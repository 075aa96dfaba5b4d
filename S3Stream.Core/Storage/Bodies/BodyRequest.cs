using System.Buffers;
using S3Stream.Storage.Failures;

namespace S3Stream.Storage.Bodies;

/// <summary>A request with object bytes: one part of a multipart upload, or a whole object.</summary>
internal sealed record BodyRequest
{
    /// <summary>The object.</summary>
    public required ObjectAddress Address { get; init; }

    /// <summary>The bytes; the caller's memory.</summary>
    public required ReadOnlySequence<byte> Body { get; init; }

    /// <summary>The request, for failures.</summary>
    public required StoreCall Call { get; init; }

    /// <summary>The multipart upload; <see langword="null"/> for a whole object.</summary>
    public string? UploadId { get; init; }

    /// <summary>The part's number, from 1.</summary>
    public int PartNumber { get; init; }

    /// <summary>What is stored beside a whole object.</summary>
    public ObjectAttributes Attributes { get; init; } = ObjectAttributes.None;

    /// <summary>If-Match: the one version that may be replaced, or <see langword="null"/>.</summary>
    public string? ReplacesOnly { get; init; }

    /// <summary>If-None-Match: *.</summary>
    public bool FailIfExists { get; init; }

    /// <summary>The CRC-64/NVME the store verifies, as S3 writes it.</summary>
    public string? Crc64Nvme { get; init; }

    /// <summary>The Content-MD5 the store verifies.</summary>
    public string? ContentMd5 { get; init; }
}
