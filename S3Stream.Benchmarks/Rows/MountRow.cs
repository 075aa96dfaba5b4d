using System.Diagnostics;
using Amazon.S3;
using S3Stream.Benchmarks.Processes;
using S3Stream.Benchmarks.Reporting;
using S3Stream.Benchmarks.Running;

namespace S3Stream.Benchmarks.Rows;

/// <summary>The endpoint beside the C server over a mounted bucket, on the same S3 server that keeps its objects.</summary>
internal sealed class MountRow(string mount) : IBenchmarkRow
{
    private const string Ours = "S3Stream";
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    public string Name => $"over-{mount}";

    public string What => $"The C server over {Program}, against the same storing S3 server, `-p 4`";

    public string How =>
        "The S3 server is the project's embedded store, in a process of its own, on tmpfs, for both; the mount's temporary files lie on "
            + "tmpfs too. A put has ended "
        + "when the object is in the store, which a mount may reach after the client has its reply. Each get reads an object the mount "
        + "has not read before. "
        + "CPU is the GridFTP server's, without the mount's.";

    private string Program => mount == "s3fs" ? "s3fs" : "`rclone mount`";

    private string Theirs => $"C server over {mount}";

    public async Task<Measurement> RunAsync(RunContext context, CancellationToken cancellationToken)
    {
        long bytes = context.Scaled(512L * 1024 * 1024);
        string source = await SourceFile.WriteAsync(Path.Combine(context.Folder, "source"), bytes, cancellationToken);
        await using StoringStore store = await StoringStore.StartAsync(context);
        using AmazonS3Client client = store.Access.CreateClient();
        await client.PutBucketAsync(FuseMount.BucketName, cancellationToken);
        await using FuseMount mounted = await (mount == "s3fs"
            ? FuseMount.StartS3fsAsync(context, store.Access, cancellationToken)
            : FuseMount.StartRcloneAsync(context, store.Access, cancellationToken));
        await using EndpointServer ours = await EndpointServer.StartAsync(context, store.Access);
        await using ReferenceServer reference = await ReferenceServer.StartAsync(context.Folder, null, cancellationToken);

        int number = 0;
        Candidate Put(string subject, MeasuredProcess server, Func<string, string> url) => new(subject, token =>
            PutAsync(client, server, bytes, $"put-{number++}", key => ["-p", "4", $"file://{source}", url(key)], token));
        SampleSet puts = await context.CompareAsync(
            [
                Put(Theirs, reference.Process, key => reference.Url($"{mounted.Folder}/{key}")),
                Put(Ours, ours.Process, key => ours.Url($"/{FuseMount.BucketName}/{key}")),
            ],
            cancellationToken,
            rounds: 5);
        // what our server put last is not in the mount's cache
        Candidate Get(string subject, MeasuredProcess server, Func<string, string> url) => new(subject, async token =>
        {
            string key = $"get-{number++}";
            await CopyClient.RunAsync(["-p", "4", $"file://{source}", ours.Url($"/{FuseMount.BucketName}/{key}")], null, token);
            Sample sample = await CopyClient.Candidate(subject, server, bytes, ["-p", "4", url(key), "file:///dev/null"]).RunAsync(token);
            await client.DeleteObjectAsync(FuseMount.BucketName, key, token);
            return sample;
        });
        SampleSet gets = await context.CompareAsync(
            [
                Get(Theirs, reference.Process, key => reference.Url($"{mounted.Folder}/{key}")),
                Get(Ours, ours.Process, key => ours.Url($"/{FuseMount.BucketName}/{key}")),
            ],
            cancellationToken,
            rounds: 5);
        return Judge(bytes, puts, gets);
    }

    private Measurement Judge(long bytes, SampleSet puts, SampleSet gets) => new(
        [
            Verdict.AtLeast(puts.Ratio(Ours, Theirs, Metric.Throughput), 5, "x as fast, put"),
            Verdict.AtLeast(gets.Ratio(Ours, Theirs, Metric.Throughput), 5, "x as fast, get"),
        ],
        [
            puts.Table($"Put of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor),
            gets.Table($"Get of {bytes / 1024 / 1024} MiB", Metric.Throughput, Metric.Processor),
        ])
    {
        Samples = [.. puts.All, .. gets.All],
    };

    private static async Task<Sample> PutAsync(
        AmazonS3Client client,
        MeasuredProcess server,
        long bytes,
        string key,
        Func<string, string[]> arguments,
        CancellationToken cancellationToken)
    {
        TimeSpan before = server.ProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await CopyClient.RunAsync(arguments(key), null, cancellationToken);
        while (!await IsStoredAsync(client, key, bytes, cancellationToken))
        {
            if (Stopwatch.GetElapsedTime(start) > StoreTimeout)
            {
                throw new InvalidOperationException($"{key} did not come to the store within {StoreTimeout.TotalSeconds} s of its put.");
            }

            await Task.Delay(Interval, cancellationToken);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        await client.DeleteObjectAsync(FuseMount.BucketName, key, cancellationToken);
        return new Sample("", elapsed, server.ProcessorTime - before) { Bytes = bytes, Operations = 1 };
    }

    private static async Task<bool> IsStoredAsync(AmazonS3Client client, string key, long bytes, CancellationToken cancellationToken)
    {
        try
        {
            return (await client.GetObjectMetadataAsync(FuseMount.BucketName, key, cancellationToken)).ContentLength == bytes;
        }
        catch (AmazonS3Exception exception) when (exception.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }
}
