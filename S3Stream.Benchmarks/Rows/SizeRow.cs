using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Whether a large object costs more per byte than a small one.</summary>
internal sealed class SizeRow : IBenchmarkRow
{
    private const long Gibibyte = 1024L * 1024 * 1024;
    private const string Store = "STOR";
    private const string Retrieve = "RETR";

    // what "the same" means on a machine whose figures drift
    private const double Same = 1.1;

    // Left to itself the system makes a connection's buffers larger and larger during its first second, and who of client and server pays
    // for a byte goes with them: a short transfer is another experiment then.
    private const string SocketBuffer = "4194304";

    public string Name => "size";

    public string What => "Cost of 1 GiB and of 256 GiB, `-p 4`, null S3 server";

    public string How =>
        "The source is a sparse file of zeros. One transfer of the large size each way; as many of the small one as make 32 GiB, since "
            + "what lies in memory at the worst moment is a matter of chance, which needs its time. An endpoint of its own for each way. "
            + $"Socket buffers are {SocketBuffer} bytes in all of them (`-tcp-bs`). The budget is 512 MiB.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long large = context.Choose(256, 16) * Gibibyte;
        await using NullStore store = await NullStore.StartAsync(context);
        var set = new SampleSet();
        foreach (string verb in (string[])[Store, Retrieve])
        {
            await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
            SampleSet small = await context.CompareAsync([Transfer(context, server, verb, Gibibyte)], cancellationToken, rounds: 32);
            foreach (Sample sample in small.All)
            {
                set.Add(sample);
            }

            // what takes minutes is not warmed up
            set.Add(await Transfer(context, server, verb, large).RunAsync(cancellationToken));
            context.Say(Subject(verb, large));
        }

        return new Measurement(
            [.. Of(set, Store, large), .. Of(set, Retrieve, large)],
            [set.Table("By size", Metric.Throughput, Metric.Processor, Metric.PeakMemory)])
        {
            Samples = set.All,
        };
    }

    private static Candidate Transfer(RunContext context, EndpointServer server, string verb, long bytes)
    {
        string[] fromTo = verb == Store
            ? [$"file://{SourceFile.MakeSparse(Path.Combine(context.Folder, "sparse"), bytes)}", server.Url("/bucket/put")]
            : [server.Url($"/bucket/zero/{bytes}"), "file:///dev/null"];
        return CopyClient.Candidate(Subject(verb, bytes), server.Process, bytes, ["-p", "4", "-tcp-bs", SocketBuffer, .. fromTo]);
    }

    private static IEnumerable<Verdict> Of(SampleSet set, string verb, long large)
    {
        string what = $"of 1 GiB, {verb} of {large / Gibibyte} GiB";
        (string one, string other) = (Subject(verb, Gibibyte), Subject(verb, large));
        yield return Verdict.AtMost(set.Ratio(other, one, Metric.Processor), Same, $"x the CPU per GB {what}");
        yield return Verdict.AtMost(
            set.Max(other, Metric.PeakMemory) / set.Max(one, Metric.PeakMemory), Same, $"x the peak memory {what}");
    }

    private static string Subject(string verb, long bytes) => $"{verb} of {bytes / Gibibyte} GiB";
}
