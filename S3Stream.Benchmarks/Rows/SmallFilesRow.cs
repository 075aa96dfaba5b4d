using Amazon.S3;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>A tree of many small files.</summary>
internal sealed class SmallFilesRow : IBenchmarkRow
{
    private const int FileSize = 10 * 1024;
    private const string Bucket = "small";
    private const string Ours = "S3Stream";

    public string Name => "small-files";

    public string What => "10,000 files of 10 KiB, `globus-url-copy -r -fast -pp -cc 4`";

    public string How =>
        "Against the embedded S3 store in a process of its own on tmpfs. The bare loop is AWSSDK.S3's PutObject and GetObject, four at "
            + "once, warm, with the files' bytes "
        + "in memory; globus-url-copy also lists and reads or writes the files. CPU is the endpoint's, or this program's for the loop.";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        int files = (int)context.Scaled(10_000);
        string source = Directory.CreateDirectory(Path.Combine(context.Folder, "files")).FullName;
        for (int number = 0; number < files; number++)
        {
            await SourceFile.WriteAsync(Path.Combine(source, $"file-{number:d5}"), FileSize, cancellationToken);
        }

        string target = Path.Combine(context.Folder, "fetched");
        await using StoringStore store = await StoringStore.StartAsync(context);
        using AmazonS3Client client = store.Access.CreateClient();
        await client.PutBucketAsync(Bucket, cancellationToken);
        var loop = new ObjectLoop(client, Bucket, files, FileSize);
        await using EndpointServer server = await EndpointServer.StartAsync(context, store.Access);
        string[] options = ["-r", "-fast", "-pp", "-cc", "4", "-cd"];
        SampleSet puts = await context.CompareAsync(
            [
                loop.Puts,
                Copies(server, files, [.. options, $"file://{source}/", server.Url($"/{Bucket}/tree/")]),
            ],
            cancellationToken,
            rounds: 3);
        SampleSet gets = await context.CompareAsync(
            [
                loop.Gets,
                Copies(server, files, [.. options, server.Url($"/{Bucket}/tree/"), $"file://{target}/"]),
            ],
            cancellationToken,
            rounds: 3);
        Verdict overMount = await OverMountAsync(context, store.Access, source, puts, cancellationToken);
        return new Measurement(
            [
                Verdict.AtLeast(puts.Ratio(Ours, ObjectLoop.Subject, Metric.Rate), 0.8, "x the rate of bare PutObject"),
                Verdict.AtLeast(gets.Ratio(Ours, ObjectLoop.Subject, Metric.Rate), 0.8, "x the rate of bare GetObject"),
                overMount,
            ],
            [
                puts.Table($"Put of {files} files", Metric.Rate, Metric.ProcessorEach),
                gets.Table($"Get of {files} files", Metric.Rate, Metric.ProcessorEach),
            ])
        {
            Samples = [.. puts.All, .. gets.All],
        };
    }

    // a few of the files: it takes tens of milliseconds for each
    private static async Task<Verdict> OverMountAsync(
        RunContext context, StoreAccess store, string source, SampleSet puts, CancellationToken cancellationToken)
    {
        const int Some = 200;
        string few = Directory.CreateDirectory(Path.Combine(context.Folder, "few")).FullName;
        foreach (string file in Directory.EnumerateFiles(source).Order().Take(Some))
        {
            File.Copy(file, Path.Combine(few, Path.GetFileName(file)));
        }

        try
        {
            using AmazonS3Client client = store.CreateClient();
            await client.PutBucketAsync(FuseMount.BucketName, cancellationToken);
            await using FuseMount mount = await FuseMount.StartS3fsAsync(context, store, cancellationToken);
            await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);
            TimeSpan elapsed = await CopyClient.RunAsync(
                ["-r", "-fast", "-pp", "-cc", "4", "-cd", $"file://{few}/", reference.Url($"{mount.Folder}/tree/")],
                null,
                cancellationToken);
            double rate = Some / elapsed.TotalSeconds;
            return Verdict.Told(puts.Median(Ours, Metric.Rate) / rate, $"x the rate of the C server over s3fs ({rate:f0} files/s), put");
        }
        catch (UnavailableException exception)
        {
            return new Verdict($"the C server over s3fs: {exception.Message}", "", true);
        }
    }

    private static Candidate Copies(EndpointServer server, int files, string[] arguments) =>
        CopyClient.Candidate(Ours, server.Process, (long)files * FileSize, arguments, files: files);
}
