namespace S3Stream.Storage;

/// <summary>
/// The answer to a ranged GetObject: the whole object's facts, and the bytes of the range (none when it lies beyond the end).
/// </summary>
internal sealed record RangeReply(Extent Range, ObjectEntry Object, Stream? Body) : IDisposable
{
    public void Dispose() => Body?.Dispose();
}
