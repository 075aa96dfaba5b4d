using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>RETR: the endpoint beside the C server.</summary>
internal sealed class RetrieveRow : IBenchmarkRow
{
    private const string Ours = "S3Stream, null S3 server";
    private const string FromMemory = "C server, tmpfs";

    public string Name => "retr";

    public string What => "RETR of 2 GiB, `globus-url-copy -p 4`";

    public string How => "To /dev/null of the client. CPU is the server's alone.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(2L * 1024 * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);
        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(FromMemory, reference.Process, bytes, ["-p", "4", reference.Url(source), "file:///dev/null"]),
                CopyClient.Candidate(Ours, ours.Process, bytes, ["-p", "4", ours.Url($"/bucket/zero/{bytes}"), "file:///dev/null"]),
            ],
            cancellationToken);
        return new Measurement(
            [Verdict.AtLeast(set.Ratio(Ours, FromMemory, Metric.Throughput), 0.65, "x the C server reading tmpfs")],
            [set.Table($"RETR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor)])
        {
            Samples = set.All,
        };
    }
}
