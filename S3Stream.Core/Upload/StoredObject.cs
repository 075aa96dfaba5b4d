namespace S3Stream;

/// <summary>An object that S3 has acknowledged as complete. Immutable.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="ETag">Its ETag, without quotes.</param>
/// <param name="VersionId">Its version, in a versioned bucket.</param>
/// <param name="Checksums">The checksums computed while it was uploaded.</param>
public sealed record StoredObject(ObjectAddress Address, long Length, string ETag, string? VersionId, ChecksumSet Checksums);
