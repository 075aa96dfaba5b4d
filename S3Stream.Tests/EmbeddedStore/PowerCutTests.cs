using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>
/// Scenario 22, with the power instead of a process: at any moment the disk keeps what was flushed, and of that the store finds every
/// object that it answered for, whole, or what was under way.
/// </summary>
public sealed class PowerCutTests
{
    private const string Bucket = "power";
    private const int Writers = 3;
    private const int CutsOfRun = 5;
    private static readonly int Runs = KillDrill.Rounds / CutsOfRun;

    [Fact]
    public async Task What_was_answered_for_is_on_the_disk_whenever_the_power_goes()
    {
        int answers = 0;
        for (int run = 0; run < Runs; run++)
        {
            answers += await RunAsync(new Random(KillDrill.Seed + run), static _ => false);
        }

        Assert.True(answers > Runs, $"only {answers} changes were answered for");
    }

    [Theory]
    [InlineData("objects")]
    [InlineData("blobs")]
    public async Task A_flush_that_is_missing_shows(string folder) => await Assert.ThrowsAnyAsync<Exception>(async () =>
    {
        for (int run = 0; run < Runs; run++)
        {
            await RunAsync(new Random(run), path => path.Split('/').Contains(folder));
        }
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One store with writers, whose power goes several times; returns how many changes it answered for.</summary>
    private static async Task<int> RunAsync(Random random, Func<string, bool> forgets)
    {
        using var directory = new TemporaryDirectory();
        string root = directory.Path("store");
        var disk = new PowerCutDisk { Forgets = forgets };
        var options = new EmbeddedStoreOptions
        {
            Directory = root,
            Buckets = [Bucket],
            DirectoryFlush = disk.FlushFolder,
            FileFlushed = disk.FileFlushed,
        };
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(options, Token);
        using AmazonS3Client s3 = Client(store);
        using var stop = new CancellationTokenSource();
        KilledObject[] objects = [.. Enumerable.Range(0, 2 * Writers).Select(number => new KilledObject($"object-{number}"))];
        Task[] writers =
        [
            .. objects.Chunk(2).Select((own, number) => WriteAsync(s3, own, disk, new Random(random.Next() + number), stop.Token)),
        ];
        for (int cut = 0; cut < CutsOfRun; cut++)
        {
            await Task.Delay(random.Next(40), Token);
            IReadOnlyDictionary<string, Dictionary<string, byte[]?>> left;
            KilledObject[] known;
            lock (disk.Gate)
            {
                left = disk.Cut();
                known = [.. objects.Select(target => target.Copy())];
            }

            string image = directory.Path($"image-{cut}");
            PowerCutDisk.Write(left, root, image);
            await CheckAsync(image, known, $"cut {cut}");
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
        return objects.Sum(target => target.Answers);
    }

    private static async Task CheckAsync(string image, KilledObject[] known, string what)
    {
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(
            new EmbeddedStoreOptions { Directory = image, FlushToDisk = false }, Token);
        Assert.False(Directory.Exists(Path.Combine(image, "damaged")), $"{what}: a record was torn");
        using AmazonS3Client s3 = Client(store);
        foreach (KilledObject target in known)
        {
            target.Check(await ReadAsync(s3, target.Key), what);
        }
    }

    /// <summary>Puts, replaces, assembles and deletes objects of its own until it is told to stop.</summary>
    private static async Task WriteAsync(AmazonS3Client s3, KilledObject[] own, PowerCutDisk disk, Random random, CancellationToken stop)
    {
        await Task.Yield();
        while (!stop.IsCancellationRequested)
        {
            KilledObject target = own[random.Next(own.Length)];
            (int Length, int Seed)? content = random.Next(5) == 0 ? null : (random.Next(1, 60_000), random.Next());
            lock (disk.Gate)
            {
                target.Begin(content);
            }

            await (content is { } bytes
                ? PutAsync(s3, target.Key, TestData.Bytes(bytes.Length, bytes.Seed), random.Next(3) == 0)
                : s3.DeleteObjectAsync(Bucket, target.Key, Token));
            lock (disk.Gate)
            {
                target.Answer();
            }
        }
    }

    private static async Task PutAsync(AmazonS3Client s3, string key, byte[] bytes, bool inParts)
    {
        if (!inParts)
        {
            await s3.PutObjectAsync(new() { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) }, Token);
            return;
        }

        string id = (await s3.InitiateMultipartUploadAsync(Bucket, key, Token)).UploadId;
        UploadPartResponse part = await s3.UploadPartAsync(
            new() { BucketName = Bucket, Key = key, UploadId = id, PartNumber = 1, InputStream = new MemoryStream(bytes) }, Token);
        await s3.CompleteMultipartUploadAsync(
            new() { BucketName = Bucket, Key = key, UploadId = id, PartETags = [new(1, part.ETag)] }, Token);
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

    private static AmazonS3Client Client(EmbeddedStore store) => new(
        store.AccessKey,
        store.SecretKey,
        new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true, MaxErrorRetry = 0 });
}
