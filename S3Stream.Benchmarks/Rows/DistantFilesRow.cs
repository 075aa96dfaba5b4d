using Amazon.S3;
using S3Stream.Benchmarks.NullServer;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>Small files on a store that takes its time, as a service over a network does: the wait decides, not the processors.</summary>
internal sealed class DistantFilesRow : IBenchmarkRow
{
    private const int FileSize = 10 * 1024;
    private const string Bucket = "bucket";
    private const string Ours = "S3Stream";
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(10);

    public string Name => "small-files-distant";

    public string What => "2,000 files of 10 KiB, `globus-url-copy -fast -pp -cc 4`, 10 ms before every S3 reply";

    public string How =>
        "As small-files, on the null S3 server with 10 ms before each reply. The wait decides there, and the two cores, which the client "
            + "shares, are no limit.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int files = (int)context.Scaled(2_000);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), FileSize, cancellationToken);
        await using NullStore store = await NullStore.StartAsync(context, new NullServerOptions { Latency = Latency });
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        using AmazonS3Client client = store.Access.CreateClient();
        var loop = new ObjectLoop(client, Bucket, files, FileSize);
        IEnumerable<string> objects = Enumerable.Range(0, files).Select(number => server.Url($"/{Bucket}/{ObjectLoop.Key(number)}"));
        Candidate puts = await CopiesAsync(context, server, "puts", [.. objects.Select(url => $"file://{source} {url}")]);
        Candidate gets = await CopiesAsync(context, server, "gets", [.. objects.Select(url => $"{url} file:///dev/null")]);
        SampleSet put = await context.CompareAsync([loop.Puts, puts], cancellationToken, rounds: 3);
        SampleSet get = await context.CompareAsync([loop.Gets, gets], cancellationToken, rounds: 3);
        return new Measurement(
            [
                Verdict.AtLeast(put.Ratio(Ours, ObjectLoop.Subject, Metric.Rate), 0.8, "x the rate of bare PutObject"),
                Verdict.AtLeast(get.Ratio(Ours, ObjectLoop.Subject, Metric.Rate), 0.8, "x the rate of bare GetObject"),
            ],
            [
                put.Table($"Put of {files} files", Metric.Rate, Metric.ProcessorEach),
                get.Table($"Get of {files} files", Metric.Rate, Metric.ProcessorEach),
            ])
        {
            Samples = [.. put.All, .. get.All],
        };
    }

    private static async Task<Candidate> CopiesAsync(RunContext context, EndpointServer server, string name, string[] pairs)
    {
        string list = Path.Combine(context.Folder, name);
        await File.WriteAllLinesAsync(list, pairs);
        string[] arguments = ["-fast", "-pp", "-cc", "4", "-f", list];
        return CopyClient.Candidate(Ours, server.Process, (long)pairs.Length * FileSize, arguments, files: pairs.Length);
    }
}
