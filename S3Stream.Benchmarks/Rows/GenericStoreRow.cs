using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;
using S3Stream.Benchmarks.Workers;

namespace S3Stream.Benchmarks.Rows;

/// <summary>STOR into a store that keeps no checksum but MD5.</summary>
internal sealed class GenericStoreRow : IBenchmarkRow
{
    private const int LessForRclone = 8; // it takes ten seconds of a processor for a GB
    private const string WithCrc = "S3Stream, profile ceph (CRC64NVME)";
    private const string WithMd5 = "S3Stream, profile generic (MD5)";
    private const string Rclone = "rclone copyto, 4 parts at once";
    private const string Utility = "TransferUtility, 4 parts at once";

    public string Name => "stor-generic";

    public string What => "STOR of 2 GiB with the profile generic, `globus-url-copy -p 4`";

    public string How =>
        "The null S3 server tells ETags that are the MD5s of the bytes sent, as a store does that has got them; it knows them by their "
            + "length. The endpoint compares them with the MD5s that it sums itself. TransferUtility sends the same file, rclone an eighth "
            + "of it; CPU is theirs, or the endpoint's.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(2L * 1024 * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        string less = await SourceFile.WriteAsync(Path.Combine(context.Folder, "less"), bytes / LessForRclone, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context, new NullServerOptions { TellsMd5 = true });
        StoreAccess generic = store.Access with { Profile = "generic" };
        await using EndpointServer crc = await EndpointServer.StartAsync(context, store.Access);
        await using EndpointServer md5 = await EndpointServer.StartAsync(context, generic);
        await using var workers = new WorkerGroup(context.WarmUp);
        var settings = new WorkerSettings { Store = generic, Bytes = bytes, Folder = context.Folder };
        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(WithCrc, crc.Process, bytes, ["-p", "4", $"file://{source}", crc.Url("/bucket/put")]),
                CopyClient.Candidate(WithMd5, md5.Process, bytes, ["-p", "4", $"file://{source}", md5.Url("/bucket/put")]),
                RcloneCopy.Candidate(Rclone, context, generic, less, bytes / LessForRclone),
                await workers.StartAsync(Utility, WorkNames.UtilityUploadFile, settings, cancellationToken),
            ],
            cancellationToken,
            context.ManyRounds);
        return new Measurement(
            [
                Verdict.AtLeast(set.Ratio(WithMd5, WithCrc, Metric.Throughput), 0.85, "x the throughput of the same with CRC64NVME"),
                Verdict.AtMost(set.Ratio(WithMd5, WithCrc, Metric.Processor), 1.4, "x the CPU of the same with CRC64NVME"),
                Verdict.Told(set.Ratio(WithMd5, Rclone, Metric.Throughput), "x the throughput of rclone"),
                Verdict.Told(set.Ratio(WithMd5, Utility, Metric.Throughput), "x the throughput of TransferUtility"),
            ],
            [set.Table($"STOR of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }
}
