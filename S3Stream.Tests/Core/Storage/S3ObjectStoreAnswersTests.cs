using System.Buffers;
using System.Net;
using Amazon.Runtime;
using S3Stream.Integrity;
using S3Stream.Storage;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>What the store makes of answers that a well-behaved server would not give, and what it puts on the wire.</summary>
public sealed class S3ObjectStoreAnswersTests
{
    private static readonly ObjectAddress Address = new("bucket", "key");
    private static readonly byte[] Bytes = [1, 2, 3, 4, 5];
    private static readonly ChecksumSet Sums = PartChecksum.Compute(new ReadOnlySequence<byte>(Bytes), ObjectChecksums.Crc64Nvme);
    private static readonly S3StreamOptions Http = new()
    {
        Endpoint = new Uri("http://store.test:9000"),
        Profile = StoreProfile.Ceph,
        Credentials = new BasicAWSCredentials("AKID", "the-secret"),
    };

    private static readonly S3StreamOptions Https = Http with { Endpoint = new Uri("https://store.test:9000") };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Endpoints => ["http", "https", "signed"];

    [Theory]
    [InlineData("")]
    [InlineData("<CompleteMultipartUploadResult><Location>x</Location><ETag></ETag></CompleteMultipartUploadResult>")]
    [InlineData("<CompleteMultipartUploadResult><Location>x</Location><ET")]
    [InlineData("   \n \n  ")]
    public async Task A_completion_whose_answer_names_no_etag_is_not_proven(string body)
    {
        // scenario 24
        StorageException failure = await CompleteFails(_ => Reply(HttpStatusCode.OK, body));

        Assert.Equal(FailureReason.Unavailable, failure.Reason);
        Assert.Equal(StoreFailure.UnprovenCompletion, failure.ErrorCode);
    }

