using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using S3Stream.Tests.Core.Storage;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Which multipart uploads stay open on a real Ceph RGW, and which do not.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class UploadEndsOnRgwTests : RgwLane
{
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-journal-").FullName;

    [Fact] // scenario 36
    public async Task Our_own_stale_uploads_are_aborted_and_nobody_elses()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "dir/shared");
        await using S3StreamClient first = Client(TimeProvider.System);
        await LeaveAsync(first, address);
        await LeaveAsync(first, address with { Key = "dir/other" });
        string foreign = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
        await UploadOnlyPartAsync(store, address, foreign, "another tool's");
        Assert.Equal(2, (await store.ListMultipartsAsync(address, Token)).Count);
        Assert.Equal(0, await first.AbortStaleUploadsAsync(Token));

        await using (S3StreamClient later = Client(new FakeTimeProvider(DateTimeOffset.UtcNow + Window + TimeSpan.FromMinutes(5))))
        {
            Assert.Equal(2, await later.AbortStaleUploadsAsync(Token));
        }

        Assert.Equal(foreign, Assert.Single(await store.ListMultipartsAsync(address, Token)).UploadId);
        Assert.Single(await store.ListPartsAsync(address, foreign, Token));
        Assert.Empty(await store.ListMultipartsAsync(address with { Key = "dir/other" }, Token));
        await store.AbortMultipartAsync(address, foreign, Token);
        Directory.Delete(_directory); // and nothing is left in the journal
    }

    [Fact] // scenario 32
    public async Task An_upload_whose_object_another_writer_made_leaves_no_parts()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "contested");
        await using S3StreamClient client = Client(TimeProvider.System);
        await using ObjectUpload upload = await client.CreateUploadAsync(
            address, new UploadOptions { FailIfExists = true, KeepForResume = true }, Token);
        await UploadRig.WriteAsync(upload, new byte[PartSize + 1], new Extent(0, PartSize + 1));
        await PutAsync(store, address, "theirs");

        StorageException refused = await Assert.ThrowsAsync<StorageException>(() => upload.CompleteAsync(PartSize + 1, Token));
        await upload.DisposeAsync();

        Assert.Equal(FailureReason.AlreadyExists, refused.Reason);
        Assert.Equal("theirs", await TextAsync(store, address));
        Assert.Empty(await store.ListMultipartsAsync(address, Token));
        Directory.Delete(_directory);
    }

    private S3StreamClient Client(TimeProvider time) => new(Options("http") with
    {
        PartSize = PartSize,
        UploadJournalDirectory = _directory,
        ResumeWindow = Window,
        TimeProvider = time,
    });

    private static async Task LeaveAsync(S3StreamClient client, ObjectAddress address)
    {
        await using ObjectUpload upload = await client.CreateUploadAsync(address, new UploadOptions { KeepForResume = true }, Token);
        await UploadRig.WriteAsync(upload, new byte[PartSize + 1], new Extent(0, PartSize + 1));
        await upload.AbortAsync(CancellationToken.None);
    }
}
