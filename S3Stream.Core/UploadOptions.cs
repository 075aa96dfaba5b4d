namespace S3Stream;

/// <summary>How one upload is done. Immutable.</summary>
public sealed record UploadOptions
{
    /// <summary>The object's length if the sender declared it. A byte beyond it, or an end before it, fails the upload.</summary>
    public long? Length { get; init; }

    /// <summary>
    /// <see langword="true"/>: a failed or disposed upload leaves its multipart upload open if a part of it is stored, so that
    /// <see cref="S3StreamClient.ResumeUploadAsync"/> continues it, here or in another process. <see langword="false"/> (default): it is
    /// aborted.
    /// </summary>
    public bool KeepForResume { get; init; }

    /// <summary>Do not replace an existing object (S3: If-None-Match: *). Default <see langword="false"/>.</summary>
    public bool FailIfExists { get; init; }

    /// <summary>
    /// Whole-object checksums to compute besides CRC64NVME. Default none. They cost no second read; CRCs cost about 0.1 s per GB and core,
    /// MD5 1.3 to 1.6 s, and hardly more for several uploads at once.
    /// </summary>
    public ObjectChecksums Checksums { get; init; }

    /// <summary>
    /// What the object's checksums have to be; values that are <see langword="null"/>, and the length, are not compared. One that differs,
    /// or that cannot be told (of parts stored before an upload was resumed, S3 keeps only CRC64NVME; MD5 as <see
    /// cref="ObjectChecksums.Md5"/> says), fails the upload before the object is made (<see cref="FailureReason.Corrupt"/>), and nothing of
    /// it is kept for a resume. Values named here are computed whatever <see cref="Checksums"/> says.
    /// </summary>
    public ChecksumSet? ExpectedChecksums { get; init; }

    /// <summary>The Content-Type to store, a media type, or <see langword="null"/> for S3's default.</summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// User metadata (x-amz-meta-*) to store with the object. Names are those of headers (RFC 9110 5.6.2), without regard to case and with
    /// or without <c>x-amz-meta-</c>. Values have no control characters; what a header cannot carry is stored as encoded words (RFC 2047),
    /// and read as it was. S3 takes 2 KB of it all.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>
    /// Whose transfer this is, such as a user's name. Transfers whose owners are equal (<see cref="object.Equals(object?)"/>) have one
    /// share of the memory budget together, so that more transfers do not get an owner more memory. Its text stands in messages about
    /// memory. <see langword="null"/> (default): the transfer has a share of its own.
    /// </summary>
    public object? Owner { get; init; }

    /// <summary>The checksums that are computed: those asked for, those compared, and CRC64NVME.</summary>
    internal ObjectChecksums ComputedChecksums => Checksums | ObjectChecksums.Crc64Nvme
        | (ExpectedChecksums?.Crc32 is null ? ObjectChecksums.None : ObjectChecksums.Crc32)
        | (ExpectedChecksums?.Crc32C is null ? ObjectChecksums.None : ObjectChecksums.Crc32C)
        | (ExpectedChecksums?.Adler32 is null ? ObjectChecksums.None : ObjectChecksums.Adler32)
        | (ExpectedChecksums?.Md5 is null ? ObjectChecksums.None : ObjectChecksums.Md5);
}
