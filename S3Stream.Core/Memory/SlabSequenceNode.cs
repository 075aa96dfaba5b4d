using System.Buffers;

namespace S3Stream.Memory;

/// <summary>A run's place in the sequence of a part's bytes.</summary>
internal sealed class SlabSequenceNode : ReadOnlySequenceSegment<byte>
{
    public SlabSequenceNode(ReadOnlyMemory<byte> memory, long runningIndex)
    {
        Memory = memory;
        RunningIndex = runningIndex;
    }

    public SlabSequenceNode Append(ReadOnlyMemory<byte> memory)
    {
        SlabSequenceNode next = new(memory, RunningIndex + Memory.Length);
        Next = next;
        return next;
    }
}
