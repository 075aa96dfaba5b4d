using System.Globalization;
using System.Net;
using Amazon.Runtime;
using S3Stream.Storage;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Where requests go, and what they are signed with.</summary>
public sealed class S3ObjectStoreRoutingTests
{
    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
    public async Task A_redirect_of_a_custom_endpoint_is_not_followed(string endpoint)
    {
        // scenario 34: neither the signature nor the bytes go to a host that the configuration does not name
        var transport = new ScriptedTransport(
            _ => Reply(HttpStatusCode.TemporaryRedirect, "", ("Location", "http://evil.test/bucket/key"), ("x-amz-bucket-region", "eu-west-1")));
        using S3ObjectStore store = Store(OptionsOf(endpoint), transport);

        var put = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));
        var get = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, new Extent(0, 1), null, Token));

        Assert.Equal((FailureReason.Invalid, 307), (put.Reason, put.StatusCode));
        Assert.Equal((FailureReason.Invalid, 307), (get.Reason, get.StatusCode));
        Assert.All(transport.Requests, request => Assert.Equal("store.test", request.Uri.Host));
        Assert.Equal(2, transport.Requests.Count);
    }

    [Theory]
    [InlineData(301, "PermanentRedirect", true)]
    [InlineData(307, "TemporaryRedirect", true)]
    [InlineData(400, "AuthorizationHeaderMalformed", false)]
    public async Task A_bucket_in_another_region_of_aws_is_found_and_remembered(int status, string code, bool header)
    {
        // scenario 34
        const string Regional = "s3.eu-west-1.amazonaws.com";
        var transport = new ScriptedTransport(request => request.Uri.Host.EndsWith(Regional, StringComparison.Ordinal)
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\""))
            : Reply(
                (HttpStatusCode)status,
                $"<Error><Code>{code}</Code><Message>the region 'us-east-1' is wrong; expecting 'eu-west-1'</Message></Error>",
                header ? [("x-amz-bucket-region", "eu-west-1"), ("Location", "https://evil.test/")] : []));
        using S3ObjectStore store = Store(Http with { Endpoint = null, Profile = StoreProfile.Aws }, transport);

        await UploadAsync(store);
        await UploadAsync(store);

        Assert.Equal(3, transport.Requests.Count);
        Assert.All(transport.Requests.Skip(1), request => Assert.Equal("bucket." + Regional, request.Uri.Host));
        Assert.All(transport.Requests, request => Assert.Equal(Bytes, request.Body));
        Assert.Contains("/eu-west-1/s3/", transport.Requests[1].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_region_that_is_no_regions_name_is_not_followed()
    {
        var transport = new ScriptedTransport(_ => Error(301, "PermanentRedirect", ("x-amz-bucket-region", "evil.test/x")));
        using S3ObjectStore store = Store(Http with { Endpoint = null, Profile = StoreProfile.Aws }, transport);

        await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

        Assert.Single(transport.Requests);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_wrong_clock_is_corrected_for_the_next_attempt(string endpoint)
    {
        // scenario 33: the store's clock is three hours ahead; its refusal tells so
        DateTimeOffset theirs = TimeProvider.System.GetUtcNow().AddHours(3);
        var transport = new ScriptedTransport(request => Skew(request, theirs) > TimeSpan.FromMinutes(15)
            ? Error(403, endpoint == "http" ? "AccessDenied" : "RequestTimeTooSkewed", ("Date", theirs.ToString("R")))
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\""), ("Date", theirs.ToString("R"))));
        var options = OptionsOf(endpoint);
        using S3ObjectStore store = Store(options with { Endpoint = new Uri($"{options.Endpoint!.Scheme}://skewed-{endpoint}.test") }, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));
        await UploadAsync(store);

        Assert.Equal(("RequestTimeTooSkewed", true), (failure.ErrorCode, failure.IsTransient));
    }

    [Fact]
    public async Task Anonymous_requests_carry_no_signature()
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\"")));
        using S3ObjectStore store = Store(Http, transport);
        using S3ObjectStore anonymous = store.WithCredentials(new AnonymousAWSCredentials());

        await UploadAsync(anonymous);

        SentRequest sent = Assert.Single(transport.Requests);
        Assert.Equal(Bytes, sent.Body);
        Assert.DoesNotContain("Authorization", sent.Headers.Keys);
        Assert.DoesNotContain("X-Amz-Signature", sent.Uri.Query, StringComparison.OrdinalIgnoreCase);
    }

    private static TimeSpan Skew(SentRequest request, DateTimeOffset theirs)
    {
        string date = request.Headers.TryGetValue("X-Amz-Date", out string? header)
            ? header
            : request.Uri.Query.Split('&', '?').First(part => part.StartsWith("X-Amz-Date=", StringComparison.Ordinal))["X-Amz-Date=".Length..];
        return (DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null, DateTimeStyles.AssumeUniversal) - theirs).Duration();
    }
}
