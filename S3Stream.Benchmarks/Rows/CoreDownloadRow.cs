using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>The library's download beside bare HTTP and the SDK.</summary>
internal sealed class CoreDownloadRow(bool tls) : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const long Budget = 256L * 1024 * 1024;
    private const string Pipe = "S3Stream, PipeReader";
    private const string Streamed = "S3Stream, Stream";
    private const string ToFile = "S3Stream, file";
    private const string Bare = "HttpClient GET of ranges";
    private const string BareRanges = "HttpClient GET of ranges, each into memory of its own";
    private const string BareFile = "HttpClient GET of ranges, file";
    private const string UtilityFile = "TransferUtility, file";
    private const string UtilityStream = "TransferUtility, stream";

    public string Name => $"core-download-{Scheme}";

    public string What => $"Core download over {Scheme}, 16 MiB ranges, 4 in flight, null S3 server";

    public string How =>
        "Every candidate is a process of its own; CPU and peak memory are that process'. The bare client has no order: it reads each of "
            + "four ranges into one buffer of 1 MiB again and again, which the processor's cache keeps, and beside it each range into "
            + "memory of its own, as ranges that wait for their turn need it. Files are in memory (tmpfs). The budget is 256 MiB.";

    private string Scheme => tls ? "https" : "http";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NullStore store = await NullStore.StartAsync(context, new NullServerOptions { Tls = tls });
        var settings = new WorkerSettings
        {
            Store = store.Access,
            Bytes = context.Scaled(tls ? 2 * Gibibyte : 4 * Gibibyte),
            Budget = Budget,
            Folder = context.Folder,
        };
        WorkerSettings less = settings with { Bytes = context.Scaled(Gibibyte) };
        await using var workers = new WorkerGroup(context.WarmUp);
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(Bare, WorkNames.BareDownload, settings, cancellationToken),
                await workers.StartAsync(BareRanges, WorkNames.BareDownloadRanges, settings, cancellationToken),
                await workers.StartAsync(Pipe, WorkNames.DownloadPipe, settings, cancellationToken),
                await workers.StartAsync(Streamed, WorkNames.DownloadStream, settings, cancellationToken),
                await workers.StartAsync(UtilityStream, WorkNames.UtilityDownloadStream, less, cancellationToken),
                await workers.StartAsync(BareFile, WorkNames.BareDownloadFile, less, cancellationToken),
                await workers.StartAsync(ToFile, WorkNames.DownloadFile, less, cancellationToken),
                await workers.StartAsync(UtilityFile, WorkNames.UtilityDownloadFile, less, cancellationToken),
            ],
            cancellationToken,
            context.ManyRounds);
        double peak = new[] { Pipe, Streamed, ToFile }.Max(subject => set.Max(subject, Metric.PeakMemory));
        return new Measurement(
            [
                Verdict.AtMost(set.Ratio(Pipe, Bare, Metric.Processor), 1.25, "x the CPU of a bare GET, PipeReader"),
                Verdict.AtMost(set.Ratio(Streamed, Bare, Metric.Processor), 1.25, "x the CPU of a bare GET, Stream"),
                Verdict.Told(
                    set.Ratio(Pipe, BareRanges, Metric.Processor), "x the CPU of a bare GET of each range into its own memory, PipeReader"),
                Verdict.AtMost(set.Ratio(ToFile, BareFile, Metric.Processor), 1.25, "x the CPU of a bare GET, both to a file"),
                Verdict.AtLeast(set.Ratio(Streamed, UtilityStream, Metric.Throughput), 4, "x the throughput of TransferUtility, Stream"),
                Verdict.AtLeast(set.Ratio(ToFile, UtilityFile, Metric.Throughput), 4, "x the throughput of TransferUtility, file"),
                Verdict.AtMost(peak, settings.Budget / 1024.0 / 1024.0, "MiB peak resident memory of the whole process"),
            ],
            [
                set.Table(
                    $"Download of {settings.Bytes / Gibibyte} GiB ({less.Bytes / Gibibyte} GiB to files and by TransferUtility)",
                    Metric.Throughput,
                    Metric.Processor,
                    Metric.PeakMemory),
            ])
        {
            Samples = set.All,
        };
    }
}
