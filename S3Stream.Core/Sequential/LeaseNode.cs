using System.Buffers;

namespace S3Stream.Sequential;

/// <summary>One lease's place in what a <see cref="DownloadPipeReader"/> shows. Owned by the reader.</summary>
internal sealed class LeaseNode : ReadOnlySequenceSegment<byte>
{
    private ReadLease _lease;

    /// <summary>A piece that lies in leased memory.</summary>
    public LeaseNode(ReadLease lease)
    {
        _lease = lease;
        Memory = lease.Memory;
    }

    /// <summary>A piece in memory of its own.</summary>
    public LeaseNode(ReadOnlyMemory<byte> bytes) => Memory = bytes;

    public LeaseNode? NextNode { get; private set; }

    public void Append(LeaseNode next)
    {
        next.RunningIndex = RunningIndex + Memory.Length;
        Next = next;
        NextNode = next;
    }

    public void GiveBack()
    {
        _lease.Dispose();
        _lease = default;
    }
}
