using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>The library's upload beside bare HTTP and the SDK.</summary>
internal sealed class CoreUploadRow(bool tls) : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const string InPlace = "S3Stream, bytes in part memory";
    private const string Streamed = "S3Stream, forward-only stream";
    private const string Bare = "HttpClient PUT of resident parts";
    private const string BareCached = "HttpClient PUT of one part";
    private const string BareStreamed = "HttpClient PUT of the stream";
    private const string UtilityFile = "TransferUtility, file in memory";
    private const string UtilityStream = "TransferUtility, forward-only stream";

    public string Name => $"core-upload-{Scheme}";

    public string What => $"Core upload over {Scheme}, 16 MiB parts, 4 in flight, null S3 server";

    public string How =>
        "Every candidate is a process of its own; CPU is that process'. The library's figures include a CRC-64/NVME of every part, a "
            + "bare PUT computes nothing. "
            + "\"In part memory\" commits memory as a socket leaves it there; the stream hands out a resident block, which costs one "
            + "copy; a bare PUT of it is one request after the other. The library's budget is 128 MiB: four parts in flight and "
            + "four being filled; a bare PUT "
            + "sends eight parts in turn, and beside it one part again and again, which the processor's cache keeps.";

    private string Scheme => tls ? "https" : "http";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NullStore store = await NullStore.StartAsync(context, new NullServerOptions { Tls = tls });
        var settings = new WorkerSettings
        {
            Store = store.Access,
            Bytes = context.Scaled(tls ? 2 * Gibibyte : 4 * Gibibyte),
            Folder = context.Folder,
        };
        WorkerSettings less = settings with { Bytes = context.Scaled(Gibibyte) }; // it takes its time
        await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), less.Bytes, cancellationToken);
        await using var workers = new WorkerGroup(context.WarmUp);
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(Bare, WorkNames.BareUpload, settings, cancellationToken),
                await workers.StartAsync(BareCached, WorkNames.BareUploadCached, settings, cancellationToken),
                await workers.StartAsync(InPlace, WorkNames.UploadInPlace, settings, cancellationToken),
                await workers.StartAsync(BareStreamed, WorkNames.BareUploadStream, settings, cancellationToken),
                await workers.StartAsync(Streamed, WorkNames.UploadStream, settings, cancellationToken),
                await workers.StartAsync(UtilityFile, WorkNames.UtilityUploadFile, less, cancellationToken),
                await workers.StartAsync(UtilityStream, WorkNames.UtilityUploadStream, less, cancellationToken),
            ],
            cancellationToken,
            context.ManyRounds);
        (double bare, double utility) = tls ? (1.15, 0.25) : (1.35, 0.125);
        return new Measurement(
            [
                Verdict.AtMost(set.Ratio(InPlace, Bare, Metric.Processor), bare, "x the CPU of a bare PUT, from memory"),
                Verdict.AtMost(set.Ratio(Streamed, Bare, Metric.Processor), bare, "x the CPU of a bare PUT, from a stream"),
                Verdict.Told(
                    set.Ratio(Streamed, BareStreamed, Metric.Processor),
                    "x the CPU of a bare PUT of the same stream, which copies it as well"),
                Verdict.Told(
                    set.Ratio(InPlace, BareCached, Metric.Processor), "x the CPU of a bare PUT of one part again and again, from memory"),
                Verdict.AtMost(set.Ratio(InPlace, UtilityFile, Metric.Processor), utility, "x the CPU of TransferUtility (file)"),
                Verdict.AtLeast(
                    set.Ratio(Streamed, UtilityStream, Metric.Throughput), 5, "x the throughput of TransferUtility, from a stream"),
            ],
            [
                set.Table(
                    $"Upload of {settings.Bytes / Gibibyte} GiB ({less.Bytes / Gibibyte} GiB by TransferUtility)",
                    Metric.Throughput,
                    Metric.Processor,
                    Metric.PeakMemory),
            ])
        {
            Samples = set.All,
        };
    }
}
