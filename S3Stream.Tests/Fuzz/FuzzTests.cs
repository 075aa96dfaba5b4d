using System.Globalization;
using Xunit;

namespace S3Stream.Tests.Fuzzing;

/// <summary>
/// Nothing that others write crashes, hangs or grows what reads it (scenario 67). A short run here; <c>scripts/fuzz.sh</c> is the drill,
/// which runs alone, for as long as it is told, and guided by the branches that inputs take.
/// </summary>
public sealed class FuzzTests
{
    private const string Seconds = "FUZZ_SECONDS";

    /// <summary>The same inputs every time, so that a test fails for what was changed and not by chance; the drill looks for news.</summary>
    private const int ShortSeed = 67;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1.5);

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Keys];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Any_input_is_taken_or_refused(string name)
    {
        bool isDrill = int.TryParse(Environment.GetEnvironmentVariable(Seconds), CultureInfo.InvariantCulture, out int seconds);
        if (isDrill && Environment.GetEnvironmentVariable("FUZZ_TARGET") is { } only && only is not ("all" or "") && only != name)
        {
            Assert.Skip($"the drill is for {only}");
        }

        int seed = isDrill ? Environment.TickCount : ShortSeed;
        await using FuzzTarget target = FuzzTargets.All[name]();
        var run = new FuzzRun(target, new FuzzCorpus(name), seed, isDrill);

        await run.RunAsync(isDrill ? TimeSpan.FromSeconds(seconds) : Short);

        string report = string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {run.Count} | {(FuzzCoverage.IsOn ? FuzzCoverage.Branches : "-")} | {run.Kept} "
                + $"| {run.Longest.TotalMilliseconds:0.0} ms | {run.HighestAllocation / 1024.0 / 1024:0.0} MiB |");
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}\n{report}");
        if (Environment.GetEnvironmentVariable("FUZZ_REPORT") is { Length: > 0 } file)
        {
            await File.AppendAllTextAsync(file, report + "\n", TestContext.Current.CancellationToken);
        }
    }
}
