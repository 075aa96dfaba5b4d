using System.Diagnostics;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// Feeds one target for a time: what is on file first, then changed inputs from a seed that is told. Every input must end within
/// <see cref="MaxTime"/>; in a drill, which runs alone, it must not allocate more than <see cref="MaxAllocation"/> bytes either, nor all of
/// them together leave <see cref="MaxGrowth"/> behind.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, FuzzCorpus corpus, int seed, bool isDrill)
{
    private const long MaxAllocation = 256L << 20;
    private const long MaxGrowth = 64L << 20;
    private const int MaxCorpus = 4_000;

    /// <summary>However slow the machine is: a run that fed nothing but the files has shown nothing.</summary>
    private const int MinChanges = 100;

    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(20);

    private readonly Random _random = new(seed);
    private readonly List<byte[]> _inputs = [];

    public long Count { get; private set; }

    /// <summary>Inputs that took branches no other had taken.</summary>
    public int Kept { get; private set; }

    /// <summary>What takes most of the memory or time of all inputs is worth a look even below the limits.</summary>
    public TimeSpan Longest { get; private set; }

    public long HighestAllocation { get; private set; }

    /// <exception cref="FuzzFindException">An input broke the target.</exception>
    public async Task RunAsync(TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        FuzzCoverage.Forget();
        foreach ((string name, byte[] input) in corpus.Load())
        {
            await FeedAsync(input, name);
            _inputs.Add(input);
        }

        foreach (byte[] input in target.MoreSeeds)
        {
            await FeedAsync(input, "a seed");
            _inputs.Add(input);
        }

        var mutator = new FuzzMutator(_random, target.Words);
        long before = GC.GetTotalMemory(forceFullCollection: isDrill);
        for (int changes = 0; clock.Elapsed < duration || changes < MinChanges; changes++)
        {
            byte[] changed = mutator.Mutate(_inputs[_random.Next(_inputs.Count)], _inputs);
            if (await FeedAsync(changed, null) && _inputs.Count < MaxCorpus)
            {
                _inputs.Add(changed);
                Kept++;
            }
        }

        long kept = _inputs.Sum(input => (long)input.Length);
        long growth = isDrill ? GC.GetTotalMemory(forceFullCollection: true) - before - kept : 0;
        if (growth > MaxGrowth)
        {
            throw new FuzzFindException($"{target.Name}: {Count} inputs of seed {seed} left {growth >> 20} MiB of memory behind");
        }
    }

    /// <returns>It took a new way.</returns>
    private async Task<bool> FeedAsync(byte[] input, string? name)
    {
        Count++;
        FuzzCoverage.Reset();
        long allocated = GC.GetTotalAllocatedBytes();
        long started = Stopwatch.GetTimestamp();
        try
        {
            // a thread of its own: a loop without end must not take the one that counts the seconds
            await Task.Run(() => target.RunAsync(input)).WaitAsync(MaxTime);
        }
        catch (Exception exception)
        {
            string what = exception is TimeoutException ? $"did not end within {MaxTime.TotalSeconds:0} s" : "broke it";
            throw Found(input, name, what, exception);
        }

        TimeSpan took = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetTotalAllocatedBytes() - allocated;
        Longest = took > Longest ? took : Longest;
        HighestAllocation = Math.Max(allocated, HighestAllocation);
        return isDrill && allocated > MaxAllocation
            ? throw Found(input, name, $"allocated {allocated >> 20} MiB", null)
            : FuzzCoverage.IsNew();
    }

    private FuzzFindException Found(byte[] input, string? name, string what, Exception? exception)
    {
        string where = name ?? (isDrill ? corpus.KeepFind(input) : $"base64 {Convert.ToBase64String(input)}");
        return new FuzzFindException($"{target.Name}: input {Count} of seed {seed} {what}: {where}", exception);
    }
}
