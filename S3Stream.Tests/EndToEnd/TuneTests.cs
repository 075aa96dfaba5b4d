using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.S3;
using S3Stream.Benchmarks.NullServer;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary><c>tune</c> as an administrator runs it.</summary>
[Trait("Lane", "EndToEnd")]
public sealed partial class TuneTests : IDisposable
{
    private const string Bucket = "tuned";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly string Executable = Path.Combine(AppContext.BaseDirectory, "S3Stream.Benchmarks");
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Latency_gets_more_requests_recommended()
    {
        await using var store = new NullS3Server(new NullServerOptions { Latency = TimeSpan.FromMilliseconds(150) });

        var run = await ClientTool.RunAsync(
            Executable, Arguments(
                store.Endpoint, "--s3-requests", "1", "--time", "90", "--bytes", "4GiB"), Patience, Credentials("any", "any-secret"));

        run.AssertSuccess();
        int recommended = int.Parse(Requests().Match(run.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(recommended >= 4, run.Output);

        // on a machine that other programs keep busy the processors are the limit, whatever the latency
        Assert.Matches("S3 requests [0-9]+ instead of 1: .*(latency-bound|CPU-bound)", run.Output);
        Assert.Contains(
            "<svg",
            await File.ReadAllTextAsync(_directory.Path("tune.svg"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_left_in_the_bucket_and_streams_are_found_with_the_real_client()
    {
        ClientTool.Require("globus-url-copy");
        await using EmbeddedStore store = await StartStoreAsync();
        using AmazonS3Client s3 = await MakeBucketAsync(store);

        // so little memory leaves no larger requests or parts to try: the search always gets to the streams
        var run = await ClientTool.RunAsync(
            Executable,
            Arguments(
                store.Endpoint, "--s3-requests", "2", "--memory-budget", "20MiB", "--time", "150", "--bytes", "16GiB", "--gridftp", "start",
                "--streams", "1"),
            Patience,
            Credentials(store.AccessKey, store.SecretKey));

        run.AssertSuccess();
        Assert.Contains("globus-url-copy -p ", run.Output, StringComparison.Ordinal);
        await AssertEmptyAsync(s3);
    }

    [Fact]
    public async Task A_stop_in_the_middle_removes_objects_and_unfinished_uploads()
    {
        await using EmbeddedStore store = await StartStoreAsync();
        using AmazonS3Client s3 = await MakeBucketAsync(store);
        await using ChildProcess tune = ClientTool.Start(
            Executable,
            Arguments(store.Endpoint, "--time", "120", "--bytes", "50GiB"),
            Credentials(store.AccessKey, store.SecretKey));
        await tune.WaitForLineAsync(line => line.Contains("1. ", StringComparison.Ordinal), Patience);

        int exitCode = await tune.TerminateAsync(Patience);

        Assert.True(exitCode == 130, tune.Output + tune.Errors);
        await AssertEmptyAsync(s3);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_is_named()
    {
        await using EmbeddedStore store = await StartStoreAsync();

        var run = await ClientTool.RunAsync(Executable, Arguments(store.Endpoint), Patience, Credentials(store.AccessKey, store.SecretKey));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"--bucket {Bucket}: there is no such bucket", run.Errors, StringComparison.Ordinal);
    }

    private string[] Arguments(Uri endpoint, params string[] more) =>
    [
        "tune", "--s3-endpoint", endpoint.GetLeftPart(UriPartial.Authority), "--s3-profile", "minio", "--bucket", Bucket,
        "--part-size", "5MiB", "--output", _directory.FullPath, .. more,
    ];

    private static Dictionary<string, string?> Credentials(string accessKey, string secretKey) =>
        new() { ["AWS_ACCESS_KEY_ID"] = accessKey, ["AWS_SECRET_ACCESS_KEY"] = secretKey };

    private Task<EmbeddedStore> StartStoreAsync() => EmbeddedStore.StartAsync(
        new EmbeddedStoreOptions { Directory = _directory.Path("store") },
        TestContext.Current.CancellationToken);

    private static async Task<AmazonS3Client> MakeBucketAsync(EmbeddedStore store)
    {
        var s3 = new AmazonS3Client(
            store.AccessKey,
            store.SecretKey,
            new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await s3.PutBucketAsync(Bucket, TestContext.Current.CancellationToken);
        return s3;
    }

    private static async Task AssertEmptyAsync(AmazonS3Client s3)
    {
        var objects = await s3.ListObjectsV2Async(new() { BucketName = Bucket }, TestContext.Current.CancellationToken);
        var uploads = await s3.ListMultipartUploadsAsync(Bucket, TestContext.Current.CancellationToken);
        Assert.Empty(objects.S3Objects ?? []);
        Assert.Empty(uploads.MultipartUploads ?? []);
    }

    [GeneratedRegex(@"--s3-requests (\d+)")]
    private static partial Regex Requests();
}
