using Amazon.S3;
using Amazon.S3.Model;
using Xunit;
using static S3Stream.Tests.Embedded.MultipartClient;
using ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm;

namespace S3Stream.Tests.Embedded;

/// <summary>Parts, from the first to the object.</summary>
public class MultipartTests
{
    private const int PartBytes = 5 * 1024 * 1024;

    [Fact]
    public async Task Parts_in_any_order_become_one_object_with_the_checksum_of_the_whole()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes((2 * PartBytes) + 1234);
        string uploadId = await CreateAsync(store, ChecksumAlgorithm.CRC64NVME, ChecksumType.FULL_OBJECT);

        var last = await PartAsync(store, uploadId, 7, bytes[(2 * PartBytes)..]);
        var first = await PartAsync(store, uploadId, 1, bytes[..PartBytes]);
        var middle = await PartAsync(store, uploadId, 3, bytes[PartBytes..(2 * PartBytes)]);
        var completed = await CompleteAsync(store, uploadId, first, middle, last);

        Assert.Equal(Crc64(bytes), completed.ChecksumCRC64NVME);
        Assert.EndsWith("-3\"", completed.ETag, StringComparison.Ordinal);
        Assert.Equal(bytes, await store.ReadAsync("k"));
        using var across = await store.Client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            ByteRange = new Amazon.S3.Model.ByteRange(PartBytes - 10, PartBytes + 9),
        });
        using var read = new MemoryStream();
        await across.ResponseStream.CopyToAsync(read);
        Assert.Equal(bytes[(PartBytes - 10)..(PartBytes + 10)], read.ToArray());
    }

    [Fact]
    public async Task A_part_sent_again_replaces_the_first()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(100);
        string uploadId = await CreateAsync(store);
        await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(100));
        var again = await PartAsync(store, uploadId, 1, bytes);

        Assert.Single(store.BlobFiles());
        await CompleteAsync(store, uploadId, again);
        Assert.Equal(bytes, await store.ReadAsync("k"));
    }

    [Fact]
    public async Task Abort_removes_the_parts_and_ends_the_upload()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        var part = await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(100));

        await store.Client.AbortMultipartUploadAsync(StoreUnderTest.Bucket, "k", uploadId);

        Assert.Empty(store.BlobFiles());
        foreach (var attempt in new Func<Task>[]
        {
            () => PartAsync(store, uploadId, 2, [1]),
            () => CompleteAsync(store, uploadId, part),
            () => store.Client.ListPartsAsync(StoreUnderTest.Bucket, "k", uploadId),
            () => store.Client.AbortMultipartUploadAsync(StoreUnderTest.Bucket, "k", uploadId),
        })
        {
            Assert.Equal("NoSuchUpload", (await Assert.ThrowsAnyAsync<AmazonS3Exception>(attempt)).ErrorCode);
        }
    }

    [Fact]
    public async Task ListParts_and_ListMultipartUploads_page()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        string other = await CreateAsync(store);
        foreach (int number in new[] { 4, 1, 9 })
        {
            await PartAsync(store, uploadId, number, StoreUnderTest.Bytes(10));
        }

        var numbers = new List<int?>();
        await foreach (var part in store.Client.Paginators.ListParts(
            new ListPartsRequest { BucketName = StoreUnderTest.Bucket, Key = "k", UploadId = uploadId, MaxParts = 2 }).Parts)
        {
            numbers.Add(part.PartNumber);
        }

        var page = await store.Client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = StoreUnderTest.Bucket, Prefix = "k", MaxUploads = 1 });
        var rest = await store.Client.ListMultipartUploadsAsync(new ListMultipartUploadsRequest
        {
            BucketName = StoreUnderTest.Bucket,
            KeyMarker = page.NextKeyMarker,
            UploadIdMarker = page.NextUploadIdMarker,
        });

        Assert.Equal([1, 4, 9], numbers);
        Assert.Equal(
            new[] { uploadId, other }.Order(StringComparer.Ordinal),
            page.MultipartUploads.Concat(rest.MultipartUploads).Select(upload => upload.UploadId));
        Assert.True(page.IsTruncated);
        Assert.False(rest.IsTruncated);
    }

    [Fact]
    public async Task UploadPartCopy_takes_a_range_across_the_parts_of_its_source()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(PartBytes + 500);
        string source = await CreateAsync(store);
        await CompleteAsync(
            store, source, await PartAsync(store, source, 1, bytes[..PartBytes]), await PartAsync(store, source, 2, bytes[PartBytes..]));
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(StoreUnderTest.Bucket, "copy")).UploadId;

        var part = await store.Client.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = StoreUnderTest.Bucket,
            SourceKey = "k",
            DestinationBucket = StoreUnderTest.Bucket,
            DestinationKey = "copy",
            UploadId = uploadId,
            PartNumber = 1,
            FirstByte = PartBytes - 100,
            LastByte = PartBytes + 99,
        });
        await store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, "k");
        var completed = await store.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "copy",
            UploadId = uploadId,
            PartETags = [new PartETag(1, part.ETag)],
        });

        byte[] expected = bytes[(PartBytes - 100)..(PartBytes + 100)];
        Assert.Equal(expected, await store.ReadAsync("copy"));
        Assert.Equal(Crc64(expected), completed.ChecksumCRC64NVME);
    }

    [Fact]
    public async Task Parts_have_their_MD5_as_tag_and_the_object_the_MD5_of_the_MD5s()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(PartBytes + 1000);
        await store.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "source", InputStream = new MemoryStream(bytes) });
        byte[] first = System.Security.Cryptography.MD5.HashData(bytes.AsSpan(0, PartBytes));
        byte[] second = System.Security.Cryptography.MD5.HashData(bytes.AsSpan(PartBytes));
        string uploadId = await CreateAsync(store);

        PartETag sent = await PartAsync(store, uploadId, 1, bytes[..PartBytes]);
        var copied = await store.Client.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = StoreUnderTest.Bucket,
            SourceKey = "source",
            DestinationBucket = StoreUnderTest.Bucket,
            DestinationKey = "k",
            UploadId = uploadId,
            PartNumber = 2,
            FirstByte = PartBytes,
            LastByte = bytes.Length - 1,
        });
        var completed = await CompleteAsync(store, uploadId, sent, new PartETag(2, copied.ETag));

        Assert.Equal($"\"{Convert.ToHexStringLower(first)}\"", sent.ETag);
        Assert.Equal($"\"{Convert.ToHexStringLower(second)}\"", copied.ETag);
        byte[] whole = System.Security.Cryptography.MD5.HashData([.. first, .. second]);
        Assert.Equal($"\"{Convert.ToHexStringLower(whole)}-2\"", completed.ETag);
    }

    [Fact]
    public async Task A_part_of_an_object_can_be_read_by_its_number()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(PartBytes + 77);
        string uploadId = await CreateAsync(store);
        await CompleteAsync(
            store,
            uploadId,
            await PartAsync(store, uploadId, 1, bytes[..PartBytes]),
            await PartAsync(store, uploadId, 2, bytes[PartBytes..]));

        using var answer = await store.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", PartNumber = 2 });
        using var read = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(read);

        Assert.Equal(bytes[PartBytes..], read.ToArray());
        Assert.Equal(2, answer.PartsCount);
    }
}
