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

    /// <summary>
    /// Whose transfer this is, such as a user's name. Transfers whose owners are equal (<see cref="object.Equals(object?)"/>) have one
    /// share of the memory budget together, so that more transfers do not get an owner more memory. Its text stands in messages about
    /// memory. <see langword="null"/> (default): the transfer has a share of its own.
    /// </summary>
    public object? Owner { get; init; }
}
