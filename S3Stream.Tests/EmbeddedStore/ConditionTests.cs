using Amazon.S3;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.Embedded;

public class ConditionTests
{
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";

    [Fact]
    public async Task IfNoneMatch_star_writes_only_the_first_time()
    {
        await using var store = await StoreUnderTest.StartAsync();

        await PutAsync(store, "first", request => request.IfNoneMatch = "*");
        var second = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(store, "second", request => request.IfNoneMatch = "*"));

        Assert.Equal("PreconditionFailed", second.ErrorCode);
        Assert.Equal("first"u8.ToArray(), await store.ReadAsync("k"));
    }

    [Fact]
    public async Task Of_many_writers_with_IfNoneMatch_star_one_wins()
    {
        await using var store = await StoreUnderTest.StartAsync();

        int[] statuses = [.. (await Task.WhenAll(Enumerable.Range(0, 16).Select(number => store.Raw.SendAsync(
            new RawRequest(
                "PUT", Target) { Body = [(byte)number], Headers = { ["if-none-match"] = "*" } })))).Select(answer => answer.Status)];

        Assert.Equal(1, statuses.Count(status => status == 200));
        Assert.Equal(15, statuses.Count(status => status == 412));
        Assert.Single(store.BlobFiles());
    }

    [Fact]
    public async Task IfMatch_writes_only_over_that_object()
    {
        await using var store = await StoreUnderTest.StartAsync();
        var absent = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(store, "x", request => request.IfMatch = "\"abc\""));
        string etag = (await PutAsync(store, "first", _ => { })).ETag;

        var wrong = await Assert.ThrowsAsync<AmazonS3Exception>(() => PutAsync(store, "second", request => request.IfMatch = "\"abc\""));
        await PutAsync(store, "third", request => request.IfMatch = etag);

        Assert.Equal("NoSuchKey", absent.ErrorCode);
        Assert.Equal("PreconditionFailed", wrong.ErrorCode);
        Assert.Equal("third"u8.ToArray(), await store.ReadAsync("k"));
    }

    [Theory]
    [InlineData("if-match", "\"wrong\"", 412)]
    [InlineData("if-none-match", "ETAG", 304)]
    [InlineData("if-none-match", "\"other\"", 200)]
    [InlineData("if-match", "ETAG", 200)]
    [InlineData("if-unmodified-since", "Mon, 01 Jan 2001 00:00:00 GMT", 412)]
    [InlineData("if-modified-since", "Mon, 01 Jan 2001 00:00:00 GMT", 200)]
    [InlineData("if-modified-since", "not a date", 200)]
    public async Task A_conditional_read_is_answered_by_the_object(string header, string value, int status)
    {
        await using var store = await StoreUnderTest.StartAsync();
        string etag = (await PutAsync(store, "x", _ => { })).ETag;

        var answer = await store.Raw.SendAsync(
            new RawRequest("GET", Target) { Headers = { [header] = value.Replace("ETAG", etag, StringComparison.Ordinal) } });

        Assert.Equal(status, answer.Status);
    }

    [Theory]
    [InlineData("bytes=-4", 206, "6789")]
    [InlineData("bytes=-40", 206, "0123456789")]
    [InlineData("bytes=8-", 206, "89")]
    [InlineData("bytes=2-9223372036854775807", 206, "23456789")]
    [InlineData("bytes=10-", 416, null)]
    [InlineData("bytes=-0", 416, null)]
    [InlineData("bytes=5-4", 200, "0123456789")]
    [InlineData("bytes=0-1,3-4", 200, "0123456789")]
    [InlineData("lines=1-2", 200, "0123456789")]
    [InlineData("bytes=99999999999999999999-", 200, "0123456789")]
    public async Task A_range_header_is_read_as_RFC_9110_says(string range, int status, string? body)
    {
        await using var store = await StoreUnderTest.StartAsync();
        await PutAsync(store, "0123456789", _ => { });

        var answer = await store.Raw.SendAsync(new RawRequest("GET", Target) { Headers = { ["range"] = range } });

        Assert.Equal(status, answer.Status);
        if (body is not null)
        {
            Assert.Equal(body, answer.Text);
        }
        else
        {
            Assert.Equal("InvalidRange", answer.Code);
            Assert.Contains("Content-Range: bytes */10", answer.Head, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_copy_checks_its_source()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await PutAsync(store, "x", _ => { });

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", $"/{StoreUnderTest.Bucket}/copy")
        {
            Headers = { ["x-amz-copy-source"] = $"{StoreUnderTest.Bucket}/k", ["x-amz-copy-source-if-match"] = "\"wrong\"" },
        });

        Assert.Equal((412, "PreconditionFailed"), (answer.Status, answer.Code));
    }

    private static Task<PutObjectResponse> PutAsync(StoreUnderTest store, string body, Action<PutObjectRequest> configure)
    {
        var request = new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = body };
        configure(request);
        return store.Client.PutObjectAsync(request);
    }
}
