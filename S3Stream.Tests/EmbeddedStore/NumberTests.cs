using Xunit;
using static S3Stream.Tests.Embedded.MultipartClient;

namespace S3Stream.Tests.Embedded;

/// <summary>Every number a request can hold is digits in a range, or the request is refused and changes nothing.</summary>
public class NumberTests
{
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";
    private const string Bucket = "/" + StoreUnderTest.Bucket;

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("10001")]
    [InlineData("-1")]
    [InlineData("%2B1")]
    [InlineData("%201")]
    [InlineData("1.0")]
    [InlineData("99999999999999999999")]
    public async Task A_part_number_is_1_to_10000(string number)
    {
        await using var store = await StoreUnderTest.StartAsync();
        string uploadId = await CreateAsync(store);

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target) { Query = $"partNumber={number}&uploadId={uploadId}", Body = [1] });

        Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
        Assert.Empty((await store.Client.ListPartsAsync(StoreUnderTest.Bucket, "k", uploadId)).Parts ?? []);
        Assert.Empty(store.BlobFiles());
    }

    [Fact]
    public async Task A_part_without_its_upload_does_not_become_an_object()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target) { Query = "partNumber=1", Body = [1] });

        Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("GET", Target))).Status);
    }

    [Theory]
    [InlineData(Bucket, "max-keys=")]
    [InlineData(Bucket, "max-keys=-1")]
    [InlineData(Bucket, "list-type=2&max-keys=")]
    [InlineData(Bucket, "list-type=2&max-keys=1x")]
    [InlineData(Bucket, "max-uploads=&uploads=")]
    [InlineData(Bucket, "max-uploads=0&uploads=")]
    [InlineData(Target, "partNumber=")]
    [InlineData(Target, "partNumber=0")]
    [InlineData(Target, "max-parts=&uploadId=ID")]
    [InlineData(Target, "part-number-marker=&uploadId=ID")]
    [InlineData(Target, "part-number-marker=-1&uploadId=ID")]
    public async Task A_number_in_a_query_is_not_guessed(string path, string query)
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new() { BucketName = StoreUnderTest.Bucket, Key = "k", ContentBody = "x" });
        string uploadId = await CreateAsync(store);

        var answer = await store.Raw.SendAsync(new RawRequest("GET", path) { Query = query.Replace("ID", uploadId, StringComparison.Ordinal) });

        Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1,1")]
    public async Task The_length_of_a_framed_body_is_not_guessed(string length)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target)
        {
            PayloadHash = "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            Headers = { ["x-amz-decoded-content-length"] = length },
            Body = "1\r\nx\r\n0\r\n\r\n"u8.ToArray(),
        });

        Assert.Equal((400, "InvalidArgument"), (answer.Status, answer.Code));
        Assert.Empty(store.BlobFiles());
    }
}
