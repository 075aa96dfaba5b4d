using Amazon.S3;
using Amazon.S3.Model;
using Xunit;
using static S3Stream.Tests.Embedded.MultipartClient;
using ChecksumAlgorithm = Amazon.S3.ChecksumAlgorithm;

namespace S3Stream.Tests.Embedded;

/// <summary>What CompleteMultipartUpload checks before it makes an object.</summary>
public class CompletionTests
{
    [Fact]
    public async Task The_checksum_that_Complete_declares_is_compared()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(1000);
        string uploadId = await CreateAsync(store, ChecksumAlgorithm.CRC64NVME, ChecksumType.FULL_OBJECT);
        var part = await PartAsync(store, uploadId, 1, bytes);

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => CompleteAsync(store, uploadId, request => request.ChecksumCRC64NVME = Crc64([1, 2, 3]), part));
        Assert.Equal("BadDigest", refused.ErrorCode);
        await CompleteAsync(store, uploadId, request => request.ChecksumCRC64NVME = Crc64(bytes), part);

        Assert.Equal(bytes, await store.ReadAsync("k"));
    }

    [Fact]
    public async Task The_size_that_Complete_declares_is_compared()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        var part = await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(1000));

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => CompleteAsync(store, uploadId, request => request.MpuObjectSize = 999, part));

        Assert.Equal("InvalidRequest", refused.ErrorCode);
    }

    [Fact]
    public async Task Complete_refuses_disorder_wrong_tags_and_small_parts_and_can_be_tried_again()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        var small = await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(100));
        var other = await PartAsync(store, uploadId, 2, StoreUnderTest.Bytes(100));

        async Task<string> CodeAsync(params PartETag[] parts) =>
            (await Assert.ThrowsAsync<AmazonS3Exception>(() => CompleteAsync(store, uploadId, parts))).ErrorCode;

        Assert.Equal("InvalidPart", await CodeAsync(new PartETag(1, other.ETag)));
        Assert.Equal("InvalidPart", await CodeAsync(new PartETag(9, small.ETag)));
        Assert.Equal("EntityTooSmall", await CodeAsync(small, other));
        Assert.Equal(2, (await store.Client.ListPartsAsync(StoreUnderTest.Bucket, "k", uploadId)).Parts.Count);
        await CompleteAsync(store, uploadId, [other]); // a subset of the parts is allowed
        Assert.Single(store.BlobFiles());
    }

    [Fact]
    public async Task Complete_out_of_order_is_InvalidPartOrder()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        string document = "<CompleteMultipartUpload><Part><PartNumber>2</PartNumber><ETag>x</ETag></Part></CompleteMultipartUpload>";
        var part = await PartAsync(store, uploadId, 2, StoreUnderTest.Bytes(100));
        document = document.Replace(">x<", $">{part.ETag.Trim('"')}<", StringComparison.Ordinal)
            .Replace("</Part>", "</Part><Part><PartNumber>1</PartNumber><ETag>y</ETag></Part>", StringComparison.Ordinal);

        var answer = await store.Raw.SendAsync(new RawRequest("POST", $"/{StoreUnderTest.Bucket}/k")
        {
            Query = "uploadId=" + uploadId,
            Body = System.Text.Encoding.UTF8.GetBytes(document),
        });

        Assert.Equal("InvalidPartOrder", answer.Code);
    }

    [Fact]
    public async Task Complete_sent_twice_gives_the_same_answer()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);
        var part = await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(100));

        var once = await CompleteAsync(store, uploadId, part);
        var twice = await CompleteAsync(store, uploadId, part);

        Assert.Equal(once.ETag, twice.ETag);
    }

    [Fact]
    public async Task Complete_with_IfNoneMatch_leaves_an_object_that_is_there()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = "first" });
        string uploadId = await CreateAsync(store);
        var part = await PartAsync(store, uploadId, 1, StoreUnderTest.Bytes(100));

        var refused = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => CompleteAsync(store, uploadId, request => request.IfNoneMatch = "*", part));

        Assert.Equal("PreconditionFailed", refused.ErrorCode);
        Assert.Equal("first"u8.ToArray(), await store.ReadAsync("k"));
    }
}
