namespace S3Stream.Storage.Bodies;

/// <summary>
/// How many bytes of a body go to a connection in one write. Each write costs a wait for the socket and two changes of thread, so large
/// ones are cheaper; but only the end of a write shows that a request makes progress, so none may come near the time allowed without any.
/// The size is found from how long writes took, and shared by all requests to one store. Safe for concurrent use.
/// </summary>
internal sealed class WriteSize
{
    /// <summary>The smallest size, used until writes turn out to be quick and again after one failed.</summary>
    public const int Min = 1024 * 1024;

    /// <summary>The largest size: larger ones are not cheaper.</summary>
    public const int Max = 16 * 1024 * 1024;

    // A connection may become so many times slower from one write to the next before a request is taken for stalled.
    private const int Margin = 64;

    private readonly TimeSpan _long;
    private int _bytes = Min;

    /// <param name="limit">The time a request may take without progress.</param>
    public WriteSize(TimeSpan limit) => _long = limit / Margin;

    /// <summary>Bytes of the next write.</summary>
    public int Bytes => Volatile.Read(ref _bytes);

    /// <summary>Notes how long a write took.</summary>
    public void Note(int bytes, TimeSpan elapsed)
    {
        int now = Bytes;
        if (elapsed > _long)
        {
            Volatile.Write(ref _bytes, Math.Max(Min, Math.Min(now, bytes) / 2));
        }
        else if (elapsed < _long / 2 && bytes >= now)
        {
            Volatile.Write(ref _bytes, Math.Min(Max, now * 2));
        }
    }

    /// <summary>Notes that a write failed, perhaps for want of progress.</summary>
    public void NoteFailure() => Volatile.Write(ref _bytes, Min);
}
