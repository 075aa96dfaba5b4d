using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>The library's upload into a store that keeps no checksum but MD5.</summary>
internal sealed class GenericCoreUploadRow : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const string WithCrc = "S3Stream, profile ceph (CRC64NVME)";
    private const string WithMd5 = "S3Stream, profile generic (MD5)";
    private const string Rclone = "rclone copyto, 4 parts at once";
    private const string Utility = "TransferUtility, 4 parts at once";

    public string Name => "core-upload-generic";

    public string What => "Core upload with the profile generic, 16 MiB parts, 4 in flight, null S3 server";

    public string How =>
        "As core-upload-http, bytes in part memory, and as stor-generic: the server's ETags are MD5s, and the library compares them. Its "
            + "budget is the default of 512 MiB, as parts that are sent wait there for others to be summed with.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        await using NullStore store = await NullStore.StartAsync(context, new NullServerOptions { TellsMd5 = true });
        var settings = new WorkerSettings
        {
            Store = store.Access with { Profile = "generic" },
            Bytes = context.Scaled(4 * Gibibyte),
            Budget = Gibibyte / 2,
            Folder = context.Folder,
        };
        WorkerSettings less = settings with { Bytes = context.Scaled(Gibibyte) }; // they take their time
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), less.Bytes, cancellationToken);
        await using var workers = new WorkerGroup(context.WarmUp);
        SampleSet set = await context.CompareAsync(
            [
                await workers.StartAsync(WithCrc, WorkNames.UploadInPlace, settings with { Store = store.Access }, cancellationToken),
                await workers.StartAsync(WithMd5, WorkNames.UploadInPlace, settings, cancellationToken),
                await workers.StartAsync(Utility, WorkNames.UtilityUploadFile, less, cancellationToken),
                RcloneCopy.Candidate(Rclone, context, less.Store, source, less.Bytes),
            ],
            cancellationToken,
            context.ManyRounds);
        return new Measurement(
            [
                Verdict.AtLeast(set.Ratio(WithMd5, WithCrc, Metric.Throughput), 0.85, "x the throughput of the same with CRC64NVME"),
                Verdict.AtMost(set.Ratio(WithMd5, WithCrc, Metric.Processor), 1.4, "x the CPU of the same with CRC64NVME"),
                Verdict.Told(set.Ratio(WithMd5, Utility, Metric.Throughput), "x the throughput of TransferUtility"),
                Verdict.Told(set.Ratio(WithMd5, Rclone, Metric.Throughput), "x the throughput of rclone"),
            ],
            [
                set.Table(
                    $"Upload of {settings.Bytes / Gibibyte} GiB ({less.Bytes / Gibibyte} GiB by TransferUtility and rclone)",
                    Metric.Throughput,
                    Metric.Processor,
                    Metric.PeakMemory),
            ])
        {
            Samples = set.All,
        };
    }
}
