using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>The AWS SDK in the ways it can be set up, against the store.</summary>
public class SdkTests
{
    [Fact]
    public async Task An_object_written_with_the_sdk_defaults_comes_back_without_its_framing()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(300_000);

        var put = await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "trailer",
            InputStream = new MemoryStream(bytes),
            ContentType = "text/plain",
            Metadata = { ["colour"] = "green" },
        });
        var head = await store.Client.GetObjectMetadataAsync(
            new GetObjectMetadataRequest { BucketName = StoreUnderTest.Bucket, Key = "trailer", ChecksumMode = ChecksumMode.ENABLED });

        Assert.Equal(bytes, await store.ReadAsync("trailer"));
        Assert.Equal($"\"{Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(bytes))}\"", put.ETag);
        Assert.Equal("text/plain", head.Headers.ContentType);
        Assert.True(string.IsNullOrEmpty(head.Headers.ContentEncoding));
        Assert.Equal("green", head.Metadata["colour"]);
        Assert.NotNull(head.ChecksumCRC32);
        Assert.Equal(ChecksumType.FULL_OBJECT, head.ChecksumType);
    }

    [Fact]
    public async Task Metadata_and_content_headers_come_back_as_they_were_sent()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string target = $"/{StoreUnderTest.Bucket}/k";
        var put = new RawRequest("PUT", target)
        {
            Headers = { ["x-amz-meta-colour"] = "grün", ["cache-control"] = "no-store", ["content-encoding"] = "aws-chunked,gzip" },
            Body = [1],
        };

        Assert.Equal(200, (await store.Raw.SendAsync(put)).Status);
        await store.RestartAsync();
        var head = await store.Raw.SendAsync(new RawRequest("HEAD", target));

        Assert.Contains("x-amz-meta-colour: grün\r\n", head.Head + "\r\n", StringComparison.Ordinal);
        Assert.Contains("Cache-Control: no-store\r\n", head.Head + "\r\n", StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Content-Encoding: gzip\r\n", head.Head + "\r\n", StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_written_with_checksums_only_where_required_comes_back_whole(bool framed)
    {
        await using var store = await StoreUnderTest.StartAsync();
        using var client = store.CreateClient(config => config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED);
        byte[] bytes = StoreUnderTest.Bytes(200_000);

        await client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", InputStream = new MemoryStream(bytes), UseChunkEncoding = framed });

        Assert.Equal(bytes, await store.ReadAsync("k"));
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("CRC32C")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task Each_checksum_of_the_sdk_is_verified_and_told(string name)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var put = await store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = name,
            InputStream = new MemoryStream(StoreUnderTest.Bytes(70_000)),
            ChecksumAlgorithm = new ChecksumAlgorithm(name),
        });

        string?[] told = [put.ChecksumCRC32, put.ChecksumCRC32C, put.ChecksumSHA1, put.ChecksumSHA256];
        Assert.Single(told, value => value is not null);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();
        using var client = store.CreateClient(secret: "not-the-secret");

        var failure = await Assert.ThrowsAsync<AmazonS3Exception>(() => client.ListBucketsAsync());

        Assert.Equal("SignatureDoesNotMatch", failure.ErrorCode);
    }

    [Fact]
    public async Task A_presigned_part_is_taken_without_a_payload_hash()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(100_000);
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(StoreUnderTest.Bucket, "k")).UploadId;
        string url = await store.Client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            Verb = HttpVerb.PUT,
            UploadId = uploadId,
            PartNumber = 1,
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Amazon.S3.Protocol.HTTP,
        });

        using var http = new HttpClient();
        using var answer = await http.PutAsync(url, new ByteArrayContent(bytes));
        answer.EnsureSuccessStatusCode();
        await store.Client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "k",
            UploadId = uploadId,
            PartETags = [new PartETag(1, answer.Headers.ETag!.Tag)],
        });

        Assert.Equal(bytes, await store.ReadAsync("k"));
    }

    [Theory]
    [InlineData(0, 9)]
    [InlineData(5, 5)]
    [InlineData(90, 200)]
    public async Task A_range_gives_exactly_its_bytes(int first, int last)
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(100);
        await PutAsync(store, "k", bytes);

        using var answer = await store.Client.GetObjectAsync(
            new GetObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", ByteRange = new ByteRange(first, last) });
        using var read = new MemoryStream();
        await answer.ResponseStream.CopyToAsync(read);

        Assert.Equal(bytes[first..Math.Min(last + 1, 100)], read.ToArray());
        Assert.Equal($"bytes {first}-{Math.Min(last, 99)}/100", answer.ContentRange);
        Assert.Equal(206, (int)answer.HttpStatusCode);
    }

    [Fact]
    public async Task Buckets_are_made_listed_and_removed_only_when_empty()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await PutAsync(store, "k", [1]);

        Assert.Equal([StoreUnderTest.Bucket], (await store.Client.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
        var notEmpty = await Assert.ThrowsAsync<AmazonS3Exception>(() => store.Client.DeleteBucketAsync(StoreUnderTest.Bucket));
        Assert.Equal("BucketNotEmpty", notEmpty.ErrorCode);
        await store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, "k");
        await store.Client.DeleteBucketAsync(StoreUnderTest.Bucket);
        var gone = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
            () => store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = StoreUnderTest.Bucket }));
        Assert.Equal("NoSuchBucket", gone.ErrorCode);
        await store.Client.PutBucketAsync(StoreUnderTest.Bucket); // the name is free again
    }

    [Fact]
    public async Task DeleteObjects_tells_of_each_key_and_leaves_no_bytes()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await PutAsync(store, "a", [1]);
        await PutAsync(store, "b", [2]);

        var answer = await store.Client.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = StoreUnderTest.Bucket,
            Objects = [new KeyVersion { Key = "a" }, new KeyVersion { Key = "b" }, new KeyVersion { Key = "never was" }],
        });

        Assert.Equal(["a", "b", "never was"], answer.DeletedObjects.Select(deleted => deleted.Key));
        Assert.Empty(store.BlobFiles());
    }

    [Fact]
    public async Task A_copy_shares_the_bytes_and_outlives_its_source()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] bytes = StoreUnderTest.Bytes(50_000);
        await PutAsync(store, "from here", bytes);

        await store.Client.CopyObjectAsync(StoreUnderTest.Bucket, "from here", StoreUnderTest.Bucket, "to+there");
        Assert.Single(store.BlobFiles());
        await store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, "from here");

        Assert.Equal(bytes, await store.ReadAsync("to+there"));
        await store.Client.DeleteObjectAsync(StoreUnderTest.Bucket, "to+there");
        Assert.Empty(store.BlobFiles());
    }

    private static Task<PutObjectResponse> PutAsync(StoreUnderTest store, string key, byte[] bytes) =>
        store.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, InputStream = new MemoryStream(bytes) });
}
