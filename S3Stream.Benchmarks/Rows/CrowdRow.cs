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
    private const string ReferenceOne = "C server, /dev/null, one upload";
    private const string ReferenceCrowd = "C server, /dev/null, 64 uploads at once";

    public string Name => "crowd";

    public string What => "64 uploads at once, `-p 4` each, 512 MiB budget, null S3 server";

    public string How =>
        "One client with `-cc 64` and a list of 64 files of 512 MiB, 256 data connections in all, against the same client with one file of "
            + "4 GiB. Files are that large so that 64 logins count little. The C server does the same, to tell what 256 connections cost a "
            + "client on these cores.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long each = context.Scaled(512L * 1024 * 1024);
        long alone = each * 8;
        string small = await SourceFile.WriteAsync(Path.Combine(context.Folder, "small"), each, cancellationToken);
        string large = await SourceFile.WriteAsync(Path.Combine(context.Folder, "large"), alone, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access, null, "--memory-budget", "512MiB");
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);
        string list = Path.Combine(context.Folder, "list");
        await WriteListAsync(list, small, number => server.Url($"/bucket/crowd-{number}"));
        string referenceList = Path.Combine(context.Folder, "reference-list");
        await WriteListAsync(referenceList, small, _ => reference.Url("/dev/null"));
        SampleSet set = await context.CompareAsync(
            [
                CopyClient.Candidate(One, server.Process, alone, ["-p", "4", $"file://{large}", server.Url("/bucket/alone")]),
                CopyClient.Candidate(Crowd, server.Process, each * Uploads, ["-cc", $"{Uploads}", "-p", "4", "-f", list]),
                CopyClient.Candidate(ReferenceOne, reference.Process, alone, ["-p", "4", $"file://{large}", reference.Url("/dev/null")]),
                CopyClient.Candidate(
                    ReferenceCrowd, reference.Process, each * Uploads, ["-cc", $"{Uploads}", "-p", "4", "-f", referenceList]),
            ],
            cancellationToken,
            rounds: 3);
        return new Measurement(
            [
                Verdict.AtMost(set.Max(Crowd, Metric.PeakMemory), BudgetMebibytes + Margin, "MiB peak resident memory"),
                Verdict.AtLeast(set.Ratio(Crowd, One, Metric.Throughput), 0.9, "x the throughput of one upload"),
                Verdict.Told(
                    set.Ratio(ReferenceCrowd, ReferenceOne, Metric.Throughput), "x the throughput of one upload, C server into /dev/null"),
            ],
            [set.Table("Uploads", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    private static Task WriteListAsync(string list, string source, Func<int, string> target) =>
        File.WriteAllLinesAsync(list, Enumerable.Range(0, Uploads).Select(number => $"file://{source} {target(number)}"));
}
