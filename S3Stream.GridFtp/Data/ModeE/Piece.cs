namespace S3Stream.GridFtp.Data;

/// <summary>
/// Bytes of a download for one sender, who disposes it once, when they are sent. <see langword="default"/> says that there are no more.
/// </summary>
internal readonly record struct Piece(long Offset, ReadOnlyMemory<byte> Memory, ReadLease Lease, SharedLease? Shared) : IDisposable
{
    /// <summary>There are no more bytes; nothing is to be disposed.</summary>
    public bool IsEnd => Memory.IsEmpty;

    public void Dispose()
    {
        if (Shared is null)
        {
            Lease.Dispose();
        }
        else
        {
            Shared.Release(1);
        }
    }
}
