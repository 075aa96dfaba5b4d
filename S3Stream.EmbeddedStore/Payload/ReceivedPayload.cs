namespace S3Stream.Embedded;

/// <summary>A body that arrived whole and agrees with everything declared of it.</summary>
/// <param name="Length">Bytes of content, without framing.</param>
/// <param name="Digests">The checksums computed on the way; CRC64NVME is always there.</param>
/// <param name="Declared">The additional checksum the client sent, or null.</param>
internal sealed record ReceivedPayload(long Length, IReadOnlyDictionary<ChecksumAlgorithm, byte[]> Digests, ChecksumAlgorithm? Declared);
