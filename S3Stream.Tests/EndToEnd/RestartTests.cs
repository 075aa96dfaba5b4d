using S3Stream.Tests.Embedded;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Scenarios 19, 22 and 61: endpoints killed at any point of a transfer. The store survives; what another endpoint then makes of the upload
/// is the object, and what S3 has is not sent again.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class RestartTests : IAsyncLifetime
{
    private const int Lanes = 5;
    private const int MiB = 1024 * 1024;
    private const int Part = 5 * MiB;

    private static readonly int Rounds = KillDrill.Rounds;

    private readonly TemporaryDirectory _local = new();
    private StoreUnderTest _store = null!;

    public async ValueTask InitializeAsync() => _store = await StoreUnderTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _local.Dispose();
    }

    [Fact]
    public async Task Uploads_whose_server_is_killed_are_finished_by_another_server()
    {
        await using RecordingProxy proxy = RecordingProxy.Start(_store.Server.Endpoint);
        await using ServerProcess survivor = await ServerProcess.StartAsync(Settings(proxy));
        int killedInTheMiddle = 0;
        var bounds = new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForAsync(KillDrill.Seed, KillDrill.Seed + Rounds, bounds, async (seed, _) =>
        {
            if (await RunRoundAsync(seed, survivor, proxy))
            {
                Interlocked.Increment(ref killedInTheMiddle);
            }
        });
        Assert.True(killedInTheMiddle > Rounds / 2, $"only {killedInTheMiddle} rounds continued from restart markers");
    }

    [Fact]
    public async Task A_third_party_copy_goes_on_after_the_destination_was_killed()
    {
        await using GlobusServer other = await GlobusServer.StartAsync();
        string hash = TestData.WriteFile(_local.Path("source"), 24 * Part, seed: 1);
        await using RecordingProxy proxy = RecordingProxy.Start(_store.Server.Endpoint);

        // eight parts at a time: the first marker, after five seconds, names those of the first wave
        proxy.Answered = request => request.Operation.Name == "UploadPart" ? Task.Delay(3_000) : Task.CompletedTask;
        await using var destination = new KilledServer(Settings(proxy));
        Task killed = new KillPoint(
            "UploadPart", 20, OnAnswer: false, Holds: true, TimeSpan.Zero).Arm(proxy, destination.KillAndReplaceAsync);

        await CopyAsync(other.Url(_local.Path("source")), Url(destination.Port, "third-party"));

        await killed;
        await AssertStoredAsync("third-party", hash);
        AssertSentLessThanTwice(proxy.Requests, 24 * Part, "third-party");
    }

    [Fact]
    public async Task A_third_party_copy_goes_on_after_the_source_was_killed()
    {
        await using GlobusServer other = await GlobusServer.StartAsync();
        string hash = await SeedAsync("source", 12 * Part, seed: 2);
        await using RecordingProxy proxy = RecordingProxy.Start(_store.Server.Endpoint);
        await using var source = new KilledServer(Settings(proxy));
        Task killed = new KillPoint("GetObject", 6, OnAnswer: false, Holds: true, TimeSpan.Zero).Arm(proxy, source.KillAndReplaceAsync);

        await CopyAsync(Url(source.Port, "source"), other.Url(_local.Path("copy")));

        await killed;
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("copy")));
    }

    [Fact]
    public async Task A_copy_between_two_endpoints_goes_on_after_either_was_killed()
    {
        string hash = await SeedAsync("ours", 12 * Part, seed: 3);
        await using RecordingProxy reading = RecordingProxy.Start(_store.Server.Endpoint);
        await using RecordingProxy writing = RecordingProxy.Start(_store.Server.Endpoint);
        await using var source = new KilledServer(Settings(reading));
        await using var destination = new KilledServer(Settings(writing));
        Task first = new KillPoint(
            "UploadPart", 4, OnAnswer: true, Holds: false, TimeSpan.Zero).Arm(writing, destination.KillAndReplaceAsync);
        Task second = new KillPoint("GetObject", 16, OnAnswer: false, Holds: true, TimeSpan.Zero).Arm(reading, source.KillAndReplaceAsync);

        await CopyAsync(Url(source.Port, "ours"), Url(destination.Port, "ours-too"));

        await first;
        await second;
        await AssertStoredAsync("ours-too", hash);
    }

    /// <summary>
    /// One object through a server that is killed, then through the survivor. True when the survivor continued what the other began.
    /// </summary>
    private async Task<bool> RunRoundAsync(int seed, ServerProcess survivor, RecordingProxy survivorsProxy)
    {
        var random = new Random(seed);
        byte[] content = TestData.Bytes((8 * Part) + random.Next(4 * Part), seed);
        string key = $"round-{seed:00}";
        var sender = new RestartingSender($"/{StoreUnderTest.Bucket}/{key}", content);
        KillPoint point = KillPoint.Draw(random, content.Length / Part);
        await using RecordingProxy proxy = RecordingProxy.Start(_store.Server.Endpoint);
        await using ServerProcess victim = await ServerProcess.StartAsync(Settings(proxy));
        Task death = point.Arm(proxy, victim.KillAsync);

        FtpReply? reply = await sender.SendAsync(victim.Port, random.Next(2, 5) * (long)Part, death);
        await death;
        bool continues = sender.Marked.Count > 0;
        string what = $"round {seed}, {point}, {content.Length} bytes, marked {string.Join(',', sender.Marked)}";
        if (reply?.Code != 226)
        {
            await FinishAsync(sender, survivor, key, content, what);
        }

        Assert.True(await IsStoredAsync(key, content), $"{what}: the object differs");
        ProxiedRequest[] requests = [.. proxy.Requests, .. survivorsProxy.Requests.Where(request => Names(request, key))];
        AssertSentLessThanTwice(requests, content.Length, what);
        Assert.True(sender.BytesSent < 2L * content.Length, $"{what}: the client sent {sender.BytesSent} bytes");
        await _store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, key, TestContext.Current.CancellationToken);
        return continues;
    }

    /// <summary>
    /// As a client does: from the markers; where the upload is gone it looks whether the object is there, complete by its own bytes; only
    /// then would it have to begin again.
    /// </summary>
    private async Task FinishAsync(RestartingSender sender, ServerProcess survivor, string key, byte[] content, string what)
    {
        FtpReply reply = await sender.SendAsync(survivor.Port) ?? throw new InvalidOperationException(
            $"{what}: the surviving server closed the connection");
        if (reply.Code == 553)
        {
            Assert.Contains("APPEND_NOT_SUPPORTED", reply.Text, StringComparison.Ordinal);
            Assert.True(await AppearsAsync(key, content), $"{what}: neither an upload to continue nor the object: {reply.Text}");
            return;
        }

        Assert.True(reply.Code == 226, $"{what}: {reply.Text}");
    }

    private static void AssertSentLessThanTwice(IEnumerable<ProxiedRequest> requests, long length, string what)
    {
        long sent = requests.Sum(request => request.BodyBytes);
        Assert.True(sent < 2 * length, $"{what}: {sent} bytes went to S3 for an object of {length}");
    }

    private static bool Names(ProxiedRequest request, string key) =>
        request.Target.Split('?')[0].EndsWith($"/{key}", StringComparison.Ordinal);

    private ServerSettings Settings(RecordingProxy proxy) => new()
    {
        Store = new StoreSettings(proxy.Endpoint, "minio", "us-east-1", _store.Server.AccessKey, _store.Server.SecretKey),
        ThirdParty = "always",
        More = ["--part-size", "5MiB"],
    };

    private static string Url(int port, string key) => $"ftp://127.0.0.1:{port}/{StoreUnderTest.Bucket}/{key}";

    private static async Task CopyAsync(string source, string destination) =>
        (await ClientTool.GlobusUrlCopyAsync(
            "-p", "2", "-rst", "-rst-retries", "30", "-rst-interval", "1", source, destination)).AssertSuccess();

    private async Task<string> SeedAsync(string key, int length, int seed)
    {
        byte[] content = TestData.Bytes(length, seed);
        using var body = new MemoryStream(content);
        await _store.Client.PutObjectAsync(
            new Amazon.S3.Model.PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, InputStream = body },
            TestContext.Current.CancellationToken);
        return TestData.Sha256(content);
    }

    private async Task AssertStoredAsync(string key, string hash) => Assert.Equal(hash, TestData.Sha256(await ReadAsync(key)));

    /// <summary>The store may still be at the completion that a killed server asked for.</summary>
    private async Task<bool> AppearsAsync(string key, byte[] content)
    {
        for (int tries = 0; tries < 50; tries++)
        {
            var listed = await _store.Client.ListObjectsV2Async(
                new Amazon.S3.Model.ListObjectsV2Request { BucketName = StoreUnderTest.Bucket, Prefix = key },
                TestContext.Current.CancellationToken);
            if (listed.S3Objects is { Count: > 0 })
            {
                return await IsStoredAsync(key, content);
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        return false;
    }

    private async Task<bool> IsStoredAsync(string key, byte[] content)
    {
        byte[] stored = await ReadAsync(key);
        return content.AsSpan().SequenceEqual(stored);
    }

    private async Task<byte[]> ReadAsync(string key)
    {
        using var reply = await _store.Client.GetObjectAsync(StoreUnderTest.Bucket, key, TestContext.Current.CancellationToken);
        using var bytes = new MemoryStream();
        await reply.ResponseStream.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        return bytes.ToArray();
    }
}
