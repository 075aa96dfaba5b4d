namespace S3Stream.Memory;

/// <summary>The directory that half-filled parts may go to, and the bytes they may take there together. Safe for concurrent use.</summary>
internal sealed class SpillArea
{
    private readonly string _directory;
    private readonly long _limit;
    private long _used;

    /// <exception cref="IOException">The directory cannot be created or written.</exception>
    public SpillArea(string directory, long limit)
    {
        _directory = Directory.CreateDirectory(directory).FullName;
        _limit = limit;
    }

    /// <summary>Bytes of parts that are spilled now.</summary>
    public long Used => Volatile.Read(ref _used);

    /// <summary>A file for a part of <paramref name="length"/> bytes, or <see langword="null"/> when the area is full.</summary>
    public SpillFile? TryCreate(long length)
    {
        if (Interlocked.Add(ref _used, length) > _limit)
        {
            Interlocked.Add(ref _used, -length);
            return null;
        }

        try
        {
            string path = Path.Combine(_directory, $"s3stream-{Guid.NewGuid():N}.part");
            return new SpillFile(this, path, length);
        }
        catch
        {
            Interlocked.Add(ref _used, -length);
            throw;
        }
    }

    internal void Release(long length) => Interlocked.Add(ref _used, -length);
}
