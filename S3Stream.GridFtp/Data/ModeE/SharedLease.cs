namespace S3Stream.GridFtp.Data;

/// <summary>A lease whose bytes several senders send: it goes back with the last of its pieces. Safe for concurrent use.</summary>
internal sealed class SharedLease(ReadLease lease, int pieces)
{
    private int _left = pieces;

    /// <summary>The bytes.</summary>
    public ReadLease Lease { get; } = lease;

    /// <summary>Releases so many pieces.</summary>
    public void Release(int count)
    {
        if (Interlocked.Add(ref _left, -count) == 0)
        {
            Lease.Dispose();
        }
    }
}
