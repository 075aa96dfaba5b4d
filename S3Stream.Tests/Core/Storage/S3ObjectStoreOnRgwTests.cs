using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using S3Stream.Integrity;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>
/// Every verb against a real Ceph RGW 20: over http (presigned bodies, or payloads signed by the SDK) and over https where RGW_TLS_PORT is set.
/// Needs RGW_ENDPOINT, RGW_ACCESS_KEY and RGW_SECRET_KEY, as rgw.sh gives them.
/// </summary>
[Trait("Lane", "EndToEnd")]
public sealed class S3ObjectStoreOnRgwTests : IAsyncLifetime
{
    private const int PartSize = 5 * 1024 * 1024;

    private readonly List<S3ObjectStore> _stores = [];
    private readonly string _bucket = $"storage-{Guid.NewGuid():n}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lanes => ["http", "http-signed", "http-md5", "https"];

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("RGW_ENDPOINT") is not null)
        {
            await Store("http").CreateBucketAsync(_bucket, Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stores.Count > 0)
        {
            S3ObjectStore store = _stores[0];
            await foreach (ObjectEntry entry in Everything(store))
            {
                await store.DeleteAsync(new ObjectAddress(_bucket, entry.Key), CancellationToken.None);
            }

            await store.DeleteBucketAsync(_bucket, CancellationToken.None);
        }

        _stores.ForEach(store => store.Dispose());
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task An_object_put_in_several_pieces_of_memory_reads_back_bit_for_bit(string lane)
    {
        S3ObjectStore store = Store(lane);
        var address = new ObjectAddress(_bucket, "small");
        byte[] bytes = RandomNumberGenerator.GetBytes(3_000_001);
        ReadOnlySequence<byte> body = Pieces.Of(bytes, 1_048_576);
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        var attributes = new ObjectAttributes("image/x-test", new Dictionary<string, string> { ["write-token"] = "abc 123" });

        PutReply reply = await store.PutAsync(address, body, attributes, new CompletionTerms(bytes.Length, sums, false), Token);
        ObjectEntry? entry = await store.HeadAsync(address, Token);

        Assert.NotNull(entry);
        Assert.Equal(reply.ETag, entry.ETag);
        Assert.Equal(bytes.Length, entry.Length);
        Assert.Equal("image/x-test", entry.ContentType);
        Assert.Equal("abc 123", entry.Metadata["write-token"]);
        if (lane != "http-md5")
        {
            Assert.Equal(sums.Crc64Nvme, entry.Checksums.Crc64Nvme);
        }

        using RangeReply range = await store.GetRangeAsync(address, new Extent(1, bytes.Length), entry.ETag, Token);
        Assert.Equal(new Extent(1, bytes.Length - 1), range.Range);
        Assert.Equal(bytes.Length, range.Object.Length);
        Assert.Equal("abc 123", range.Object.Metadata["write-token"]);
        Assert.Equal(bytes[1..], await ReadAllAsync(range));
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task A_multipart_upload_out_of_order_completes_with_the_whole_objects_checksum(string lane)
    {
        S3ObjectStore store = Store(lane);
        var address = new ObjectAddress(_bucket, "large");
        byte[] bytes = RandomNumberGenerator.GetBytes((2 * PartSize) + 17);
        string uploadId = await store.CreateMultipartAsync(address, new ObjectAttributes(null, new Dictionary<string, string> { ["a"] = "b" }), Token);
        ChecksumSet[] sums = new ChecksumSet[3];
        var parts = new StoredPart[3];
        foreach (int i in new[] { 2, 0, 1 })
        {
            ReadOnlySequence<byte> body = Pieces.Of(bytes.AsMemory(i * PartSize, Math.Min(PartSize, bytes.Length - (i * PartSize))), 1_000_000);
            sums[i] = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
            string etag = await store.UploadPartAsync(address, uploadId, i + 1, body, sums[i], Token);
            parts[i] = new StoredPart(i + 1, body.Length, etag, sums[i]);
        }

        IReadOnlyList<StoredPart> listed = await store.ListPartsAsync(address, uploadId, Token);
        IReadOnlyList<OpenMultipart> open = await store.ListMultipartsAsync(address, Token);
        Assert.Equal(parts.Select(p => (p.Number, p.Length, p.ETag)), listed.Select(p => (p.Number, p.Length, p.ETag)));
        Assert.Equal(uploadId, Assert.Single(open).UploadId);

        ChecksumSet whole = ChecksumCombiner.Combine(ChecksumCombiner.Combine(sums[0], sums[1]), sums[2]);
        PutReply reply = await store.CompleteMultipartAsync(address, uploadId, parts, new CompletionTerms(bytes.Length, whole, FailIfExists: true), Token);
        ObjectEntry? entry = await store.HeadAsync(address, Token);

        Assert.NotNull(entry);
        Assert.Equal(reply.ETag, entry.ETag);
        Assert.Equal("b", entry.Metadata["a"]);
        if (lane != "http-md5")
        {
            Assert.Equal(whole.Crc64Nvme, entry.Checksums.Crc64Nvme);
        }

        using RangeReply middle = await store.GetRangeAsync(address, new Extent(PartSize - 5, 100), reply.ETag, Token);
        Assert.Equal(bytes[(PartSize - 5)..(PartSize + 95)], await ReadAllAsync(middle));
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task A_part_whose_bytes_do_not_match_their_checksum_is_refused_as_corrupt(string lane)
    {
        // scenario 37: with Content-MD5 the value is computed from the same memory, so only the CRC lanes can tell
        Assert.SkipWhen(lane == "http-md5", "Content-MD5 is computed by the store itself.");
        S3ObjectStore store = Store(lane);
        var address = new ObjectAddress(_bucket, "corrupt");
        string uploadId = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
        byte[] bytes = RandomNumberGenerator.GetBytes(1000);
        ChecksumSet wrong = PartChecksum.Compute(new ReadOnlySequence<byte>(bytes), ObjectChecksums.Crc64Nvme) with { Crc64Nvme = 1 };

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.UploadPartAsync(address, uploadId, 1, new ReadOnlySequence<byte>(bytes), wrong, Token));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Equal("BadDigest", failure.ErrorCode);
        await store.AbortMultipartAsync(address, uploadId, Token);
        await store.AbortMultipartAsync(address, uploadId, Token);
    }

    [Fact]
    public async Task A_completion_with_another_checksum_than_the_parts_have_is_reported_as_corrupt()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(_bucket, "wrong-whole");
        string uploadId = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
        byte[] bytes = RandomNumberGenerator.GetBytes(1000);
        ChecksumSet sums = PartChecksum.Compute(new ReadOnlySequence<byte>(bytes), ObjectChecksums.Crc64Nvme);
        string etag = await store.UploadPartAsync(address, uploadId, 1, new ReadOnlySequence<byte>(bytes), sums, Token);
        StoredPart[] parts = [new(1, 1000, etag, sums)];

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => store.CompleteMultipartAsync(address, uploadId, parts, new CompletionTerms(1000, sums with { Crc64Nvme = 1 }, false), Token));

        // RGW makes the object whatever checksum Complete names, and tells the real one: it is ours to compare
        Assert.Equal(FailureReason.Corrupt, failure.Reason);
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public async Task An_existing_object_is_not_replaced_when_that_is_forbidden(string lane)
    {
        // scenario 32
        S3ObjectStore store = Store(lane);
        var address = new ObjectAddress(_bucket, "taken");
        await PutAsync(store, address, "first");

        var put = await Assert.ThrowsAsync<StorageException>(() => PutAsync(store, address, "second", failIfExists: true));
        string uploadId = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
        (StoredPart part, ChecksumSet sums) = await UploadOnlyPartAsync(store, address, uploadId, "third");
        var complete = await Assert.ThrowsAsync<StorageException>(
            () => store.CompleteMultipartAsync(address, uploadId, [part], new CompletionTerms(5, sums, FailIfExists: true), Token));

        Assert.Equal(FailureReason.AlreadyExists, put.Reason);
        Assert.Equal(FailureReason.AlreadyExists, complete.Reason);
        await store.AbortMultipartAsync(address, uploadId, Token);
        Assert.Equal("first", await TextAsync(store, address));
    }

    [Fact]
    public async Task A_read_pinned_to_a_version_that_was_replaced_reports_the_change()
    {
        // scenario 17
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(_bucket, "changing");
        string first = await PutAsync(store, address, "first");
        await PutAsync(store, address, "other");

        var get = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(address, new Extent(0, 3), first, Token));
        var beyond = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(address, new Extent(100, 3), first, Token));
        var copy = await Assert.ThrowsAsync<StorageException>(() => store.CopyAsync(address, first, new ObjectAddress(_bucket, "copy"), Token));

        Assert.All([get, beyond, copy], failure => Assert.Equal(FailureReason.Changed, failure.Reason));
    }

    [Fact]
    public async Task A_range_beyond_the_end_has_the_objects_facts_and_no_body()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(_bucket, "short");
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
            var address = new ObjectAddress(_bucket, key);
            await PutAsync(store, address, key);
            ObjectEntry? entry = await store.HeadAsync(address, Token);
            Assert.NotNull(entry);
            await store.CopyAsync(address, entry.ETag, new ObjectAddress(_bucket, "copied " + key), Token);
            Assert.Equal(key, await TextAsync(store, new ObjectAddress(_bucket, "copied " + key)));

            string uploadId = await store.CreateMultipartAsync(address, ObjectAttributes.None, Token);
            IReadOnlyList<OpenMultipart> open = await store.ListMultipartsAsync(address, Token);
            Assert.True(open.Count == 1 && open[0].UploadId == uploadId, $"{key}: {open.Count}");
            await UploadOnlyPartAsync(store, address, uploadId, "x");
            Assert.Single(await store.ListPartsAsync(address, uploadId, Token));
            await store.AbortMultipartAsync(address, uploadId, Token);
        }

        ListPage page = await store.ListAsync(_bucket, "odd/", null, null, null, 1000, Token);

        Assert.Equal(keys.Order(Comparer<string>.Create(KeyText.Compare)), page.Entries.Select(entry => entry.Key));
        Assert.All(page.Entries, entry => Assert.Equal(Encoding.UTF8.GetByteCount(entry.Key), entry.Length));
    }

    [Fact]
    public async Task A_listing_comes_in_pages_with_keys_and_prefixes_in_key_order()
    {
        S3ObjectStore store = Store("http");
        foreach (string key in new[] { "list/a", "list/b/1", "list/b/2", "list/c", "list/d/x", "list/e" })
        {
            await PutAsync(store, new ObjectAddress(_bucket, key), "x");
        }

        var seen = new List<string>();
        string? continuation = null;
        int pages = 0;
        do
        {
            ListPage page = await store.ListAsync(_bucket, "list/", "/", null, continuation, 2, Token);
            Assert.True(page.Entries.Count <= 2);
            seen.AddRange(page.Entries.Select(entry => entry.IsPrefix ? entry.Key + "*" : entry.Key));
            continuation = page.Continuation;
            pages++;
        }
        while (continuation is not null);

        Assert.Equal(["list/a", "list/b/*", "list/c", "list/d/*", "list/e"], seen);
        Assert.Equal(3, pages);
        ListPage after = await store.ListAsync(_bucket, "list/", null, "list/b/1", null, 1000, Token);
        Assert.Equal(["list/b/2", "list/c", "list/d/x", "list/e"], after.Entries.Select(entry => entry.Key));
    }

    [Fact]
    public async Task Parts_copied_from_an_object_make_the_same_object()
    {
        // scenario 41
        S3ObjectStore store = Store("http");
        var source = new ObjectAddress(_bucket, "copy source+ä");
        var destination = new ObjectAddress(_bucket, "copy destination");
        byte[] bytes = RandomNumberGenerator.GetBytes(PartSize + 100);
        var body = new ReadOnlySequence<byte>(bytes);
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        PutReply put = await store.PutAsync(source, body, ObjectAttributes.None, new CompletionTerms(bytes.Length, sums, false), Token);
        string uploadId = await store.CreateMultipartAsync(destination, ObjectAttributes.None, Token);

        string first = await store.CopyPartAsync(source, put.ETag, new Extent(0, PartSize), destination, uploadId, 1, Token);
        string second = await store.CopyPartAsync(source, put.ETag, new Extent(PartSize, 100), destination, uploadId, 2, Token);
        StoredPart[] parts = [new(1, PartSize, first, default), new(2, 100, second, default)];
        await store.CompleteMultipartAsync(destination, uploadId, parts, new CompletionTerms(bytes.Length, sums with { Crc64Nvme = null }, false), Token);

        using RangeReply reply = await store.GetRangeAsync(destination, new Extent(0, bytes.Length), null, Token);
        Assert.Equal(bytes, await ReadAllAsync(reply));
    }

    [Fact]
    public async Task What_does_not_exist_is_not_found_and_deleting_it_is_success()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(_bucket, "nothing here");

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
        string other = _bucket + "-2";
        await store.CreateBucketAsync(other, Token);
        await PutAsync(store, new ObjectAddress(other, "x"), "x");

        Assert.True(await store.BucketExistsAsync(other, Token));
        Assert.False(await store.BucketExistsAsync(_bucket + "-3", Token));
        Assert.Contains(await store.ListBucketsAsync(Token), bucket => bucket.Name == other && bucket.Created > DateTimeOffset.UnixEpoch);
        var failure = await Assert.ThrowsAsync<StorageException>(() => store.DeleteBucketAsync(other, Token));
        Assert.Equal(FailureReason.NotEmpty, failure.Reason);

        await store.DeleteAsync(new ObjectAddress(other, "x"), Token);
        await store.DeleteBucketAsync(other, Token);
        Assert.False(await store.BucketExistsAsync(other, Token));
    }

    [Fact]
    public async Task A_region_that_the_store_refuses_as_location_does_not_stop_a_bucket_from_being_made()
    {
        S3ObjectStore store = Remember(S3ObjectStore.Create(Options("http") with { Region = "eu-west-1" }));
        string other = _bucket + "-eu";

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
        var address = new ObjectAddress(_bucket, "private");
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

    private static async Task<string> PutAsync(S3ObjectStore store, ObjectAddress address, string text, bool failIfExists = false)
    {
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        return (await store.PutAsync(address, body, ObjectAttributes.None, new CompletionTerms(body.Length, sums, failIfExists), Token)).ETag;
    }

    private static async Task<(StoredPart Part, ChecksumSet Sums)> UploadOnlyPartAsync(S3ObjectStore store, ObjectAddress address, string uploadId, string text)
    {
        var body = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(text));
        ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
        string etag = await store.UploadPartAsync(address, uploadId, 1, body, sums, Token);
        return (new StoredPart(1, body.Length, etag, sums), sums);
    }

    private static async Task<string> TextAsync(S3ObjectStore store, ObjectAddress address)
    {
        using RangeReply reply = await store.GetRangeAsync(address, new Extent(0, 10_000), null, Token);
        return Encoding.UTF8.GetString(await ReadAllAsync(reply));
    }

    private static async Task<byte[]> ReadAllAsync(RangeReply reply)
    {
        Assert.NotNull(reply.Body);
        byte[] bytes = new byte[reply.Range.Length];
        await reply.Body.ReadExactlyAsync(bytes, Token);
        Assert.Equal(0, await reply.Body.ReadAsync(new byte[1], Token));
        return bytes;
    }

    private async IAsyncEnumerable<ObjectEntry> Everything(S3ObjectStore store)
    {
        ListPage page;
        do
        {
            page = await store.ListAsync(_bucket, "", null, null, null, 1000, CancellationToken.None);
            foreach (ObjectEntry entry in page.Entries)
            {
                yield return entry;
            }
        }
        while (page.Continuation is not null);
    }

    private S3ObjectStore Store(string lane) => Remember(S3ObjectStore.Create(Options(lane)));

    private S3ObjectStore Remember(S3ObjectStore store)
    {
        _stores.Add(store);
        return store;
    }

    private static S3StreamOptions Options(string lane)
    {
        var options = new S3StreamOptions
        {
            Endpoint = new Uri(Variable("RGW_ENDPOINT")),
            Profile = StoreProfile.Ceph,
            Credentials = new BasicAWSCredentials(Variable("RGW_ACCESS_KEY"), Variable("RGW_SECRET_KEY")),
        };
        return lane switch
        {
            "http-signed" => options with { Profile = StoreProfile.Ceph with { SignPayload = true } },
            "http-md5" => options with { Profile = StoreProfile.Generic },
            "https" => options with { Endpoint = new Uri(Variable("RGW_TLS_ENDPOINT")), CertificateAuthorityFile = Variable("RGW_TLS_CA") },
            _ => options,
        };
    }

    private static string Variable(string name)
    {
        string? value = Environment.GetEnvironmentVariable(name);
        Assert.SkipWhen(string.IsNullOrEmpty(value), $"{name} is not set: no Ceph RGW to test with. Run the tests with rgw.sh.");
        return value!;
    }
}
