namespace S3Stream.Download;

/// <summary>
/// Whether it is worth a request to ask the store for an object's checksum. Shared by all downloads of a client. Safe for concurrent use.
/// </summary>
/// <remarks>
/// A store whose profile says that it keeps CRC64NVME is always asked. One of which nothing is known is asked until a few objects in a row
/// had none; after that now and then, since objects differ too.
/// </remarks>
internal sealed class ChecksumLookups(StoreProfile profile)
{
    private const int MaxMisses = 8;
    private const int AskedAgainAfter = 16;

    private readonly bool _isKnown = profile.Checksum == StoreChecksum.Crc64Nvme;
    private int _misses;
    private int _skipped;
    private volatile bool _isBesideRead;

    /// <summary>The store does not tell checksums with a read, so the look-up may go out beside the first one.</summary>
    public bool IsBesideRead => _isBesideRead && IsWorthIt;

    /// <summary>An object's checksum may be there for the asking.</summary>
    public bool IsWorthIt =>
        _isKnown || Volatile.Read(ref _misses) < MaxMisses || Volatile.Read(ref _skipped) >= AskedAgainAfter;

    /// <summary>A read of a whole object came with its checksum, or without.</summary>
    public void OnWholeRead(bool told) => _isBesideRead = !told;

    /// <summary>A look-up was answered.</summary>
    public void OnAnswer(bool told)
    {
        Volatile.Write(ref _skipped, 0);
        _ = told ? Interlocked.Exchange(ref _misses, 0) : Interlocked.Increment(ref _misses);
    }

    /// <summary>An object was not asked for.</summary>
    public void OnSkipped() => Interlocked.Increment(ref _skipped);
}