    [Fact]
    public async Task An_error_in_the_body_of_a_completion_that_began_with_200_is_a_failure()
    {
        // scenario 23: leading white space keeps the connection alive
        StorageException failure = await CompleteFails(
            _ => Reply(HttpStatusCode.OK, "<?xml version=\"1.0\"?>\n   \n  <Error><Code>InternalError</Code><Message>m</Message></Error>"));

        Assert.Equal(FailureReason.Unavailable, failure.Reason);
        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A_completion_declares_size_parts_and_checksum_and_an_object_with_another_checksum_is_corrupt()
    {
        // scenario 30
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, CompleteResult("<ChecksumCRC64NVME>AAAAAAAAAAE=</ChecksumCRC64NVME>")));
        using S3ObjectStore store = Store(Http, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(() => CompleteAsync(store));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        SentRequest sent = Assert.Single(transport.Requests);
        Assert.Equal("5", sent.Headers["x-amz-mp-object-size"]);
        Assert.Equal(ChecksumText.From(Sums.Crc64Nvme!.Value), sent.Headers["x-amz-checksum-crc64nvme"]);
        Assert.Equal("FULL_OBJECT", sent.Headers["x-amz-checksum-type"]);
        Assert.Equal("*", sent.Headers["If-None-Match"]);
        Assert.Contains("<PartNumber>1</PartNumber>", sent.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(412, "PreconditionFailed")]
    [InlineData(409, "ConditionalRequestConflict")]
    public async Task A_completion_that_lost_the_race_for_the_key_reports_that_it_exists(int status, string code)
    {
        // scenario 32
        StorageException failure = await CompleteFails(_ => Error(status, code));

        Assert.Equal(FailureReason.AlreadyExists, failure.Reason);
    }

    [Fact]
    public async Task Without_conditional_writes_a_completion_looks_first()
    {
        var transport = new ScriptedTransport(request => request.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"x\""))
            : Reply(HttpStatusCode.OK, CompleteResult("")));
        using S3ObjectStore store = Store(Http with { Profile = StoreProfile.Generic }, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(() => CompleteAsync(store));

        Assert.Equal(FailureReason.AlreadyExists, failure.Reason);
        Assert.Equal("HEAD", Assert.Single(transport.Requests).Method);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_part_is_sent_once_with_its_checksum_and_exactly_its_bytes(string endpoint)
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\"")));
        using S3ObjectStore store = Store(OptionsOf(endpoint), transport);

        string etag = await store.UploadPartAsync(Address, "id", 7, Pieces.Of(Bytes, 2), Sums, Token);

        SentRequest sent = Assert.Single(transport.Requests);
        Assert.Equal("e1", etag);
        Assert.Equal(Bytes, sent.Body);
        Assert.Equal("5", sent.Headers["Content-Length"]);
        Assert.Contains("partNumber=7", sent.Uri.Query, StringComparison.Ordinal);
        Assert.Equal(ChecksumText.From(Sums.Crc64Nvme!.Value), sent.Headers["x-amz-checksum-crc64nvme"]);
        Assert.Equal("CRC64NVME", sent.Headers["x-amz-sdk-checksum-algorithm"]);
        Assert.DoesNotContain("Expect", sent.Headers.Keys);
        Assert.DoesNotContain("Content-Encoding", sent.Headers.Keys);

        // scenario 35: no chunk signing; the payload's hash only where the profile asks for it
        string payload = sent.Headers.GetValueOrDefault("x-amz-content-sha256", "in the URL");
        Assert.Equal(endpoint switch { "http" => "in the URL", "https" => "UNSIGNED-PAYLOAD", _ => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes)) }, payload);
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_part_that_is_acknowledged_without_etag_or_with_another_checksum_is_not_stored(string endpoint)
    {
        // scenario 28
        foreach (var headers in new (string, string)[][] { [], [("ETag", "\"\"")], [("ETag", "\"e\""), ("x-amz-checksum-crc64nvme", "AAAAAAAAAAE=")] })
        {
            using S3ObjectStore store = Store(OptionsOf(endpoint), new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", headers)));

            var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

            Assert.Equal(FailureReason.Corrupt, failure.Reason);
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
    public async Task A_request_to_slow_down_keeps_the_time_to_wait(string endpoint)
    {
        using S3ObjectStore store = Store(OptionsOf(endpoint), new ScriptedTransport(_ => Error(503, "SlowDown", ("Retry-After", "7"))));

        var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

        Assert.Equal((FailureReason.Throttled, 503, "SlowDown"), (failure.Reason, failure.StatusCode, failure.ErrorCode));
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.Contains("bucket/key", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, "InternalError", FailureReason.Unavailable)]
    [InlineData(503, "ServiceUnavailable", FailureReason.Unavailable)]
    [InlineData(400, "RequestTimeout", FailureReason.Unavailable)]
    [InlineData(400, "ExpiredToken", FailureReason.Unavailable)]
    [InlineData(400, "BadDigest", FailureReason.Corrupt)]
    [InlineData(403, "AccessDenied", FailureReason.AccessDenied)]
    [InlineData(404, "NoSuchUpload", FailureReason.NotFound)]
    [InlineData(400, "EntityTooSmall", FailureReason.Invalid)]
    [InlineData(501, "NotImplemented", FailureReason.NotSupported)]
    [InlineData(507, "XMinioStorageFull", FailureReason.NoSpace)]
    [InlineData(403, "QuotaExceeded", FailureReason.NoSpace)]
    [InlineData(429, "TooManyRequests", FailureReason.Throttled)]
    public async Task Refusals_mean_the_same_whichever_way_the_body_went(int status, string code, FailureReason reason)
    {
        foreach (S3StreamOptions options in new[] { Http, Https })
        {
            using S3ObjectStore store = Store(options, new ScriptedTransport(_ => Error(status, code)));

            var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

            Assert.Equal((reason, status, code), (failure.Reason, failure.StatusCode, failure.ErrorCode));
        }
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_a_transient_failure_after_the_bytes_that_came()
    {
        // scenario 18
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.PartialContent, "abc", ("Content-Range", "bytes 0-9/20"), ("ETag", "\"e\""), ("Content-Length", "10")));
        using S3ObjectStore store = Store(Http, transport);
        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(0, 10), "e", Token);
        byte[] buffer = new byte[10];

        Assert.Equal(3, await reply.Body!.ReadAsync(buffer, Token));
        var failure = await Assert.ThrowsAsync<StorageException>(async () => await reply.Body.ReadExactlyAsync(buffer, Token));

        Assert.Equal(FailureReason.Unavailable, failure.Reason);
        Assert.Contains("7 bytes before the end", failure.Message, StringComparison.Ordinal);
        Assert.Equal("bytes=0-9", transport.Requests[0].Headers["Range"]);
        Assert.Equal("\"e\"", transport.Requests[0].Headers["If-Match"]);
    }

    [Theory]
    [InlineData(206, "bytes 5-9/20", "e", FailureReason.Corrupt)]
    [InlineData(206, "bytes 3-5/20", "e", FailureReason.Corrupt)]
    [InlineData(200, null, "e", FailureReason.NotSupported)]
    [InlineData(206, "bytes 3-7/20", "other", FailureReason.Changed)]
    public async Task Bytes_other_than_those_asked_for_are_refused(int status, string? contentRange, string etag, FailureReason reason)
    {
        (string, string)[] headers = contentRange is null ? [("ETag", etag)] : [("ETag", etag), ("Content-Range", contentRange)];
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply((HttpStatusCode)status, "abcde", headers)));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, new Extent(3, 5), "e", Token));

        Assert.Equal(reason, failure.Reason);
    }

    [Fact]
    public async Task A_range_beyond_the_end_takes_the_objects_facts_from_a_look_up()
    {
        var transport = new ScriptedTransport(request => request.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e\""), ("Content-Length", "5"), ("Last-Modified", "Mon, 02 Jan 2006 15:04:05 GMT"))
            : Error(416, "InvalidRange"));
        using S3ObjectStore store = Store(Http, transport);

        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(5, 5), "e", Token);

        Assert.Null(reply.Body);
        Assert.Equal((5, "e", new DateTimeOffset(2006, 1, 2, 15, 4, 5, TimeSpan.Zero)), (reply.Object.Length, reply.Object.ETag, reply.Object.LastModified));
    }

    [Theory]
    [MemberData(nameof(Endpoints))]
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

    [Fact]
    public async Task A_listing_that_is_cut_short_without_saying_how_to_go_on_is_an_error()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.ListAsync("bucket", "", null, null, null, 10, Token));

        Assert.Equal(FailureReason.NotSupported, failure.Reason);
    }

    private static string CompleteResult(string more) =>
        $"<CompleteMultipartUploadResult><Location>x</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e-1\"</ETag>{more}</CompleteMultipartUploadResult>";

    private static TimeSpan Skew(SentRequest request, DateTimeOffset theirs)
    {
        string date = request.Headers.TryGetValue("X-Amz-Date", out string? header)
            ? header
            : request.Uri.Query.Split('&', '?').First(part => part.StartsWith("X-Amz-Date=", StringComparison.Ordinal))["X-Amz-Date=".Length..];
        return (DateTimeOffset.ParseExact(date, "yyyyMMdd'T'HHmmss'Z'", null, System.Globalization.DateTimeStyles.AssumeUniversal) - theirs).Duration();
    }

    private static S3StreamOptions OptionsOf(string endpoint) => endpoint switch
    {
        "https" => Https,
        "signed" => Http with { Profile = StoreProfile.Ceph with { SignPayload = true } },
        _ => Http,
    };

    private static S3ObjectStore Store(S3StreamOptions options, ScriptedTransport transport) => S3ObjectStore.Create(options, new S3Connection(options, transport));

    private static Task<string> UploadAsync(S3ObjectStore store) => store.UploadPartAsync(Address, "id", 1, Pieces.Of(Bytes, 2), Sums, Token);

    private static Task<PutReply> CompleteAsync(S3ObjectStore store) =>
        store.CompleteMultipartAsync(Address, "id", [new StoredPart(1, 5, "e", Sums)], new CompletionTerms(5, Sums, FailIfExists: true), Token);

    private static async Task<StorageException> CompleteFails(Func<SentRequest, HttpResponseMessage> answer)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(answer));
        return await Assert.ThrowsAsync<StorageException>(() => CompleteAsync(store));
    }
}
