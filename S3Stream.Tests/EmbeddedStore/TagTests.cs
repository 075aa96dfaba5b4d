using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>Object tags and GetObjectAttributes, by the AWS SDK.</summary>
public class TagTests
{
    private const string Bucket = StoreUnderTest.Bucket;
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";

    [Fact]
    public async Task Tags_are_put_counted_replaced_and_deleted_without_a_new_version()
    {
        await using var store = await StoreUnderTest.StartAsync();
        var put = await store.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x", TagSet = [Tag("a b", "1+2"), Tag("ü", "")] });

        Assert.Equal([("a b", "1+2"), ("ü", "")], await TagsAsync(store, "k"));
        Assert.Equal(2, await CountAsync(store));

        await store.Client.PutObjectTaggingAsync(new() { BucketName = Bucket, Key = "k", Tagging = new() { TagSet = [Tag("c", "3")] } });
        var head = await store.Client.GetObjectMetadataAsync(Bucket, "k");
        Assert.Equal([("c", "3")], await TagsAsync(store, "k"));
        Assert.Equal((put.ETag, 1), (head.ETag, await CountAsync(store)));
        await store.RestartAsync();
        Assert.Equal([("c", "3")], await TagsAsync(store, "k"));

        await store.Client.DeleteObjectTaggingAsync(new() { BucketName = Bucket, Key = "k" });
        Assert.Empty(await TagsAsync(store, "k"));
        Assert.Equal("x"u8.ToArray(), await store.ReadAsync("k"));
    }

    [Fact]
    public async Task A_multipart_upload_and_a_copy_carry_tags_and_a_copy_may_replace_them()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = (await store.Client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = Bucket, Key = "k", TagSet = [Tag("a", "1")] })).UploadId;
        await store.RestartAsync();
        var part = await MultipartClient.PartAsync(store, uploadId, 1, [1, 2, 3]);
        await MultipartClient.CompleteAsync(store, uploadId, part);
        await store.Client.CopyObjectAsync(Bucket, "k", Bucket, "same");
        await store.Client.CopyObjectAsync(new CopyObjectRequest
        {
            SourceBucket = Bucket,
            SourceKey = "k",
            DestinationBucket = Bucket,
            DestinationKey = "other",
            TagSet = [Tag("b", "2")],
            TaggingDirective = TaggingDirective.REPLACE,
        });

        Assert.Equal([("a", "1")], await TagsAsync(store, "k"));
        Assert.Equal([("a", "1")], await TagsAsync(store, "same"));
        Assert.Equal([("b", "2")], await TagsAsync(store, "other"));
    }

    [Theory]
    [InlineData("<Tag><Key>a</Key><Value>1</Value></Tag><Tag><Key>a</Key><Value>2</Value></Tag>", "InvalidTag")]
    [InlineData("<Tag><Key></Key><Value>1</Value></Tag>", "InvalidTag")]
    [InlineData("<Tag><Key>a</Key></Tag>", "MalformedXML")]
    public async Task Tags_that_break_the_rules_are_refused(string tags, string code)
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" });

        byte[] document = Encoding.UTF8.GetBytes($"<Tagging><TagSet>{tags}</TagSet></Tagging>");
        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target) { Query = "tagging=", Body = document });

        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Eleven_tags_are_too_many_and_store_nothing()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var failure = await Assert.ThrowsAsync<AmazonS3Exception>(() => store.Client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = Bucket,
            Key = "k",
            ContentBody = "x",
            TagSet = [.. Enumerable.Range(0, 11).Select(i => Tag($"t{i}", "v"))],
        }));

        Assert.Equal("BadRequest", failure.ErrorCode);
        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("GET", Target))).Status);
    }

    [Fact]
    public async Task Attributes_tell_size_tag_checksum_and_the_parts_in_pages()
    {
        await using var store = await StoreUnderTest.StartAsync();
        byte[] large = StoreUnderTest.Bytes(5 << 20);
        string uploadId = await MultipartClient.CreateAsync(store, Amazon.S3.ChecksumAlgorithm.SHA256);
        var first = await MultipartClient.PartAsync(store, uploadId, 1, large);
        var second = await MultipartClient.PartAsync(store, uploadId, 3, [1]);
        var completed = await MultipartClient.CompleteAsync(store, uploadId, first, second);

        var all = await store.Client.GetObjectAttributesAsync(new GetObjectAttributesRequest
        {
            BucketName = Bucket,
            Key = "k",
            ObjectAttributes =
            [
                ObjectAttributes.ETag, ObjectAttributes.Checksum, ObjectAttributes.ObjectParts, ObjectAttributes.ObjectSize,
            ],
            MaxParts = 1,
        });
        var only = await store.Client.GetObjectAttributesAsync(
            new GetObjectAttributesRequest { BucketName = Bucket, Key = "k", ObjectAttributes = [ObjectAttributes.StorageClass] });

        Assert.Equal(completed.ETag.Trim('"'), all.ETag);
        Assert.Equal(large.Length + 1, all.ObjectSize);
        Assert.Equal(completed.ChecksumSHA256, all.Checksum.ChecksumSHA256);
        Assert.Equal((2, true, 1), (all.ObjectParts.TotalPartsCount, all.ObjectParts.IsTruncated, all.ObjectParts.Parts.Count));
        Assert.Equal(large.Length, all.ObjectParts.Parts[0].Size);
        Assert.Equal("STANDARD", only.StorageClass);
        Assert.Null(only.ETag);
    }

    [Theory]
    [InlineData("x-amz-object-attributes", "")]
    [InlineData("x-amz-object-attributes", "Etag")]
    [InlineData("x-amz-max-parts", "")]
    [InlineData("x-amz-part-number-marker", "-1")]
    public async Task Attributes_that_are_not_known_are_refused(string header, string value)
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "k", ContentBody = "x" });

        var request = new RawRequest("GET", Target) { Query = "attributes=", Headers = { ["x-amz-object-attributes"] = "ETag" } };
        request.Headers[header] = value;

        Assert.Equal("InvalidArgument", (await store.Raw.SendAsync(request)).Code);
    }

    private static async Task<int?> CountAsync(StoreUnderTest store)
    {
        using var answer = await store.Client.GetObjectAsync(Bucket, "k");
        return answer.TagCount;
    }

    private static Tag Tag(string key, string value) => new() { Key = key, Value = value };

    private static async Task<(string Key, string Value)[]> TagsAsync(StoreUnderTest store, string key)
    {
        var answer = await store.Client.GetObjectTaggingAsync(new() { BucketName = Bucket, Key = key });
        return [.. (answer.Tagging ?? []).Select(tag => (tag.Key, tag.Value))];
    }
}
