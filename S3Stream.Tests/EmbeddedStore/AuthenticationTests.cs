using Xunit;

namespace S3Stream.Tests.Embedded;

public class AuthenticationTests
{
    private const string Target = "/" + StoreUnderTest.Bucket + "/k";

    [Fact]
    public async Task Nobody_gets_in_without_a_signature()
    {
        await using var store = await StoreUnderTest.StartAsync();

        foreach (string method in new[] { "GET", "PUT", "DELETE", "HEAD", "POST" })
        {
            var answer = await store.Raw.SendTextAsync(
                $"{method} {Target} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            Assert.Equal(403, answer.Status);
        }
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(16)]
    public async Task A_clock_more_than_15_minutes_off_is_refused(int minutes)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("GET", "/") { Time = DateTimeOffset.UtcNow.AddMinutes(minutes) });

        Assert.Equal((403, "RequestTimeTooSkewed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_unknown_access_key_is_named_as_the_reason()
    {
        await using var store = await StoreUnderTest.StartAsync();
        var stranger = new RawStoreClient(store.Server.Endpoint, "AKIASTRANGER", store.Server.SecretKey);

        Assert.Equal("InvalidAccessKeyId", (await stranger.SendAsync(new RawRequest("GET", "/"))).Code);
    }

    [Fact]
    public async Task An_amz_header_added_after_signing_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target) { UnsignedHeaders = { ["x-amz-meta-added"] = "later" } });

        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("Authorization: AWS AKIA:sig", "InvalidRequest")]
    [InlineData("Authorization: AWS4-HMAC-SHA256 rubbish", "AuthorizationHeaderMalformed")]
    [InlineData("Authorization: AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0", "AuthorizationHeaderMalformed")]
    [InlineData("Authorization: AWS4-HMAC-SHA256 Credential=a/20260101/r/s3/aws4_request, SignedHeaders=host, Signature=0", "AccessDenied")]
    [InlineData("x-amz-security-token: x", "InvalidToken")]
    public async Task Malformed_authorization_has_its_own_error(string header, string code)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendTextAsync($"GET {Target} HTTP/1.1\r\nhost: x\r\n{header}\r\nconnection: close\r\n\r\n");

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_presigned_url_does_not_hold_for_another_key()
    {
        await using var store = await StoreUnderTest.StartAsync();
        await store.Client.PutObjectAsync(new() { BucketName = StoreUnderTest.Bucket, Key = "mine", ContentBody = "x" });
        await store.Client.PutObjectAsync(new() { BucketName = StoreUnderTest.Bucket, Key = "secret", ContentBody = "y" });
        string url = await store.Client.GetPreSignedURLAsync(new()
        {
            BucketName = StoreUnderTest.Bucket,
            Key = "mine",
            Expires = DateTime.UtcNow.AddMinutes(5),
            Protocol = Amazon.S3.Protocol.HTTP,
        });

        using var http = new HttpClient();
        Assert.Equal("x", await http.GetStringAsync(url));
        using var other = await http.GetAsync(url.Replace("/mine?", "/secret?", StringComparison.Ordinal));
        Assert.Equal(403, (int)other.StatusCode);
        using var wrong = await http.GetAsync(url.Replace("X-Amz-Expires=", "X-Amz-Expires=9", StringComparison.Ordinal));
        Assert.InRange((int)wrong.StatusCode, 400, 403);
    }

    [Theory]
    [InlineData("Authorization: AWS AKIA:c2ln\r\nx: y", "")]
    [InlineData("x: y", "?AWSAccessKeyId=AKIA&Expires=1999999999&Signature=c2ln")]
    public async Task A_version_2_signature_is_told_that_version_4_is_needed(string header, string query)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendTextAsync($"GET {Target}{query} HTTP/1.1\r\nhost: x\r\n{header}\r\nconnection: close\r\n\r\n");

        Assert.Equal((400, "InvalidRequest"), (answer.Status, answer.Code));
        Assert.Contains("signature version 4", System.Text.Encoding.UTF8.GetString(answer.Body), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_keys_are_kept_in_a_file_only_its_owner_reads()
    {
        await using var store = await StoreUnderTest.StartAsync();
        string secret = store.Server.SecretKey;
        string path = Path.Combine(store.Directory, "credentials");

        Assert.Contains(secret, await File.ReadAllTextAsync(path), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        await store.RestartAsync();
        Assert.Equal(secret, store.Server.SecretKey);
    }

    [Theory]
    [InlineData("PUT", "acl")]
    [InlineData("GET", "policy")]
    [InlineData("GET", "versions")]
    [InlineData("PUT", "versioning")]
    [InlineData("POST", "restore")]
    [InlineData("GET", "tagging")]
    public async Task What_the_store_does_not_have_is_NotImplemented(string method, string query)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest(method, "/" + StoreUnderTest.Bucket) { Query = query });

        Assert.Equal((501, "NotImplemented"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("x-amz-server-side-encryption", "AES256")]
    [InlineData("x-amz-acl", "public-read")]
    [InlineData("x-amz-website-redirect-location", "/a")]
    [InlineData("x-amz-object-lock-mode", "COMPLIANCE")]
    public async Task A_feature_asked_for_is_refused_rather_than_passed_over(string header, string value)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("PUT", Target) { Headers = { [header] = value }, Body = [1] });

        Assert.Equal((501, "NotImplemented"), (answer.Status, answer.Code));
    }
}
