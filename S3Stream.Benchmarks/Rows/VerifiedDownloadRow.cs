using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>What it costs to compare a download with the checksum that the store keeps.</summary>
internal sealed class VerifiedDownloadRow : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const string Compared = "S3Stream, PipeReader, compared";
    private const string Plain = "S3Stream, PipeReader, no checksum told";
    private const string Bare = "HttpClient GET of ranges";
    private const string ServedCompared = "RETR, compared";
    private const string ServedPlain = "RETR, no checksum told";
    private const string Reference = "C server, tmpfs";

    public string Name => "download-verified";

    public string What => "Whole objects compared with their CRC64NVME, library and RETR with `globus-url-copy -p 4`";

    public string How =>
        "The same bytes from the same null S3 server, which tells the checksum of one object and none of the other. CPU is the measured "
            + "process' alone.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(2 * Gibibyte);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        var settings = new WorkerSettings { Store = store.Access, Bytes = bytes, Folder = context.Folder };
        await using var workers = new WorkerGroup(context.WarmUp);
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(Bare, WorkNames.BareDownload, settings, cancellationToken),
                await workers.StartAsync(Plain, WorkNames.DownloadPipeUnsummed, settings, cancellationToken),
                await workers.StartAsync(Compared, WorkNames.DownloadPipe, settings, cancellationToken),
                Retrieve(ServedPlain, ours, bytes, $"/bucket/unsummed/zero/{bytes}"),
                Retrieve(ServedCompared, ours, bytes, $"/bucket/zero/{bytes}"),
                CopyClient.Candidate(Reference, reference.Process, bytes, ["-p", "4", reference.Url(source), "file:///dev/null"]),
            ],
            cancellationToken,
            context.ManyRounds);
        return new Measurement(
            [
                Verdict.AtMost(More(set, Compared, Plain), 0.05, "s/GB more than without, library"),
                Verdict.AtMost(More(set, ServedCompared, ServedPlain), 0.05, "s/GB more than without, RETR"),
                Verdict.AtLeast(set.Ratio(ServedCompared, Reference, Metric.Throughput), 0.9, "x the C server reading tmpfs, compared"),
            ],
            [set.Table($"Download of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor)])
        {
            Samples = set.All,
        };
    }

    private static double More(SampleSet set, string subject, string baseline) =>
        set.Median(subject, Metric.Processor) - set.Median(baseline, Metric.Processor);

    private static Candidate Retrieve(string name, EndpointServer server, long bytes, string path) =>
        CopyClient.Candidate(name, server.Process, bytes, ["-p", "4", server.Url(path), "file:///dev/null"]);
}
