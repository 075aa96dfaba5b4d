using System.Globalization;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Scenarios 22 and 61: an endpoint with its embedded store is killed at any moment, again and again on the same directory. Every object is
/// then what was last answered for or what was under way, whole; and no upload stays open that the journal does not know.
/// </summary>
[Trait("Lane", "EndToEnd")]
public sealed class KillTests
{
    private const int Lanes = 2;
    private const int Writers = 3;
    private const string Bucket = "kill";

    [Fact]
    public async Task Killed_at_any_moment_an_endpoint_keeps_what_it_answered_for()
    {
        int changing = 0;
        int answers = 0;
        int open = 0;
        await Parallel.ForAsync(0, Lanes, new ParallelOptions { CancellationToken = Token }, async (lane, _) =>
        {
            using var directory = new TemporaryDirectory();
            KilledWriter[] writers = [.. Enumerable.Range(0, Writers).Select(number => new KilledWriter(Bucket, $"writer-{number}"))];
            for (int round = lane; round < KillDrill.Rounds; round += Lanes)
            {
                string what = $"round {round} of seed {KillDrill.Seed}";
                await RunAndKillAsync(directory, writers, new Random(KillDrill.Seed + round));
                Interlocked.Add(ref changing, writers.Sum(writer => writer.Objects.Count(target => target.IsChanging)));
                Interlocked.Add(ref open, await CheckAsync(directory, writers, what));
            }

            Interlocked.Add(ref answers, Answers(writers));
        });

        string report = string.Create(
            CultureInfo.InvariantCulture,
            $"{KillDrill.Rounds} kills, {answers} changes answered, {changing} under way, {open} multipart uploads left open and aborted");
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        if (Environment.GetEnvironmentVariable("KILL_REPORT") is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, report + "\n", Token);
        }

        Assert.True(changing > KillDrill.Rounds / 2, $"the kills met too little: {report}");
        Assert.True(answers > KillDrill.Rounds, $"the kills came too early: {report}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static int Answers(KilledWriter[] writers) => writers.Sum(writer => writer.Objects.Sum(target => target.Answers));

    private static async Task RunAndKillAsync(TemporaryDirectory directory, KilledWriter[] writers, Random random)
    {
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            EmbeddedDirectory = directory.Path("store"),
            More = ["--part-size", "5MiB", "--upload-journal", directory.Path("journal")],
        });
        if (!Directory.Exists(directory.Path("store", "buckets", Bucket)))
        {
            await using var first = await Fakes.ScriptedGridFtpClient.LoginAsync(server.Port);
            (await first.CommandAsync($"MKD /{Bucket}")).Expect(257);
        }

        Task[] running = [.. writers.Select(writer => writer.RunAsync(server.Port, new Random(random.Next())))];

        // some answers, however fast the machine is, and then any moment of what comes next
        int before = Answers(writers);
        int wanted = before + random.Next(7);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (Answers(writers) < wanted)
        {
            await Task.Delay(1, patience.Token);
        }

        await Task.Delay(random.Next(wanted == before ? 600 : 60), Token);
        await server.KillAsync();
        await Task.WhenAll(running).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    /// <summary>Returns how many uploads were left open.</summary>
    private static async Task<int> CheckAsync(TemporaryDirectory directory, KilledWriter[] writers, string what)
    {
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = directory.Path("store"), FlushToDisk = false }, Token);
        using var s3 = new AmazonS3Client(
            store.AccessKey, store.SecretKey, new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true });
        foreach (KilledObject target in writers.SelectMany(writer => writer.Objects))
        {
            target.Check(await ReadAsync(s3, target.Key), what);
        }

        int open = (await OpenUploadsAsync(s3)).Count;
        await using var client = new S3StreamClient(new S3StreamOptions
        {
            Endpoint = store.Endpoint,
            Profile = StoreProfile.Minio,
            Credentials = new BasicAWSCredentials(store.AccessKey, store.SecretKey),
            UploadJournalDirectory = directory.Path("journal"),
            UploadJournalStore = $"embedded:{store.Directory}",
            ResumeWindow = TimeSpan.FromMinutes(1),
            TimeProvider = new LaterTime(TimeSpan.FromMinutes(10)),
        });
        await client.AbortStaleUploadsAsync(Token);

        Assert.True(await OpenUploadsAsync(s3) is [], $"{what}: an upload stays open that the journal does not know");
        Assert.True(Directory.GetFiles(directory.Path("journal"), "*.upload") is [], $"{what}: the journal keeps what is gone");
        Assert.False(Directory.Exists(directory.Path("store", "damaged")), $"{what}: a record was torn");
        return open;
    }

    private static async Task<byte[]?> ReadAsync(AmazonS3Client s3, string key)
    {
        try
        {
            using GetObjectResponse answer = await s3.GetObjectAsync(Bucket, key, Token);
            using var bytes = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(bytes, Token);
            return bytes.ToArray();
        }
        catch (AmazonS3Exception exception) when (exception.ErrorCode == "NoSuchKey")
        {
            return null;
        }
    }

    private static async Task<IReadOnlyList<MultipartUpload>> OpenUploadsAsync(AmazonS3Client s3) =>
        (await s3.ListMultipartUploadsAsync(Bucket, Token)).MultipartUploads ?? [];

    /// <summary>A clock that is ahead, so that what was begun just now is stale.</summary>
    private sealed class LaterTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
    }
}
