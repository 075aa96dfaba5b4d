namespace S3Stream.Download;

/// <summary>
/// Decides whether to ask the store for an object's checksum, which costs a request. Shared by all downloads of a client. Safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// A store whose profile says that it keeps CRC64NVME is always asked. A store of which nothing is known is asked until a few objects in a
/// row had no checksum; after that it is asked now and then, because objects differ.
/// </remarks>
internal sealed class ChecksumLookups(StoreProfile profile)
{
    private const int MaxMisses = 8;
    private const int AskedAgainAfter = 16;

    private readonly bool _isKnown = profile is { Checksum: StoreChecksum.Crc64Nvme, Learns: false };
    private int _misses;
    private int _skipped;
    private volatile bool _isBesideRead;

    /// <summary>The store does not tell checksums with a read, so the look-up may go out beside the first one.</summary>
    public bool IsBesideRead => _isBesideRead && IsWorthIt;

    /// <summary>Whether the store may have a checksum of an object.</summary>
    public bool IsWorthIt =>
        _isKnown || Volatile.Read(ref _misses) < MaxMisses || Volatile.Read(ref _skipped) >= AskedAgainAfter;

    /// <summary>A read of a whole object came with its checksum, or without.</summary>
    public void OnWholeRead(bool told) => _isBesideRead = !told;

    /// <summary>Notes the answer to a look-up.</summary>
    public void OnAnswer(bool told)
    {
        Volatile.Write(ref _skipped, 0);
        _ = told ? Interlocked.Exchange(ref _misses, 0) : Interlocked.Increment(ref _misses);
    }

    /// <summary>Notes that an object's checksum was not asked for.</summary>
    public void OnSkipped() => Interlocked.Increment(ref _skipped);
}
