namespace S3Stream.Benchmarks.Tuning;

/// <summary>One setting that is varied: by doubling and by halving, within its bounds. Immutable.</summary>
/// <param name="Name">The setting's name in tables and plots.</param>
/// <param name="Value">Reads it.</param>
/// <param name="With">Sets it.</param>
/// <param name="Min">Smallest value.</param>
/// <param name="Max">Largest value.</param>
internal sealed record Axis(string Name, Func<Combination, int> Value, Func<Combination, int, Combination> With, int Min, int Max)
{
    public static Axis Requests { get; } = new("S3 requests", c => c.Requests, (c, value) => c with { Requests = value }, 1, 1_024);

    /// <summary>S3 takes no part below 5 MiB; above 512 MiB a retry costs more than any saving.</summary>
    public static Axis PartSize { get; } = new(
        "part size (bytes)", c => c.PartSize, (c, value) => c with { PartSize = value }, 5 * Combination.MiB, 512 * Combination.MiB);

    public static Axis Threads { get; } = new("threads", c => c.Threads, (c, value) => c with { Threads = value }, 1, 1_024);

    public static Axis Streams { get; } = new("streams", c => c.Streams, (c, value) => c with { Streams = value }, 1, 64);

    /// <summary>The next combination up or down; <see langword="null"/> at the end of the range.</summary>
    public Combination? Next(Combination from, bool up)
    {
        int value = Value(from);
        int next = up ? value * 2 : Math.Max(value / 2 / Step * Step, Min);
        return next == value || next > Max ? null : With(from, next);
    }

    private int Step => Min > Combination.MiB ? Combination.MiB : 1;
}
