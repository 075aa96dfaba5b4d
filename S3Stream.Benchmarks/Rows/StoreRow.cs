using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>STOR: the endpoint beside the C server.</summary>
internal sealed class StoreRow : IBenchmarkRow
{
    private const string Ours = "S3Stream, null S3 server";
    private const string ToNull = "C server, /dev/null";
    private const string ToMemory = "C server, tmpfs";

    public string Name => "stor";

    public string What => "STOR of 2 GiB, `globus-url-copy -p 4`";

    public string How =>
        "The same client and file (in memory) for all; CPU is the server's alone, the null S3 server and the client share the two cores.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(2L * 1024 * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);
        string target = Path.Combine(context.Folder, "stored");
        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(ToNull, reference.Process, bytes, ["-p", "4", $"file://{source}", reference.Url("/dev/null")]),
                CopyClient.Candidate(Ours, ours.Process, bytes, ["-p", "4", $"file://{source}", ours.Url("/bucket/put")]),
                CopyClient.Candidate(ToMemory, reference.Process, bytes, ["-p", "4", $"file://{source}", reference.Url(target)]),
            ],
            cancellationToken);
        return new Measurement(
            [
                Verdict.AtLeast(set.Ratio(Ours, ToNull, Metric.Throughput), 0.65, "x the C server receiving into /dev/null"),
                Verdict.AtLeast(set.Ratio(Ours, ToMemory, Metric.Throughput), 1, "x the C server receiving into tmpfs"),
            ],
            [set.Table($"STOR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor)])
        {
            Samples = set.All,
        };
    }
}
