using System.Buffers;
using System.Runtime.CompilerServices;

namespace S3Stream.Integrity;

/// <summary>Sums several messages side by side, a piece of each at a time. Not safe for concurrent use.</summary>
/// <param name="kernels">Those to use, narrow ones first.</param>
internal sealed unsafe class Md5Batch(IReadOnlyList<Md5Kernel> kernels)
{
    // 0.1 ms: so long a message that comes waits for a lane that is free
    private const int MaxBlocks = 64 * 1024 / Md5Rounds.BlockSize;

    private readonly MemoryHandle[] _pins = new MemoryHandle[kernels[^1].Lanes];

    /// <summary>Sums all bytes of a message, alone.</summary>
    public static void Alone(Md5Message message)
    {
        fixed (uint* state = message.State)
        {
            for (ReadOnlyMemory<byte> next = message.Next(); !next.IsEmpty; next = message.Next())
            {
                using MemoryHandle pin = next.Pin();
                byte* bytes = (byte*)pin.Pointer;
                int blocks = next.Length / Md5Rounds.BlockSize;
                Md5Rounds.Compress<Md5Words1>(state, &bytes, blocks);
                message.Advance(blocks);
            }
        }
    }

    /// <summary>
    /// Takes as many blocks of each as all of them have next, and no more than take a moment. None is at its end, and there are no more of
    /// them than the widest kernel has lanes.
    /// </summary>
    public void Step(ReadOnlySpan<Md5Message> messages)
    {
        Md5Kernel kernel = KernelFor(messages.Length);
        int lanes = kernel.Lanes;
        uint* states = stackalloc uint[4 * lanes];
        byte** pointers = stackalloc byte*[lanes];
        int blocks = MaxBlocks;
        int pinned = 0;
        try
        {
            foreach (Md5Message message in messages)
            {
                ReadOnlyMemory<byte> next = message.Next();
                blocks = Math.Min(blocks, next.Length / Md5Rounds.BlockSize);
                _pins[pinned] = next.Pin();
                pointers[pinned] = (byte*)_pins[pinned].Pointer;
                Load(message, states + pinned, lanes);
                pinned++;
            }

            for (int lane = messages.Length; lane < lanes; lane++)
            {
                pointers[lane] = pointers[0]; // nobody's: it sums what is in the cache anyway
                Load(messages[0], states + lane, lanes);
            }

            kernel.Compress(states, pointers, blocks);
        }
        finally
        {
            foreach (MemoryHandle pin in _pins.AsSpan(0, pinned))
            {
                pin.Dispose();
            }
        }

        for (int lane = 0; lane < messages.Length; lane++)
        {
            Store(messages[lane], states + lane, lanes);
            messages[lane].Advance(blocks);
        }
    }

    private Md5Kernel KernelFor(int messages)
    {
        foreach (Md5Kernel kernel in kernels)
        {
            if (kernel.Lanes >= messages)
            {
                return kernel;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(messages), messages, $"There are {kernels[^1].Lanes} lanes.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(Md5Message message, uint* states, int lanes)
    {
        Span<uint> state = message.State;
        for (int word = 0; word < state.Length; word++)
        {
            states[word * lanes] = state[word];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Md5Message message, uint* states, int lanes)
    {
        Span<uint> state = message.State;
        for (int word = 0; word < state.Length; word++)
        {
            state[word] = states[word * lanes];
        }
    }
}
