namespace S3Stream.Embedded;

/// <summary>
/// A file of bytes that never change. Objects, parts and running reads share it and count themselves; the file goes with the last of
/// them, so an object can be replaced or deleted under a reader, and copied without copying. Any number of callers at once.
/// </summary>
internal sealed class Blob(string id, string path)
{
    private int _references;

    public string Id { get; } = id;

    public string Path { get; } = path;

    public bool IsReferenced => Volatile.Read(ref _references) > 0;

    public void AddReference() => Interlocked.Increment(ref _references);

    public void Release()
    {
        if (Interlocked.Decrement(ref _references) == 0)
        {
            File.Delete(Path);
        }
    }
}
