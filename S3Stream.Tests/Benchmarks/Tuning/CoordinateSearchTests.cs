using S3Stream.Benchmarks.Tuning;
using Xunit;
using Finding = S3Stream.Benchmarks.Tuning.Finding;

namespace S3Stream.Tests.Benchmarks.Tuning;

public sealed class CoordinateSearchTests
{
    private const int MiB = Combination.MiB;
    private static readonly Combination Start = new(4, 16 * MiB, 2);
    private static readonly Axis[] Axes = [Axis.Requests, Axis.PartSize, Axis.Threads];
    private int _measurements;

    [Fact]
    public async Task Latency_is_hidden_by_more_requests_until_the_link_is_full()
    {
        CoordinateSearch search = Search(set => Math.Min(800, set.Requests * 50), _ => true);

        Measured? best = await search.RunAsync(Start, [Axis.Requests]);

        Assert.Equal(16, best!.Combination.Requests);
        Finding finding = Assert.Single(search.Findings);
        Assert.Equal((true, StopReason.NoGain), (finding.Raised, finding.Stop));
        Assert.Contains("latency-bound", TuneReport.Reason(finding, TimeSpan.FromMilliseconds(50), 0), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_slows_down_under_many_requests_gets_fewer()
    {
        CoordinateSearch search = Search(set => 1_000.0 / set.Requests, _ => true);

        Measured? best = await search.RunAsync(Start, [Axis.Requests]);

        Assert.Equal(1, best!.Combination.Requests);
        Assert.True(Assert.Single(search.Findings).Lowered);
    }

    [Fact]
    public async Task A_machine_whose_processors_are_busy_is_told_so()
    {
        CoordinateSearch search = Search(_ => 500, _ => true, busy: 0.97);

        Measured? best = await search.RunAsync(Start, Axes);

        Assert.Equal(Start, best!.Combination);
        Assert.All(search.Findings, finding =>
            Assert.Contains("CPU-bound", TuneReport.Reason(finding, TimeSpan.Zero, 0), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_combination_is_tried_that_the_memory_budget_does_not_hold()
    {
        const long Budget = 128L * MiB;
        CoordinateSearch search = Search(set => set.Requests * 50, set => (long)set.Requests * set.PartSize <= Budget);

        Measured? best = await search.RunAsync(Start, [Axis.Requests]);

        Assert.Equal(8, best!.Combination.Requests);
        Assert.Contains(
            "--memory-budget 128MiB",
            TuneReport.Reason(Assert.Single(search.Findings), TimeSpan.Zero, Budget),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_search_takes_a_few_measurements_of_each_setting_and_no_grid()
    {
        CoordinateSearch search = Search(set => Math.Min(400, set.Requests * 50) + Math.Min(64, set.PartSize / MiB), _ => true);

        await search.RunAsync(Start, Axes);

        Assert.InRange(_measurements, 5, 20);
        Assert.Equal(Axes, search.Findings.Select(finding => finding.Axis));
    }

    [Fact]
    public async Task A_limit_ends_the_search_with_the_best_so_far()
    {
        CoordinateSearch search = Search(set => _measurements > 3 ? null : set.Requests * 50, _ => true);

        Measured? best = await search.RunAsync(Start, Axes);

        Assert.Equal(16, best!.Combination.Requests);
        Assert.Equal(StopReason.Limit, Assert.Single(search.Findings).Stop);
    }

    [Theory]
    [InlineData(16, true, 32)]
    [InlineData(16, false, 8)]
    [InlineData(8, false, 5)] // S3 takes no smaller part, and settings no half MiB
    [InlineData(5, false, null)]
    [InlineData(512, true, null)]
    public void Part_sizes_stay_within_what_S3_takes(int from, bool up, int? next) =>
        Assert.Equal(next * MiB, Axis.PartSize.Next(Start with { PartSize = from * MiB }, up)?.PartSize);

    private CoordinateSearch Search(Func<Combination, double?> speed, Func<Combination, bool> fits, double busy = 0.1) => new(
        set =>
        {
            _measurements++;
            return Task.FromResult(speed(set) is { } value ? new Measured(set, value, value, busy) : null);
        },
        fits);
}
