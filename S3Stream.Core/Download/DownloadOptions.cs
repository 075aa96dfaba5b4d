namespace S3Stream;

/// <summary>How one download is done. Immutable.</summary>
public sealed record DownloadOptions
{
    /// <summary>In which order bytes are handed out. Default <see cref="DeliveryOrder.Ascending"/>.</summary>
    public DeliveryOrder Order { get; init; }

    /// <summary>
    /// The bytes wanted, each extent cut at the object's end; they must not overlap. <see langword="null"/> (default): the whole object.
    /// </summary>
    public IReadOnlyList<Extent>? Extents { get; init; }

    /// <summary>Bytes of one ranged read, 1 MiB or more. <see langword="null"/> (default): the client's part size.</summary>
    public int? RangeSize { get; init; }
}
