using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Many uploads at once within one budget.</summary>
internal sealed class CrowdRow : IBenchmarkRow
{
    private const int Uploads = 64;
    private const double BudgetMebibytes = 512;
    private const double Margin = 100;
    private const string One = "one upload";
    private const string Crowd = "64 uploads at once";

    public string Name => "crowd";

    public string What => "64 uploads at once, `-p 4` each, 512 MiB budget, null S3 server";

    public string How =>
        "One client with `-cc 64` and a list of 64 files, 256 data connections in all, against the same client with one file of 16 times the size.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long each = context.Scaled(128L * 1024 * 1024);
        long alone = each * Uploads / 4;
        string small = await SourceFile.WriteAsync(Path.Combine(context.Folder, "small"), each, cancellationToken);
        string large = await SourceFile.WriteAsync(Path.Combine(context.Folder, "large"), alone, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access, null, "--memory-budget", "512MiB");
        string list = Path.Combine(context.Folder, "list");
        IEnumerable<string> pairs = Enumerable.Range(0, Uploads).Select(number => $"file://{small} {server.Url($"/bucket/crowd-{number}")}");
        await File.WriteAllLinesAsync(list, pairs, cancellationToken);
        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(One, server.Process, alone, ["-p", "4", $"file://{large}", server.Url("/bucket/alone")]),
                CopyClient.Candidate(Crowd, server.Process, each * Uploads, ["-cc", $"{Uploads}", "-p", "4", "-f", list]),
            ],
            cancellationToken,
            rounds: 3);
        return new Measurement(
            [
                Verdict.AtMost(set.Largest(Crowd, Metric.PeakMemory), BudgetMebibytes + Margin, "MiB peak resident memory"),
                Verdict.AtLeast(set.Ratio(Crowd, One, Metric.Throughput), 0.9, "x the throughput of one upload"),
            ],
            [set.Table("Uploads", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }
}
