using System.Collections.Concurrent;
using Amazon.S3;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>
/// A power cut keeps of a directory what was there at its last flush. These tests keep a picture of every directory at its flushes, and hold
/// what was answered for against it.
/// </summary>
public class FlushTests
{
    private readonly ConcurrentDictionary<string, HashSet<string>> _durable = [];

    [Fact]
    public async Task What_was_answered_for_is_in_directories_that_were_flushed_and_what_was_deleted_is_not()
    {
        using var directory = new EndToEnd.TemporaryDirectory();
        string root = directory.Path("store");
        await using EmbeddedStore store = await EmbeddedStore.StartAsync(new EmbeddedStoreOptions { Directory = root, DirectoryFlush = Note });
        using var s3 = new AmazonS3Client(
            store.AccessKey, store.SecretKey, new AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true });

        await s3.PutBucketAsync("test");
        AssertDurable(root);
        await s3.PutObjectAsync(new() { BucketName = "test", Key = "k", ContentBody = "x" });
        AssertDurable(root);
        await s3.PutObjectAsync(new() { BucketName = "test", Key = "k", ContentBody = "y" });
        AssertDurable(root);
        string uploadId = (await s3.InitiateMultipartUploadAsync("test", "m")).UploadId;
        AssertDurable(root);
        var part = await s3.UploadPartAsync(new()
        {
            BucketName = "test",
            Key = "m",
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
        });
        AssertDurable(root);
        await s3.CompleteMultipartUploadAsync(new()
        {
            BucketName = "test",
            Key = "m",
            UploadId = uploadId,
            PartETags = [new(1, part.ETag)],
        });
        AssertDurable(root);
        await s3.PutObjectTaggingAsync(new() { BucketName = "test", Key = "m", Tagging = new() { TagSet = [new() { Key = "a", Value = "b" }] } });
        AssertDurable(root);
        await s3.DeleteObjectAsync("test", "k");
        await s3.DeleteObjectAsync("test", "m");
        AssertDurable(root);
        await s3.DeleteBucketAsync("test");
        AssertDurable(root);
    }

    private void Note(string directory) => _durable[directory] = Names(directory);

    /// <summary>The records and the folders that lead to them; a blob that nothing names any more may come back, and is removed at start.</summary>
    private void AssertDurable(string root)
    {
        foreach (string folder in Directory.GetDirectories(Path.Combine(root, "buckets"), "*", SearchOption.AllDirectories)
            .Append(Path.Combine(root, "buckets")).Append(root))
        {
            Assert.True(_durable.TryGetValue(folder, out HashSet<string>? durable), $"{folder} was never flushed");
            Assert.Equal(Names(folder).Order(), durable.Order());
        }

        foreach (string blob in Directory.GetFiles(Path.Combine(root, "blobs"), "*", SearchOption.AllDirectories))
        {
            Assert.Contains(Path.GetFileName(blob), _durable[Path.GetDirectoryName(blob)!]);
            Assert.Contains(Path.GetFileName(Path.GetDirectoryName(blob)!), _durable[Path.Combine(root, "blobs")]);
        }
    }

    private static HashSet<string> Names(string directory) =>
        [.. Directory.GetFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)).Where(name => name != "lock")];
}
