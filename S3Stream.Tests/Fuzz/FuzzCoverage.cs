using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// The branches that an input took, where scripts/fuzz.sh has had SharpFuzz write counters into the assemblies. Without that every answer
/// is "nothing new", and inputs are changed from the seeds alone. One caller.
/// </summary>
internal static class FuzzCoverage
{
    private const int Size = 1 << 16;

    private static readonly byte[] Hits = new byte[Size];
    private static readonly byte[] Empty = new byte[Size];
    private static readonly byte[] Known = new byte[Size];
    private static nint _counters;

    /// <summary>The assemblies under test count their branches.</summary>
    public static bool IsOn => _counters != 0;

    /// <summary>Before any code under test runs: its counters must have memory to count in.</summary>
    [ModuleInitializer]
    internal static void Begin()
    {
        string runtime = Path.Combine(AppContext.BaseDirectory, "SharpFuzz.Common.dll");
        if (!File.Exists(runtime))
        {
            return;
        }

        AssemblyLoadContext.Default.Resolving += (context, name) =>
            name.Name == "SharpFuzz.Common" ? context.LoadFromAssemblyPath(runtime) : null;
        FieldInfo memory = AssemblyLoadContext.Default.LoadFromAssemblyPath(runtime).GetType("SharpFuzz.Common.Trace", throwOnError: true)!
            .GetField("SharedMem")!;
        _counters = Marshal.AllocHGlobal(Size);
        memory.SetValue(null, _counters);
        Reset();
    }

    /// <summary>Another target begins: all ways are new to it.</summary>
    public static void Forget() => Array.Clear(Known);

    /// <summary>Another input begins.</summary>
    public static void Reset()
    {
        if (IsOn)
        {
            Marshal.Copy(Empty, 0, _counters, Size);
        }
    }

    /// <summary>The input took a branch, or a number of times, that none before it did.</summary>
    public static bool IsNew()
    {
        if (!IsOn)
        {
            return false;
        }

        Marshal.Copy(_counters, Hits, 0, Size);
        bool isNew = false;
        for (int i = 0; i < Size; i++)
        {
            byte bucket = Bucket(Hits[i]);
            isNew |= (bucket & ~Known[i]) != 0;
            Known[i] |= bucket;
        }

        return isNew;
    }

    /// <summary>Branches seen since the start.</summary>
    public static int Branches => Known.Count(known => known != 0);

    private static byte Bucket(byte hits) => hits switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
