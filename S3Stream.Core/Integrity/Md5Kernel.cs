using System.Runtime.Intrinsics.X86;

namespace S3Stream.Integrity;

/// <summary>One way to take blocks of several messages into their states: its instructions and its width. Immutable.</summary>
internal sealed unsafe class Md5Kernel
{
    private readonly delegate*<uint*, byte**, nint, void> _compress;

    private Md5Kernel(string name, int lanes, delegate*<uint*, byte**, nint, void> compress)
    {
        Name = name;
        Lanes = lanes;
        _compress = compress;
    }

    /// <summary>Every kernel that this processor has.</summary>
    public static IReadOnlyList<Md5Kernel> All { get; } = FindAll();

    /// <summary>
    /// Those that are worth it here, narrow ones first (figures in docs/profile.md): a narrow one is quicker where it has enough lanes.
    /// </summary>
    public static IReadOnlyList<Md5Kernel> Chosen { get; } = Avx512F.VL.IsSupported
        ? [.. All.Where(kernel => kernel.Name is Names.Vector256Ternary or Names.Vector512)]
        : All;

    public string Name { get; }

    /// <summary>Messages at once.</summary>
    public int Lanes { get; }

    /// <inheritdoc cref="Md5Rounds.Compress"/>
    public void Compress(uint* states, byte** messages, nint count) => _compress(states, messages, count);

    public override string ToString() => Name;

    // What is not supported must not be named as a method either: the native compiler leaves it out by these questions.
    private static List<Md5Kernel> FindAll()
    {
        List<Md5Kernel> kernels = [new(Names.Scalar, Md5Words1.Lanes, &Md5Rounds.Compress<Md5Words1>)];
        if (Avx2.IsSupported)
        {
            kernels.Add(new(Names.Vector256, Md5Words8.Lanes, &Md5Rounds.Compress<Md5Words8>));
            kernels.Add(new(Names.Vector256Pair, 2 * Md5Words8.Lanes, &Md5PairedRounds.Compress<Md5Words8>));
        }

        if (Avx512F.VL.IsSupported)
        {
            kernels.Add(new(Names.Vector256Ternary, Md5Words8Vl.Lanes, &Md5Rounds.Compress<Md5Words8Vl>));
        }

        if (Avx512F.IsSupported)
        {
            kernels.Add(new(Names.Vector512, Md5Words16.Lanes, &Md5Rounds.Compress<Md5Words16>));
        }

        return kernels;
    }

    private static class Names
    {
        public const string Scalar = "1 lane";
        public const string Vector256 = "8 lanes, AVX2";
        public const string Vector256Pair = "2 x 8 lanes, AVX2";
        public const string Vector256Ternary = "8 lanes, AVX-512VL";
        public const string Vector512 = "16 lanes, AVX-512";
    }
}
