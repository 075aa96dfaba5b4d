using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace S3Stream.Embedded;

/// <summary>
/// The memory Kestrel receives into. Its own pool has blocks of 4 KiB, one recv each: 260,000 calls for a gigabyte, most of the cost of
/// a body. Idle connections hold no block. Any number of callers at once.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    private const int BlockBytes = 128 * 1024;

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(Math.Max(minBufferSize, BlockBytes));

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    /// <summary>There is nothing of its own to give back.</summary>
    protected override void Dispose(bool disposing)
    {
    }
}
