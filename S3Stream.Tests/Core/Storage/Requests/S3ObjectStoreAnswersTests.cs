using System.Net;
using S3Stream.Storage;
using S3Stream.Storage.Failures;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>What the store makes of answers that a well-behaved server would not give, and what it puts on the wire.</summary>
public sealed class S3ObjectStoreAnswersTests
{
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
        var transport = new ScriptedTransport(
            _ => Reply(HttpStatusCode.OK, CompleteResult("<ChecksumCRC64NVME>AAAAAAAAAAE=</ChecksumCRC64NVME>")));
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
    [InlineData(412, "PreconditionFailed", FailureReason.AlreadyExists)]
    [InlineData(409, "ConditionalRequestConflict", FailureReason.Conflict)]
    public async Task A_completion_that_lost_the_race_finds_the_object_or_a_conflict(int status, string code, FailureReason reason)
    {
        // scenario 32
        StorageException failure = await CompleteFails(_ => Error(status, code));

        Assert.Equal(reason, failure.Reason);
        Assert.False(failure.IsTransient);
    }

    [Fact]
    public async Task A_store_that_would_not_notice_a_version_of_somebody_else_is_not_asked_to_replace_one()
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK));
        using S3ObjectStore store = Store(Http with { Profile = StoreProfile.Minio }, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => store.BeginRewriteAsync(Address, new Dictionary<string, string>(), Token));

        Assert.Equal(FailureReason.NotSupported, failure.Reason);
        Assert.Empty(transport.Requests);
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
    [InlineData(true, "store.test", "/bucket/key")]
    [InlineData(false, "bucket.store.test", "/key")]
    public async Task The_bucket_is_in_the_path_or_in_the_host_name_of_every_request(bool pathStyle, string host, string path)
    {
        foreach (S3StreamOptions options in new[] { Http, Https })
        {
            var transport = new ScriptedTransport(request => Reply(
                HttpStatusCode.OK, request.Method == "POST" ? CompleteResult("") : "", ("ETag", "\"e1\"")));
            using S3ObjectStore store = Store(options with { Profile = StoreProfile.Ceph with { PathStyle = pathStyle } }, transport);

            await UploadAsync(store);
            await CompleteAsync(store);

            Assert.Equal(2, transport.Requests.Count);
            Assert.All(transport.Requests, sent => Assert.Equal((host, path), (sent.Uri.Host, sent.Uri.AbsolutePath)));
        }
    }

    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
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
        string hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes));
        Assert.Equal(endpoint == "signed" ? hash : "UNSIGNED-PAYLOAD", sent.Headers["x-amz-content-sha256"]);
    }

    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
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
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
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
        var transport = new ScriptedTransport(_ => Reply(
            HttpStatusCode.PartialContent, "abc", ("Content-Range", "bytes 0-9/20"), ("ETag", "\"e\""), ("Content-Length", "10")));
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
    [InlineData(206, "bytes 3-7/20", "", FailureReason.Corrupt)]
    [InlineData(206, "bytes 3-7/*", "e", FailureReason.Corrupt)]
    [InlineData(206, null, "e", FailureReason.Corrupt)]
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
        Assert.Equal((5, "e", new DateTimeOffset(
            2006, 1, 2, 15, 4, 5, TimeSpan.Zero)), (reply.Object.Length, reply.Object.ETag, reply.Object.LastModified));
    }

    [Fact]
    public async Task A_listing_that_is_cut_short_without_saying_how_to_go_on_is_an_error()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(
            _ => Reply(HttpStatusCode.OK, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>")));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.ListAsync("bucket", "", null, null, null, 10, Token));

        Assert.Equal(FailureReason.NotSupported, failure.Reason);
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>", false)]
    [InlineData("<ListAllMyBucketsResult><Owner><ID>a</ID></Owner><Buckets/></ListAllMyBucketsResult>", true)]
    [InlineData("<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name></Bucket></Buckets></ListAllMyBucketsResult>", true)]
    public async Task A_page_of_a_proxy_is_not_an_account_without_buckets(string answer, bool isListing)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(HttpStatusCode.OK, answer)));
        if (isListing)
        {
            await store.ListBucketsAsync(Token);
            return;
        }

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.ListBucketsAsync(Token));
        Assert.Equal(FailureReason.Unavailable, failure.Reason);
    }

    [Theory]
    [InlineData("<html><body>Please log in</body></html>")]
    [InlineData("<DeleteResult/>")]
    [InlineData("<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>")]
    public async Task Keys_that_an_answer_does_not_tell_of_do_not_count_as_deleted(string answer)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(HttpStatusCode.OK, answer)));
        var failure = await Assert.ThrowsAsync<StorageException>(() => store.DeleteManyAsync("bucket", ["a", "b"], Token));
        Assert.Equal(FailureReason.Unavailable, failure.Reason);
    }

    private static string CompleteResult(string more) =>
        $"<CompleteMultipartUploadResult><Location>x</Location><Bucket>b</Bucket><Key>k</Key><ETag>\"e-1\"</ETag>{more}</CompleteMultipartUploadResult>";

    private static Task<PutReply> CompleteAsync(S3ObjectStore store) =>
        store.CompleteMultipartAsync(
            Address, "id", [new StoredPart(1, 5, "e", Sums)], new CompletionConditions(5, Sums, FailIfExists: true), Token);

    private static async Task<StorageException> CompleteFails(Func<SentRequest, HttpResponseMessage> answer)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(answer));
        return await Assert.ThrowsAsync<StorageException>(() => CompleteAsync(store));
    }
}
