using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>
/// What is on disk at any moment is a whole store. A kill is stood in for by a copy of the directory taken while the server runs: it holds
/// what a killed process would leave.
/// </summary>
public class DurabilityTests
{
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";

    [Fact]
    public async Task Completed_objects_open_uploads_and_buckets_survive_a_kill()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(100_000);
        await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            InputStream = new MemoryStream(bytes),
            Metadata = { ["a"] = "b c" },
        });
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(StoreUnderTest.Bucket, "open")).UploadId;
        var part = await store.Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "open",
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream(bytes),
        });

        await using var after = await KilledCopy.OfAsync(store);
        var head = await after.Client.GetObjectMetadataAsync(StoreUnderTest.Bucket, "k");
        await after.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "open",
            UploadId = uploadId,
            PartETags = [new PartETag(1, part.ETag)],
        });

        Assert.Equal(bytes, await after.ReadAsync("k"));
        Assert.Equal("b c", head.Metadata["a"]);
        Assert.Equal(bytes, await after.ReadAsync("open"));
    }

    [Fact]
    public async Task A_kill_in_the_middle_of_a_body_leaves_no_object_and_no_bytes()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = "before" });
        using var half = await store.Raw.OpenAsync(
            new RawRequest("PUT", Target) { Body = StoreUnderTest.Bytes(2_000_000), CutBodyAfter = 1_500_000 });
        await UntilAsync(() => store.BlobFiles().Length == 2);

        await using var after = await KilledCopy.OfAsync(store);

        Assert.Equal("before"u8.ToArray(), await after.ReadAsync("k"));
        Assert.Single(after.BlobFiles());
    }

    [Fact]
    public async Task A_connection_cut_in_the_middle_of_a_body_leaves_no_object_and_no_bytes()
    {
        await using var store = await StoreUnderTest.StartAsync();
        var half = await store.Raw.OpenAsync(
            new RawRequest("PUT", Target) { Body = StoreUnderTest.Bytes(2_000_000), CutBodyAfter = 1_500_000 });
        await UntilAsync(() => store.BlobFiles().Length == 1);

        half.Dispose();
        await UntilAsync(() => store.BlobFiles().Length == 0);

        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("GET", Target))).Status);
    }

    [Fact]
    public async Task An_upload_whose_object_was_made_before_the_kill_is_not_open_afterwards()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(StoreUnderTest.Bucket, "k")).UploadId;
        var part = await store.Client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
        });
        string uploads = Path.Combine(store.Directory, "buckets", StoreUnderTest.Bucket, "uploads", uploadId);
        string kept = store.Directory + "-upload";
        KilledCopy.Copy(uploads, kept);
        await store.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            UploadId = uploadId,
            PartETags = [new PartETag(1, part.ETag)],
        });
        Directory.Move(kept, uploads); // as if the process had ended between the two steps

        await store.RestartAsync();

        var open = await store.Client.ListMultipartUploadsAsync(StoreUnderTest.Bucket);
        Assert.Empty(open.MultipartUploads ?? []);
        await store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, "k");
        Assert.Empty(store.BlobFiles());
    }

    [Fact]
    public async Task A_torn_record_is_set_aside_and_the_rest_is_served()
    {
        await using var store = await StoreUnderTest.StartAsync();
        foreach (string key in new[] { "k", "torn" })
        {
            await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, ContentBody = key });
        }

        string record = Directory.GetFiles(
            Path.Combine(store.Directory, "buckets", StoreUnderTest.Bucket, "objects"), "*", SearchOption.AllDirectories)
            .Single(path => File.ReadAllText(path).Contains("key torn", StringComparison.Ordinal));
        await File.WriteAllTextAsync(record, (await File.ReadAllTextAsync(record))[..50]);
        await store.RestartAsync();

        Assert.Equal("k"u8.ToArray(), await store.ReadAsync("k"));
        await Assert.ThrowsAnyAsync<AmazonS3Exception>(() => store.Client.GetObjectMetadataAsync(StoreUnderTest.Bucket, "torn"));
        Assert.Equal(2, store.BlobFiles().Length); // its bytes may still be wanted
        Assert.Single(Directory.GetFiles(Path.Combine(store.Directory, "damaged")));
    }

    [Fact]
    public async Task A_read_goes_on_while_its_object_is_replaced()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(20_000_000);
        await store.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", InputStream = new MemoryStream(bytes) });

        using var reading = await store.Client.GetObjectAsync(StoreUnderTest.Bucket, "k");
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = "new" });
        using var read = new MemoryStream();
        await reading.ResponseStream.CopyToAsync(read);

        Assert.Equal(bytes, read.ToArray());
        Assert.Equal("new"u8.ToArray(), await store.ReadAsync("k"));
    }

    [Fact]
    public async Task A_directory_with_other_things_in_it_is_refused()
    {
        string directory = Directory.CreateTempSubdirectory("s3stream-not-a-store").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "thesis.tex"), "x");

        var failure = await Assert.ThrowsAsync<IOException>(() => StoreUnderTest.OpenAsync(directory));

        Assert.Contains("neither empty", failure.Message, StringComparison.Ordinal);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task A_second_server_on_the_same_directory_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var failure = await Assert.ThrowsAsync<IOException>(() => StoreUnderTest.OpenAsync(store.Directory));

        Assert.Contains("Another server", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Waits for a state of the disk, which sends no event; gives up after half a minute.</summary>
    private static async Task UntilAsync(Func<bool> reached)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            await Task.Delay(5, patience.Token);
        }
    }
}
