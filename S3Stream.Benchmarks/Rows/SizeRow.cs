using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Whether a large object costs more per byte than a small one.</summary>
internal sealed class SizeRow : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    // what "the same" means on a machine whose figures drift
    private const double Same = 1.1;

    public string Name => "size";

    public string What => "Cost of 1 GiB and of 256 GiB, `-p 4`, null S3 server";

    public string How =>
        "The source is a sparse file of zeros; one transfer of the large size each way, five of the small. The budget is 512 MiB.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long large = context.Choose(256, 16) * Gibibyte;
        await using NullStore store = await NullStore.StartAsync(context);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        var set = new SampleSet();
        foreach (long bytes in new[] { Gibibyte, large })
        {
            string source = SourceFile.MakeSparse(Path.Combine(context.Folder, "sparse"), bytes);
            Candidate put = CopyClient.Candidate(
                Subject("STOR", bytes), server.Process, bytes, ["-p", "4", $"file://{source}", server.Url("/bucket/put")]);
            Candidate get = CopyClient.Candidate(
                Subject("RETR", bytes), server.Process, bytes, ["-p", "4", server.Url($"/bucket/zero/{bytes}"), "file:///dev/null"]);
            SampleSet some = bytes == large
                ? await OnceAsync(context, [put, get], cancellationToken)
                : await context.CompareAsync([put, get], cancellationToken);
            foreach (Sample sample in some.All)
            {
                set.Add(sample);
            }
        }

        return new Measurement(
            [
                Of(set, "STOR", large, Metric.Processor, "CPU per GB"),
                Of(set, "STOR", large, Metric.PeakMemory, "peak memory"),
                Of(set, "RETR", large, Metric.Processor, "CPU per GB"),
                Of(set, "RETR", large, Metric.PeakMemory, "peak memory"),
            ],
            [set.Table("By size", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    private static Verdict Of(SampleSet set, string verb, long large, Metric metric, string name) => Verdict.AtMost(
        set.Ratio(Subject(verb, large), Subject(verb, Gibibyte), metric), Same, $"x the {name} of 1 GiB, {verb} of {large / Gibibyte} GiB");

    private static string Subject(string verb, long bytes) => $"{verb} of {bytes / Gibibyte} GiB";

    // what takes minutes is not warmed up
    private static async Task<SampleSet> OnceAsync(RunContext context, Candidate[] candidates, CancellationToken cancellationToken)
    {
        var set = new SampleSet();
        foreach (Candidate candidate in candidates)
        {
            set.Add(await candidate.RunAsync(cancellationToken));
            context.Say(candidate.Subject);
        }

        return set;
    }
}
