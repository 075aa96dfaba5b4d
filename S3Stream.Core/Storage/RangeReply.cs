namespace S3Stream.Storage;

/// <summary>
/// The answer to a ranged GetObject: the whole object's facts, and the bytes of the range (none when it lies beyond the end). The facts
/// have checksums only where the range is the whole object: of others stores tell now the object's, now the part's, now the range's.
/// </summary>
internal sealed record RangeReply(Extent Range, ObjectEntry Object, Stream? Body) : IDisposable
{
    /// <summary>The Content-Encoding the bytes are in; <see langword="null"/>: none.</summary>
    public string? Encoding { get; init; }

    public void Dispose() => Body?.Dispose();
}
