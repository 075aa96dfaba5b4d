namespace S3Stream.Benchmarks.Running;

/// <summary>What a row gets to run with: settings, a folder of its own in memory, and the loop over its candidates.</summary>
internal sealed class RunContext : IDisposable
{
    private const int QuickDivisor = 4;

    public RunContext(RunSettings settings)
    {
        Settings = settings;
        Folder = Directory.CreateDirectory(Path.Combine(settings.Folder, $"s3stream-benchmark-{Environment.ProcessId}")).FullName;
    }

    public RunSettings Settings { get; }

    /// <summary>Emptied when the row has ended.</summary>
    public string Folder { get; }

    /// <summary>A number of bytes or operations: a quarter of it in a quick run.</summary>
    public long Scaled(long full) => Settings.Quick ? full / QuickDivisor : full;

    /// <summary>The first in a full run, the second in a quick one.</summary>
    public T Choose<T>(T full, T quick) => Settings.Quick ? quick : full;

    /// <summary>
    /// How long a worker that is compiled just in time works before it is measured; after 7 s the compiler still took 4 % of the samples.
    /// </summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Choose(12, 1));

    /// <summary>Rounds of a row whose figures lie near their targets.</summary>
    public int ManyRounds => 9;

    public void Say(string text) => Console.Error.WriteLine($"  {text}");

    /// <summary>
    /// Runs every candidate once to warm up, then in rounds, each round in the other direction: what drifts on the machine meets all alike.
    /// </summary>
    public async Task<SampleSet> CompareAsync(IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken, int rounds = 5)
    {
        var set = new SampleSet();
        int wanted = Settings.Rounds > 0 ? Settings.Rounds : Settings.Quick ? 1 : rounds;
        for (int round = -1; round < wanted; round++)
        {
            foreach (Candidate candidate in round % 2 == 0 ? candidates.Reverse() : candidates)
            {
                Sample sample = await candidate.RunAsync(cancellationToken);
                string when = round < 0 ? "warm-up" : $"round {round + 1}";
                Say($"{when}: {candidate.Subject}: {sample.Elapsed.TotalSeconds:f2} s, CPU {sample.Processor.TotalSeconds:f2} s");
                if (round >= 0)
                {
                    set.Add(sample with { Subject = candidate.Subject });
                }
            }
        }

        return set.InOrderOf(candidates.Select(candidate => candidate.Subject));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
