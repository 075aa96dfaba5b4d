using S3Stream.Benchmarks.Network;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>The same endpoint compiled ahead of time and just in time with dynamic profiles.</summary>
internal sealed class NativeRow : IBenchmarkRow
{
    private const string Native = "native";
    private const string JustInTime = "just in time";

    public string Name => "native";

    public string What => "The published native endpoint beside the same code compiled just in time, `-p 4`, null S3 server";

    public string How => "Just in time with tiered compilation and dynamic PGO, after a warm-up round.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        if (!context.Settings.IsNative)
        {
            throw new UnavailableException(
                "needs the native binary: scripts/publish.sh, then --server artifacts/endpoint/s3stream-gridftp");
        }

        long bytes = context.Scaled(2L * 1024 * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer native = await EndpointServer.StartAsync(context, store.Access);
        await using EndpointServer justInTime = await EndpointServer.StartAsync(
            Path.Combine(AppContext.BaseDirectory, "s3stream-gridftp"), store.Access, null, Site.Here);
        string zeros = $"/bucket/zero/{bytes}";
        SampleSet stores = await context.CompareAsync(
            [
                CopyClient.Candidate(JustInTime, justInTime.Process, bytes, ["-p", "4", $"file://{source}", justInTime.Url("/bucket/put")]),
                CopyClient.Candidate(Native, native.Process, bytes, ["-p", "4", $"file://{source}", native.Url("/bucket/put")]),
            ],
            cancellationToken);
        SampleSet retrievals = await context.CompareAsync(
            [
                CopyClient.Candidate(JustInTime, justInTime.Process, bytes, ["-p", "4", justInTime.Url(zeros), "file:///dev/null"]),
                CopyClient.Candidate(Native, native.Process, bytes, ["-p", "4", native.Url(zeros), "file:///dev/null"]),
            ],
            cancellationToken);
        return new Measurement(
            [
                Verdict.Told(stores.Ratio(Native, JustInTime, Metric.Throughput), "x just in time, STOR"),
                Verdict.Told(retrievals.Ratio(Native, JustInTime, Metric.Throughput), "x just in time, RETR"),
            ],
            [
                stores.Table($"STOR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor, Metric.PeakMemory),
                retrievals.Table($"RETR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor, Metric.PeakMemory),
            ])
        {
            Samples = [.. stores.All, .. retrievals.All],
        };
    }
}
