using System.Globalization;
using System.Net;
using Amazon.Runtime;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
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

        Assert.Equal((FailureReason.Unavailable, 307), (put.Reason, put.StatusCode));
        Assert.Equal((FailureReason.Unavailable, 307), (get.Reason, get.StatusCode));
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

    [Theory]
    [InlineData("https://s3.eu-west-1.amazonaws.com", "s3.us-west-2.amazonaws.com")]
    [InlineData("http://s3.eu-west-1.amazonaws.com", "s3.us-west-2.amazonaws.com")]
    [InlineData("https://s3.dualstack.eu-west-1.amazonaws.com", "s3.dualstack.us-west-2.amazonaws.com")]
    [InlineData("https://s3-fips.us-gov-west-1.amazonaws.com", "s3-fips.us-west-2.amazonaws.com")]
    [InlineData("https://s3.amazonaws.com", "s3.us-west-2.amazonaws.com")]
    public async Task An_endpoint_that_is_one_of_AWS_regions_leads_to_the_others(string endpoint, string regional)
    {
        // scenario 34
        var transport = new ScriptedTransport(request => request.Uri.Host.EndsWith(regional, StringComparison.Ordinal)
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\""))
            : Error(301, "PermanentRedirect", ("x-amz-bucket-region", "us-west-2")));
        using S3ObjectStore store = Store(Http with { Endpoint = new Uri(endpoint), Profile = StoreProfile.Aws }, transport);

        await UploadAsync(store);

        Assert.Equal(["bucket." + new Uri(endpoint).Host, "bucket." + regional], transport.Requests.Select(request => request.Uri.Host));
        Assert.All(transport.Requests, request => Assert.Equal(new Uri(endpoint).Scheme, request.Uri.Scheme));
        SentRequest followed = transport.Requests[1];
        string signature = followed.Headers.GetValueOrDefault("Authorization") ?? Uri.UnescapeDataString(followed.Uri.Query);
        Assert.Contains("/us-west-2/s3/", signature, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://bucket.vpce-1a2b.s3.eu-west-1.vpce.amazonaws.com")]
    [InlineData("https://s3.eu-west-1.amazonaws.com.evil.test")]
    [InlineData("https://s3.example.org")]
    public async Task Any_other_endpoint_does_not(string endpoint)
    {
        var transport = new ScriptedTransport(_ => Error(301, "PermanentRedirect", ("x-amz-bucket-region", "us-west-2")));
        using S3ObjectStore store = Store(Http with { Endpoint = new Uri(endpoint) }, transport);

        await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

        Assert.Equal(new Uri(endpoint).Host, Assert.Single(transport.Requests).Uri.Host);
    }

    [Fact]
    public async Task A_listing_of_a_bucket_in_another_region_goes_on_there_page_by_page()
    {
        // scenario 34
        const string Page = """
            <ListBucketResult><Name>bucket</Name><Contents><Key>a</Key><Size>1</Size></Contents>
            <IsTruncated>true</IsTruncated><NextContinuationToken>next</NextContinuationToken></ListBucketResult>
            """;
        var transport = new ScriptedTransport(request => request.Uri.Host == "bucket.s3.eu-west-1.amazonaws.com"
            ? Reply(HttpStatusCode.OK, Page)
            : Error(301, "PermanentRedirect", ("x-amz-bucket-region", "eu-west-1")));
        using S3ObjectStore store = Store(Http with { Endpoint = null, Profile = StoreProfile.Aws }, transport);

        ListPage first = await store.ListAsync("bucket", "", "/", null, null, 1, Token);
        await store.ListAsync("bucket", "", "/", null, first.Continuation, 1, Token);
        await store.ListMultipartsAsync(Address, Token);

        Assert.Equal("a", Assert.Single(first.Entries).Key);
        Assert.Equal(4, transport.Requests.Count);
        Assert.All(transport.Requests.Skip(1), request => Assert.Equal("bucket.s3.eu-west-1.amazonaws.com", request.Uri.Host));
    }

    [Theory]
    [InlineData(null, "us-east-1", "s3.us-east-1.amazonaws.com", null)]
    [InlineData(null, "eu-west-1", "s3.eu-west-1.amazonaws.com", "eu-west-1")]
    [InlineData("https://s3.eu-central-1.amazonaws.com", "us-east-1", "s3.eu-central-1.amazonaws.com", "eu-central-1")]
    public async Task A_bucket_is_made_in_the_home_region_wherever_an_earlier_one_of_that_name_was(
        string? endpoint, string region, string host, string? constraint)
    {
        bool isMade = false;
        var transport = new ScriptedTransport(request =>
        {
            isMade |= request.Method == "PUT" && request.Uri.AbsolutePath.Trim('/').Length == 0;
            return !isMade && !request.Uri.Host.Contains("us-west-2", StringComparison.Ordinal)
                ? Error(301, "PermanentRedirect", ("x-amz-bucket-region", "us-west-2"))
                : Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\""));
        });
        using S3ObjectStore store = Store(
            Http with { Endpoint = endpoint is null ? null : new Uri(endpoint), Region = region, Profile = StoreProfile.Aws }, transport);
        await UploadAsync(store); // learns that the earlier one is elsewhere
        await store.DeleteBucketAsync("bucket", Token);

        await store.CreateBucketAsync("bucket", Token);
        await UploadAsync(store);

        SentRequest made = transport.Requests[^2];
        Assert.Equal("bucket." + host, made.Uri.Host);
        Assert.Equal(
            constraint is not null, made.Text.Contains($"<LocationConstraint>{constraint}</LocationConstraint>", StringComparison.Ordinal));
        Assert.Equal("bucket." + host, transport.Requests[^1].Uri.Host);
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
    [InlineData("https://gateway.test/s3", true, "gateway.test", "/s3/bucket/key")]
    [InlineData("https://gateway.test/a/b/", true, "gateway.test", "/a/b/bucket/key")]
    [InlineData("https://gateway.test/s3", false, "bucket.gateway.test", "/s3/key")]
    [InlineData("https://s3-accelerate.amazonaws.com", false, "bucket.s3-accelerate.amazonaws.com", "/key")]
    [InlineData("https://s3-accelerate.dualstack.amazonaws.com", false, "bucket.s3-accelerate.dualstack.amazonaws.com", "/key")]
    public async Task The_path_of_an_endpoint_stands_before_that_of_every_request(string endpoint, bool pathStyle, string host, string path)
    {
        const string Listing = "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>";
        var transport = new ScriptedTransport(sent => Reply(HttpStatusCode.OK, sent.Method == "GET" ? Listing : "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(
            Https with { Endpoint = new Uri(endpoint), Profile = StoreProfile.Ceph with { PathStyle = pathStyle } }, transport);

        await UploadAsync(store);
        await store.HeadAsync(Address, Token);
        await store.ListAsync("bucket", "", null, null, null, 10, Token);

        Assert.All(transport.Requests, sent => Assert.Equal(host, sent.Uri.Host));
        Assert.Equal([path, path, path[..^"/key".Length]], transport.Requests.Select(sent => sent.Uri.AbsolutePath.TrimEnd('/')));
    }

    [Fact]
    public async Task An_access_points_name_leads_to_its_own_host()
    {
        const string Arn = "arn:aws:s3:us-west-2:123456789012:accesspoint/point";
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Https with { Endpoint = null, Region = "us-west-2", Profile = StoreProfile.Aws }, transport);

        await store.UploadPartAsync(new ObjectAddress(Arn, "key"), "id", 1, Pieces.Of(Bytes, 2), Sums, Token);
        await store.HeadAsync(new ObjectAddress(Arn, "key"), Token);

        Assert.All(
            transport.Requests, sent => Assert.Equal("point-123456789012.s3-accesspoint.us-west-2.amazonaws.com", sent.Uri.Host));
        Assert.All(transport.Requests, sent => Assert.Equal("/key", sent.Uri.AbsolutePath));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_wrong_clock_is_corrected_for_the_next_attempt(string endpoint)
    {
        // scenario 33: the store's clock is three hours ahead; its refusal tells so
        DateTimeOffset theirs = TimeProvider.System.GetUtcNow().AddHours(3);
        var transport = new ScriptedTransport(request => Skew(request, theirs) > TimeSpan.FromMinutes(15)
            ? Error(403, "RequestTimeTooSkewed", ("Date", theirs.ToString("R")))
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\""), ("Date", theirs.ToString("R"))));
        var options = OptionsOf(endpoint);
        using S3ObjectStore store = Store(
            options with { Endpoint = new Uri($"{options.Endpoint!.Scheme}://skewed-{endpoint}.test") }, transport);

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
        string date = request.Headers["X-Amz-Date"];
        return (DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null, DateTimeStyles.AssumeUniversal) - theirs).Duration();
    }
}
