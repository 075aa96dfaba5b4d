namespace S3Stream.GridFtp.Paths;

/// <summary>An object or directory, as listings and look-ups show it. Immutable.</summary>
/// <param name="Path">Where.</param>
/// <param name="IsDirectory">The root, a bucket, or a prefix that keys begin with.</param>
/// <param name="Length">Bytes; 0 for a directory.</param>
/// <param name="Modified">
/// UTC: what the client that stored it said, where metadata was looked up and tells it; else S3's. <see langword="null"/> for a directory
/// that has no marker object.
/// </param>
internal sealed record PathEntry(VirtualPath Path, bool IsDirectory, long Length, DateTimeOffset? Modified)
{
    /// <summary>The object's facts, for an object.</summary>
    public ObjectEntry? Object { get; init; }

    public static PathEntry Directory(VirtualPath path, DateTimeOffset? modified = null) => new(path, IsDirectory: true, 0, modified);

    public static PathEntry File(VirtualPath path, ObjectEntry entry) =>
        new(path, IsDirectory: false, entry.Length, KeptTime.Of(entry) ?? entry.LastModified) { Object = entry };
}
