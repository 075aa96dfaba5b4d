using System.Net;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>One client that behaves, beside sixteen that hold memory and do nothing with it.</summary>
internal sealed class HostileRow : IBenchmarkRow
{
    private const int Hostile = 16;
    private const int SparseBlocks = 100;
    private const string Store = "STOR beside 16 idle sessions";
    private const string StoreBeside = "STOR beside 16 hostile sessions";
    private const string Retrieve = "RETR beside 16 idle sessions";
    private const string RetrieveBeside = "RETR beside 16 hostile sessions";

    public string Name => "hostile";

    public string What => "STOR and RETR of 1 GiB, `-p 4`, beside 16 sessions that hold memory";

    public string How =>
        "Eight of them began a retrieval of 1 GiB and do not read it; eight sent 100 blocks of one byte, 16 MiB apart. Each comes from an "
            + "address of its own. In a second endpoint 16 sessions are logged in and do nothing. Budget 512 MiB, null S3 server.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(1024L * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer quiet = await EndpointServer.StartAsync(context, store.Access);
        await using EndpointServer loud = await EndpointServer.StartAsync(context, store.Access);
        using var idle = new SessionGroup();
        await idle.OpenAsync(quiet.Port, Hostile, cancellationToken);
        using var hostile = new SessionGroup();
        for (int number = 0; number < Hostile; number++)
        {
            FtpSession session = await hostile.OpenAsync(loud.Port, new IPAddress([127, 0, 1, (byte)(1 + number)]), cancellationToken);
            await (number % 2 == 0
                ? session.BeginReceivingAsync($"RETR /bucket/zero/{bytes}", cancellationToken)
                : session.SendSparselyAsync($"STOR /bucket/sparse-{number}", SparseBlocks, cancellationToken));
        }

        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(Store, quiet.Process, bytes, ["-p", "4", $"file://{source}", quiet.Url("/bucket/good")]),
                CopyClient.Candidate(StoreBeside, loud.Process, bytes, ["-p", "4", $"file://{source}", loud.Url("/bucket/good")]),
                CopyClient.Candidate(Retrieve, quiet.Process, bytes, ["-p", "4", quiet.Url($"/bucket/zero/{bytes}"), "file:///dev/null"]),
                CopyClient.Candidate(
                    RetrieveBeside, loud.Process, bytes, ["-p", "4", loud.Url($"/bucket/zero/{bytes}"), "file:///dev/null"]),
            ],
            cancellationToken,
            rounds: 3);
        return new Measurement(
            [
                Verdict.AtLeast(set.Ratio(StoreBeside, Store, Metric.Throughput), 0.8, "x the STOR beside idle sessions"),
                Verdict.AtLeast(set.Ratio(RetrieveBeside, Retrieve, Metric.Throughput), 0.8, "x the RETR beside idle sessions"),
            ],
            [set.Table($"{bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }
}
