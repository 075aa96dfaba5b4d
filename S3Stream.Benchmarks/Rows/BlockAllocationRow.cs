using System.Globalization;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>What one MODE E block allocates.</summary>
internal sealed class BlockAllocationRow : IBenchmarkRow
{
    private const int SmallBlock = 64 * 1024;
    private const int LargeBlock = 1024 * 1024;
    private const double MinObjectSize = 24;
    private const string Small = "STOR in blocks of 64 KiB";
    private const string Large = "STOR in blocks of 1 MiB";

    public string Name => "mode-e-allocation";

    public string What => "Managed allocation for each MODE E block received";

    public string How =>
        "The endpoint runs inside a measured process, fed by `globus-url-copy -p 4 -bs`. The difference between the same file in small "
            + "and in large blocks, divided by the "
        + "difference in blocks, is what a block costs beside its bytes; what the transfer itself costs cancels out.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        Tool.Require("globus-url-copy", "globus-gass-copy-progs");
        await using NullStore store = await NullStore.StartAsync(context);
        var settings = new WorkerSettings
        {
            Store = store.Access,
            Bytes = context.Scaled(2L * 1024 * 1024 * 1024),
            Folder = context.Folder,
        };
        await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), settings.Bytes, cancellationToken);
        await using var workers = new WorkerGroup();
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(Small, WorkNames.EndpointStoreSmallBlocks, settings, cancellationToken),
                await workers.StartAsync(Large, WorkNames.EndpointStoreLargeBlocks, settings, cancellationToken),
            ],
            cancellationToken);
        long more = (settings.Bytes / SmallBlock) - (settings.Bytes / LargeBlock);
        double each = (set.Min(Small, Metric.Allocation) - set.Min(Large, Metric.Allocation)) * 1e6 * (settings.Bytes / 1e9) / more;
        return new Measurement(
            [Judge(Math.Max(0, each))],
            [set.Table($"STOR of {settings.Bytes / 1024 / 1024} MiB", Metric.Allocation, Metric.Throughput)])
        {
            Samples = set.All,
        };
    }

    // what markers and timers allocate differs from run to run; an object for each block would be at least 24 bytes
    private static Verdict Judge(double each) => new(
        string.Create(CultureInfo.InvariantCulture, $"{each:f1} bytes for each block (the smallest object has {MinObjectSize:f0})"),
        "no object for a block",
        each < MinObjectSize / 2);
}
