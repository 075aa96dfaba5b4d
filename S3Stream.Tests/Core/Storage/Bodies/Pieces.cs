using System.Buffers;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Bytes as a sequence of several pieces of memory, as part buffers have them.</summary>
internal static class Pieces
{
    public static ReadOnlySequence<byte> Of(ReadOnlyMemory<byte> bytes, int size)
    {
        if (bytes.Length <= size)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        var first = new Piece(bytes[..size], 0);
        Piece last = first;
        for (int offset = size; offset < bytes.Length; offset += size)
        {
            last = last.Append(bytes[offset..Math.Min(bytes.Length, offset + size)]);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Piece(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
