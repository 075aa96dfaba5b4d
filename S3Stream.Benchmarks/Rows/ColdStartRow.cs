using System.Diagnostics;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>From the start of the process to the line that says it can be connected to.</summary>
internal sealed class ColdStartRow : IBenchmarkRow
{
    private const string Subject = "native endpoint";

    public string Name => "cold-start";

    public string What => "Start of the published binary to \"listening\"";

    public string How => "Anonymous, no Grid certificates; until the line that says so has been read.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (!context.Settings.IsNative)
        {
            throw new UnavailableException(
                "needs the native binary: scripts/publish.sh, then --server artifacts/endpoint/s3stream-gridftp");
        }

        await using NullStore store = await NullStore.StartAsync(context);
        SampleSet set = await context.CompareAsync(
            [new Candidate(Subject, _ => StartAsync(context, store.Access))], cancellationToken, rounds: 15);
        return new Measurement(
            [Verdict.AtMost(set.Median(Subject, Metric.Milliseconds), 100, "ms")],
            [set.Table("Starts", Metric.Milliseconds, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    private static async Task<Sample> StartAsync(RunContext context, StoreAccess store)
    {
        long start = Stopwatch.GetTimestamp();
        await using EndpointServer server = await EndpointServer.StartAsync(context, store);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new Sample(Subject, elapsed, server.Process.ProcessorTime) { Operations = 1, PeakMemory = server.Process.PeakMemory };
    }
}
