using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Catalog;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Objects above the limit of one copy that replace themselves with other metadata, on a real Ceph RGW.</summary>
[Trait("Lane", "EndToEnd")]
public sealed class RewriteOnRgwTests : RgwLane
{
    [Fact]
    public async Task An_object_replaced_by_itself_in_parts_keeps_all_but_the_metadata_that_changes()
    {
        await using var client = new S3StreamClient(Options("http"));
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "long");
        byte[] bytes = RandomNumberGenerator.GetBytes((2 * PartSize) + 17);
        using var plain = new AmazonS3Client(
            Options("http").Credentials, new AmazonS3Config { ServiceURL = Variable("RGW_ENDPOINT"), ForcePathStyle = true });
        var put = new PutObjectRequest
        {
            BucketName = Bucket,
            Key = address.Key,
            InputStream = new MemoryStream(bytes),
            ContentType = "image/x-test",
            TagSet = [new Tag { Key = "owner", Value = "them" }],
            Headers = { CacheControl = "max-age=7", ContentDisposition = "inline" },
            Metadata = { ["kept"] = "yes", ["mtime"] = "1" },
        };
        await plain.PutObjectAsync(put, Token);
        var copy = new ObjectCopy(client.Services, maxSingleCopy: PartSize, minPartSize: PartSize);

        string? etag = await copy.RewriteAsync(address, new Dictionary<string, string> { ["mtime"] = "2" }, Token);

        GetObjectMetadataResponse facts = await plain.GetObjectMetadataAsync(Bucket, address.Key, Token);
        Assert.Equal(("\"" + etag + "\"", "yes", "2"), (facts.ETag, facts.Metadata["kept"], facts.Metadata["mtime"]));
        Assert.Equal(("image/x-test", "max-age=7", "inline"), (facts.ContentType, facts.CacheControl, facts.ContentDisposition));
        Assert.EndsWith("-3", etag, StringComparison.Ordinal);
        Assert.Equal("them", Assert.Single((await plain.GetObjectTaggingAsync(
            new GetObjectTaggingRequest { BucketName = Bucket, Key = address.Key }, Token)).Tagging).Value);
        using RangeReply all = await store.GetRangeAsync(address, new Extent(0, bytes.Length), etag, Token);
        Assert.Equal(bytes, await ReadAllAsync(all));
    }

    [Fact]
    public async Task A_version_that_somebody_else_wrote_is_not_replaced()
    {
        S3ObjectStore store = Store("http");
        var address = new ObjectAddress(Bucket, "theirs");
        await PutAsync(store, address, "before");
        RewriteStart start = (await store.BeginRewriteAsync(address, new Dictionary<string, string>(), Token))!;
        (StoredPart part, ChecksumSet sums) = await UploadOnlyPartAsync(store, address, start.UploadId, "before");
        await PutAsync(store, address, "theirs");

        var refused = await Assert.ThrowsAsync<StorageException>(() => store.CompleteMultipartAsync(
            address, start.UploadId, [part],
            new CompletionConditions(part.Length, sums, FailIfExists: false) { ReplacesOnly = start.Entry.ETag }, Token));

        Assert.Equal(FailureReason.Changed, refused.Reason);
        Assert.Equal("theirs", await TextAsync(store, address));
        await store.AbortMultipartAsync(address, start.UploadId, Token);
    }
}
