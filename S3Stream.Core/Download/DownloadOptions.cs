namespace S3Stream;

/// <summary>Which bytes of which version one download asks for, on which conditions, and how. Immutable.</summary>
/// <example>
/// <code>
/// var options = new DownloadOptions { Range = ObjectRange.Last(1024), IfNoneMatch = etagInCache };
/// await using ObjectDownload download = await client.OpenDownloadAsync(new ObjectAddress("bucket", "key"), options);
/// </code>
/// </example>
public sealed record DownloadOptions : TransferOptions
{
    /// <summary>In which order bytes are handed out. Default <see cref="DeliveryOrder.Ascending"/>.</summary>
    public DeliveryOrder Order { get; init; }

    /// <summary>
    /// The bytes wanted, each extent cut at the object's end; they must not overlap. <see langword="null"/> (default): the whole object.
    /// </summary>
    public IReadOnlyList<Extent>? Extents { get; init; }

    /// <summary>Bytes of one ranged read, 1 MiB or more. <see langword="null"/> (default): the client's part size.</summary>
    public int? RangeSize { get; init; }

    /// <summary>
    /// One range as HTTP has them, the last bytes included; not beside <see cref="Extents"/>. Where none of it is in the object the
    /// download fails with <see cref="FailureReason.RangeNotSatisfiable"/>. <see langword="null"/> (default): the whole object.
    /// </summary>
    public ObjectRange? Range { get; init; }

    /// <summary>The version of the object (S3: versionId); <see langword="null"/> (default): the current one.</summary>
    public string? VersionId { get; init; }

    /// <summary>Only if this is the ETag; else the download fails with <see cref="FailureReason.Changed"/>.</summary>
    public string? IfMatch { get; init; }

    /// <summary>
    /// Only if this is not the ETag; else the download fails with <see cref="FailureReason.NotModified"/>, without a byte.
    /// </summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>
    /// Only if it was modified after that time, in whole seconds; else the download fails with <see cref="FailureReason.NotModified"/>.
    /// </summary>
    public DateTimeOffset? IfModifiedSince { get; init; }

    /// <summary>
    /// Only if it was not modified after that time, in whole seconds; else the download fails with <see cref="FailureReason.Changed"/>.
    /// </summary>
    public DateTimeOffset? IfUnmodifiedSince { get; init; }
}
