using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using S3Stream.Integrity;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Keys, listings, copies, buckets and credentials on a real Ceph RGW.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class S3NamesOnRgwTests : RgwLane
{
    [Fact]
    public async Task A_range_beyond_the_end_has_the_objects_facts_and_no_body()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "short");
        await PutAsync(store, address, "12345");
        await PutAsync(store, address with { Key = "empty" }, "");

        using RangeReply beyond = await store.GetRangeAsync(address, new Extent(5, 10), null, Token);
        using RangeReply empty = await store.GetRangeAsync(address with { Key = "empty" }, new Extent(0, 10), null, Token);

        Assert.Null(beyond.Body);
        Assert.Equal(5, beyond.Object.Length);
        Assert.Null(empty.Body);
        Assert.Equal(0, empty.Object.Length);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task Odd_keys_survive_put_list_copy_read_and_delete(string lane)
    {
        // scenario 39
        S3ObjectStore store = Store(lane);
        string[] keys = ["odd/a b+c%20d", "odd/ä€😀", "odd/q?x=1&y=2#z", "odd//double", "odd/tab\tline\nend", "odd/./dot/../dots", "odd/~!*'()[]{}|^`\\\"<>", "odd/end/"];
        foreach (string key in keys)
        {
            var address = new ObjectAddress(Bucket, key);
            await PutAsync(store, address, key);
            ObjectEntry? entry = await store.HeadAsync(address, Token);
            Assert.NotNull(entry);
            await store.CopyAsync(address, entry.ETag, new ObjectAddress(Bucket, "copied " + key), Token);
            Assert.Equal(key, await TextAsync(store, new ObjectAddress(Bucket, "copied " + key)));

            string uploadId = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
            IReadOnlyList<OpenMultipart> open = await store.ListMultipartsAsync(address, Token);
            Assert.True(open.Count == 1 && open[0].UploadId == uploadId, $"{key}: {open.Count}");
            await UploadOnlyPartAsync(store, address, uploadId, "x");
            Assert.Single(await store.ListPartsAsync(address, uploadId, Token));
            await store.AbortMultipartAsync(address, uploadId, Token);
        }

        ListPage page = await store.ListAsync(Bucket, "odd/", null, null, null, 1000, Token);

        Assert.Equal(keys.Order(Comparer<string>.Create(KeyText.Compare)), page.Entries.Select(entry => entry.Key));
        Assert.All(page.Entries, entry => Assert.Equal(Encoding.UTF8.GetByteCount(entry.Key), entry.Length));
    }

    [Fact]
    public async Task A_listing_comes_in_pages_with_keys_and_prefixes_in_key_order()
    {
        S3ObjectStore store = Store("http");
        foreach (string key in new[] { "list/a", "list/b/1", "list/b/2", "list/c", "list/d/x", "list/e" })
        {
            await PutAsync(store, new ObjectAddress(Bucket, key), "x");
        }

        var seen = new List<string>();
        string? continuation = null;
        int pages = 0;
        do
        {
            ListPage page = await store.ListAsync(Bucket, "list/", "/", null, continuation, 2, Token);
            Assert.True(page.Entries.Count <= 2);
            seen.AddRange(page.Entries.Select(entry => entry.IsPrefix ? entry.Key + "*" : entry.Key));
            continuation = page.Continuation;
            pages++;
        }
        while (continuation is not null);

        Assert.Equal(["list/a", "list/b/*", "list/c", "list/d/*", "list/e"], seen);
        Assert.Equal(3, pages);
        ListPage after = await store.ListAsync(Bucket, "list/", null, "list/b/1", null, 1000, Token);
        Assert.Equal(["list/b/2", "list/c", "list/d/x", "list/e"], after.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task Parts_copied_from_an_object_make_the_same_object()
    {
        // scenario 41
        S3ObjectStore store = Store("http");
        var source = new ObjectAddress(Bucket, "copy source+ä");
        var destination = new ObjectAddress(Bucket, "copy destination");
        byte[] bytes = RandomNumberGenerator.GetBytes(PartSize + 100);
        var body = new ReadOnlySequence<byte>(bytes);
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        PutReply put = await store.PutAsync(source, body, ObjectAttributes.None, new CompletionConditions(bytes.Length, sums, false), Token);
        string uploadId = await store.CreateMultipartAsync(destination, ObjectAttributes.None, Token);

        StoredPart first = await store.CopyPartAsync(source, put.ETag, new Extent(0, PartSize), destination, uploadId, 1, Token);
        StoredPart second = await store.CopyPartAsync(source, put.ETag, new Extent(PartSize, 100), destination, uploadId, 2, Token);
        await store.CompleteMultipartAsync(
            destination, uploadId, [first, second], new CompletionConditions(bytes.Length, sums with { Crc64Nvme = null }, false), Token);

        using RangeReply reply = await store.GetRangeAsync(destination, new Extent(0, bytes.Length), null, Token);
        Assert.Equal(bytes, await ReadAllAsync(reply));
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_and_deleting_it_is_success()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "nothing here");

        Assert.Null(await store.HeadAsync(address, Token));
        await store.DeleteAsync(address, Token);
        var get = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(address, new Extent(0, 1), null, Token));
        var parts = await Assert.ThrowsAsync<StorageException>(() => store.ListPartsAsync(address, "2~gone", Token));
        var upload = await Assert.ThrowsAsync<StorageException>(() => UploadOnlyPartAsync(store, address, "2~gone", "x"));

        Assert.All([get, parts, upload], failure => Assert.Equal(FailureReason.NotFound, failure.Reason));
        Assert.Empty(await store.ListMultipartsAsync(address, Token));
    }

    [Fact]
    public async Task Buckets_are_created_seen_listed_and_deleted_only_when_empty()
    {
        S3ObjectStore store = Store("http");
        string other = Bucket + "-2";
        await store.CreateBucketAsync(other, Token);
        await PutAsync(store, new ObjectAddress(other, "x"), "x");

        Assert.True(await store.BucketExistsAsync(other, Token));
        Assert.False(await store.BucketExistsAsync(Bucket + "-3", Token));
        Assert.Contains(await store.ListBucketsAsync(Token), bucket => bucket.Name == other && bucket.Created > DateTimeOffset.UnixEpoch);
        var failure = await Assert.ThrowsAsync<StorageException>(() => store.DeleteBucketAsync(other, Token));
        Assert.Equal(FailureReason.NotEmpty, failure.Reason);

        await store.DeleteAsync(new ObjectAddress(other, "x"), Token);
        await store.DeleteBucketAsync(other, Token);
        Assert.False(await store.BucketExistsAsync(other, Token));
    }

    [Fact]
    public async Task A_region_that_the_store_refuses_as_location_does_not_stop_aBucket_from_being_made()
    {
        S3ObjectStore store = Remember(S3ObjectStore.Create(Options("http") with { Region = "eu-west-1" }));
        string other = Bucket + "-eu";

        await store.CreateBucketAsync(other, Token);

        Assert.True(await store.BucketExistsAsync(other, Token));
        await store.DeleteBucketAsync(other, Token);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("http-signed")]
    [InlineData("https")]
    public async Task Wrong_foreign_and_missing_credentials_are_denied(string lane)
    {
        S3ObjectStore store = Store(lane);
        var address = new ObjectAddress(Bucket, "private");
        await PutAsync(store, address, "x");
        using S3ObjectStore wrongSecret = store.WithCredentials(new BasicAWSCredentials(Variable("RGW_ACCESS_KEY"), "wrong"));
        using S3ObjectStore unknown = store.WithCredentials(new BasicAWSCredentials("NOBODY", "wrong"));
        using S3ObjectStore anonymous = store.WithCredentials(new AnonymousAWSCredentials());

        foreach (S3ObjectStore intruder in new[] { wrongSecret, unknown, anonymous })
        {
            var get = await Assert.ThrowsAsync<StorageException>(() => intruder.GetRangeAsync(address, new Extent(0, 1), null, Token));
            var put = await Assert.ThrowsAsync<StorageException>(() => PutAsync(intruder, address, "y"));
            Assert.Equal(FailureReason.AccessDenied, get.Reason);
            Assert.Equal(FailureReason.AccessDenied, put.Reason);
        }

        Assert.Equal("x", await TextAsync(store, address));
    }
}
