using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>Who may read and write the store's directory on its machine.</summary>
public class PrivacyTests
{
    private const UnixFileMode File600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Folder700 = File600 | UnixFileMode.UserExecute;
    private const UnixFileMode Folder755 = Folder700 | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    [Fact]
    public async Task All_files_are_the_owners_only_also_in_a_directory_that_others_may_read()
    {
        using var directory = new EndToEnd.TemporaryDirectory();
        string root = directory.Path("store");
        Directory.CreateDirectory(root);
        File.SetUnixFileMode(root, Folder755);
        await using (EmbeddedStore store = await StoreUnderTest.OpenAsync(root))
        {
            await FillAsync(store);
        }

        string[] entries = Directory.GetFileSystemEntries(root, "*", SearchOption.AllDirectories);
        Assert.Contains(entries, entry => entry.Contains("/blobs/", StringComparison.Ordinal));
        Assert.Contains(entries, entry => entry.EndsWith("/lock", StringComparison.Ordinal));
        Assert.DoesNotContain(entries, entry => File.GetUnixFileMode(entry) != (Directory.Exists(entry) ? Folder700 : File600));
    }

    [Fact]
    public async Task A_store_that_was_left_open_to_others_is_closed_at_start()
    {
        using var directory = new EndToEnd.TemporaryDirectory();
        string root = directory.Path("store");
        await using (await StoreUnderTest.OpenAsync(root))
        {
        }

        foreach (string folder in new[] { "blobs", "buckets", "tmp" })
        {
            File.SetUnixFileMode(Path.Combine(root, folder), Folder755);
        }

        await using (await StoreUnderTest.OpenAsync(root))
        {
            Assert.All(new[] { "blobs", "buckets", "tmp" }, folder => Assert.Equal(Folder700, File.GetUnixFileMode(Path.Combine(root, folder))));
        }
    }

    [Fact]
    public async Task A_directory_that_anybody_may_write_into_is_refused()
    {
        using var directory = new EndToEnd.TemporaryDirectory();
        string root = directory.Path("store");
        Directory.CreateDirectory(root);
        File.SetUnixFileMode(root, Folder755 | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

        var failure = await Assert.ThrowsAsync<IOException>(() => StoreUnderTest.OpenAsync(root));

        Assert.Contains("Any user can write", failure.Message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(EmbeddedStore store)
    {
        using var s3 = new Amazon.S3.AmazonS3Client(
            store.AccessKey, store.SecretKey, new Amazon.S3.AmazonS3Config { ServiceURL = store.Endpoint.ToString(), ForcePathStyle = true });
        await s3.PutBucketAsync("test");
        await s3.PutObjectAsync(new() { BucketName = "test", Key = "k", ContentBody = "x" });
        string uploadId = (await s3.InitiateMultipartUploadAsync("test", "m")).UploadId;
        await s3.UploadPartAsync(new()
        {
            BucketName = "test",
            Key = "m",
            UploadId = uploadId,
            PartNumber = 1,
            InputStream = new MemoryStream([1, 2, 3]),
        });
    }
}
