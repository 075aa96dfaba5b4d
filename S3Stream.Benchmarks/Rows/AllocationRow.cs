using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Managed memory allocated for each gigabyte moved.</summary>
internal sealed class AllocationRow : IBenchmarkRow
{
    private const string Up = "upload, bytes in part memory";
    private const string UpStream = "upload, forward-only stream";
    private const string Down = "download, PipeReader";
    private const string DownStream = "download, Stream";

    public string Name => "allocation";

    public string What => "Managed allocation of the library, up and down";

    public string How =>
        "GC.GetTotalAllocatedBytes before and after a warm run, plain http, 16 MiB parts; requests, signatures and tasks included.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NullStore store = await NullStore.StartAsync(context);
        var settings = new WorkerSettings
        {
            Store = store.Access,
            Bytes = context.Scaled(4L * 1024 * 1024 * 1024),
            Folder = context.Folder,
        };
        await using var workers = new WorkerGroup(context.WarmUp);
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(Up, WorkNames.UploadInPlace, settings, cancellationToken),
                await workers.StartAsync(UpStream, WorkNames.UploadStream, settings, cancellationToken),
                await workers.StartAsync(Down, WorkNames.DownloadPipe, settings, cancellationToken),
                await workers.StartAsync(DownStream, WorkNames.DownloadStream, settings, cancellationToken),
            ],
            cancellationToken,
            rounds: 3);
        return new Measurement(
            [.. new[] { Up, UpStream, Down, DownStream }
                .Select(subject => Verdict.AtMost(set.Median(subject, Metric.Allocation), 1, $"MB/GB, {subject}"))],
            [set.Table($"{settings.Bytes / 1024 / 1024} MiB", Metric.Allocation, Metric.Throughput)])
        {
            Samples = set.All,
        };
    }
}
