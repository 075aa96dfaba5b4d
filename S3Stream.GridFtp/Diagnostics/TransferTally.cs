namespace S3Stream.GridFtp.Diagnostics;

/// <summary>
/// The bytes that the connections of one transfer have moved, for markers, the stall watch and the log. Safe for concurrent use.
/// </summary>
internal sealed class TransferTally
{
    private long _bytesMoved;
    private long _highestEnd;
    private int _waitingForPeer;
    private int _streams;

    /// <summary>Payload bytes received or sent; bytes that came twice count twice.</summary>
    public long BytesMoved => Interlocked.Read(ref _bytesMoved);

    /// <summary>The byte after the last one seen, in the offsets of the wire.</summary>
    public long HighestEnd => Interlocked.Read(ref _highestEnd);

    /// <summary>Connections that wait for the network now, rather than for memory or S3.</summary>
    public int WaitingForPeer => Volatile.Read(ref _waitingForPeer);

    /// <summary>Connections that took part.</summary>
    public int Streams => Volatile.Read(ref _streams);

    public void AddStream() => Interlocked.Increment(ref _streams);

    public void AddBytes(long count) => Interlocked.Add(ref _bytesMoved, count);

    public void BeginWait() => Interlocked.Increment(ref _waitingForPeer);

    public void EndWait() => Interlocked.Decrement(ref _waitingForPeer);

    /// <summary>Notes that a block ends at <paramref name="end"/>.</summary>
    public void Reach(long end)
    {
        long known = HighestEnd;
        while (end > known)
        {
            long before = Interlocked.CompareExchange(ref _highestEnd, end, known);
            if (before == known)
            {
                return;
            }

            known = before;
        }
    }
}
