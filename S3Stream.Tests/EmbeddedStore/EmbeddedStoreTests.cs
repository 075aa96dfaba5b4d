using Amazon.S3;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>The public face, as a test of somebody else's program uses it.</summary>
public class EmbeddedStoreTests
{
    [Fact]
    public async Task It_starts_without_settings_and_leaves_nothing()
    {
        string directory;
        await using (EmbeddedStore store = await EmbeddedStore.StartAsync())
        {
            directory = store.Directory;
            using AmazonS3Client s3 = Client(store);
            await s3.PutBucketAsync("test");
            await s3.PutObjectAsync(new() { BucketName = "test", Key = "k", ContentBody = "x" });
            Assert.True(Directory.Exists(directory));
        }

        Assert.False(Directory.Exists(directory));
    }

    [Fact]
    public async Task Buckets_and_keys_are_as_the_options_say()
    {
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(new EmbeddedStoreOptions
        {
            AccessKey = "mine",
            SecretKey = "secret",
            Region = "eu-north-1",
            Buckets = ["one", "two"],
        });
        using AmazonS3Client s3 = Client(store);

        var buckets = await s3.ListBucketsAsync();
        var head = await s3.HeadBucketAsync(new() { BucketName = "one" });

        Assert.Equal(("mine", "secret"), (store.AccessKey, store.SecretKey));
        Assert.Equal(["one", "two"], buckets.Buckets.Select(bucket => bucket.BucketName));
        Assert.Equal("eu-north-1", head.BucketRegion);
    }

    [Fact]
    public async Task One_key_alone_and_a_bad_bucket_name_are_refused()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedStore.StartAsync(new EmbeddedStoreOptions { AccessKey = "only" }));
        var failure = await Assert.ThrowsAsync<ArgumentException>(
            () => EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Buckets = ["Not_A_Bucket"] }));
        Assert.Contains("Not_A_Bucket", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_secret_stays_out_of_logs() =>
        Assert.DoesNotContain("hidden", new EmbeddedStoreOptions { AccessKey = "a", SecretKey = "hidden" }.ToString(), StringComparison.Ordinal);

    private static AmazonS3Client Client(EmbeddedStore store) =>
        new(store.AccessKey, store.SecretKey, new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true });
}
