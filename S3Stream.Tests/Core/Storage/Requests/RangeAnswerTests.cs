using System.Net;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>Which answers to a ranged read pass for the object's bytes.</summary>
public sealed class RangeAnswerTests
{
    private const string EmptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";
    private static readonly Extent All = new(0, 100);

    [Theory]
    [InlineData("<html>Sign in</html>", null)]
    [InlineData("<html>Sign in</html>", "\"page\"")]
    [InlineData("hell", "\"e\"")]
    public async Task A_page_that_a_proxy_gives_in_the_objects_place_is_not_the_object(string page, string? etag)
    {
        // scenario 37
        (string, string)[] headers = etag is null ? [("Content-Type", "text/html")] : [("Content-Type", "text/html"), ("ETag", etag)];
        using S3ObjectStore store = Store(Http, new ScriptedTransport(request => request.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e\""), ("Content-Length", "5"))
            : Reply(HttpStatusCode.OK, page, headers)));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, All, null, Token));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Contains(etag is null ? "no ETag" : "200", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_answers_200_with_the_whole_object_is_believed_once_a_look_up_agrees()
    {
        var transport = new ScriptedTransport(request => Reply(
            HttpStatusCode.OK, request.Method == "HEAD" ? "" : "hello", ("ETag", "\"e\""), ("Content-Length", "5")));
        using S3ObjectStore store = Store(Http, transport);

        using RangeReply reply = await store.GetRangeAsync(Address, All, null, Token);

        Assert.Equal("hello"u8.ToArray(), await ReadAllAsync(reply));
        Assert.Equal(["GET", "HEAD"], transport.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task A_body_whose_length_is_not_that_of_its_range_is_refused()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(
            HttpStatusCode.PartialContent, "abcdefgh", ("ETag", "\"e\""), ("Content-Range", "bytes 0-4/20"), ("Content-Length", "8"))));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, new Extent(0, 5), null, Token));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Contains("8 bytes (Content-Length)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abcd", FailureReason.Unavailable)]
    [InlineData("abcde", null)]
    [InlineData("abcdef", FailureReason.Corrupt)]
    public async Task A_body_without_length_is_held_to_its_range(string body, FailureReason? reason)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => WithoutLength(
            Reply(HttpStatusCode.PartialContent, "", ("ETag", "\"e\""), ("Content-Range", "bytes 0-4/20")), body)));
        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(0, 5), null, Token);

        if (reason is null)
        {
            Assert.Equal("abcde"u8.ToArray(), await ReadAllAsync(reply));
            return;
        }

        var failure = await Assert.ThrowsAsync<StorageException>(() => ReadAllAsync(reply));
        Assert.Equal(reason, failure.Reason);
    }

    [Fact]
    public async Task An_empty_object_that_comes_without_a_length_is_an_empty_object()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(request => request.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", $"\"{EmptyMd5}\""), ("Content-Length", "0"))
            : WithoutLength(Reply(HttpStatusCode.OK, "", ("ETag", $"\"{EmptyMd5}\"")), "")));

        using RangeReply reply = await store.GetRangeAsync(Address, All, null, Token);

        Assert.Null(reply.Body);
        Assert.Equal(0, reply.Object.Length);
    }

    [Fact]
    public async Task A_weak_etag_is_compared_weakly_and_pinned_as_the_store_knows_it()
    {
        var transport = new ScriptedTransport(_ => Reply(
            HttpStatusCode.PartialContent, "abcde", ("ETag", "W/\"e\""), ("Content-Range", "bytes 0-4/20")));
        using S3ObjectStore store = Store(Http, transport);

        using RangeReply first = await store.GetRangeAsync(Address, new Extent(0, 5), null, Token);
        using RangeReply second = await store.GetRangeAsync(Address, new Extent(0, 5), first.Object.ETag, Token);

        Assert.Equal("e", first.Object.ETag);
        Assert.Equal("\"e\"", transport.Requests[1].Headers["If-Match"]);
    }

    [Fact]
    public async Task A_store_that_refuses_the_etag_it_tells_is_read_without_if_match_and_compared_here()
    {
        string etag = "W/\"e\"";
        var transport = new ScriptedTransport(request => request switch
        {
            { Method: "HEAD" } => Reply(HttpStatusCode.OK, "", ("ETag", etag), ("Content-Length", "20")),
            _ when request.Headers.ContainsKey("If-Match") => Error(412, "PreconditionFailed"),
            _ => Reply(HttpStatusCode.PartialContent, "abcde", ("ETag", etag), ("Content-Range", "bytes 0-4/20")),
        });
        using S3ObjectStore store = Store(Http, transport);

        (await store.GetRangeAsync(Address, new Extent(0, 5), "e", Token)).Dispose();
        (await store.GetRangeAsync(Address, new Extent(0, 5), "e", Token)).Dispose();
        etag = "W/\"other\"";
        var failure = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, new Extent(0, 5), "e", Token));

        // learned by the second refusal in a row
        Assert.Equal(["GET", "HEAD", "GET", "GET", "HEAD", "GET", "GET"], transport.Requests.Select(request => request.Method));
        Assert.Equal(FailureReason.Changed, failure.Reason);
    }

    [Fact]
    public async Task A_412_for_an_object_that_has_changed_stays_one()
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(request => request.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"new\""), ("Content-Length", "20"))
            : Error(412, "PreconditionFailed")));

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.GetRangeAsync(Address, new Extent(0, 5), "e", Token));

        Assert.Equal((FailureReason.Changed, 412), (failure.Reason, failure.StatusCode));
    }

    [Theory]
    [InlineData("\"e\"")]
    [InlineData("W/\"e\"")]
    public async Task What_is_unpacked_on_the_way_is_asked_for_as_it_is_stored(string etag)
    {
        // GCS: whoever does not accept gzip gets what is stored with Content-Encoding: gzip unpacked, whole, under the same ETag
        var transport = new ScriptedTransport(request => request switch
        {
            { Method: "HEAD" } => Reply(HttpStatusCode.OK, "", ("ETag", "\"e\""), ("Content-Length", "5")),
            _ when request.Headers["Accept-Encoding"] == "gzip" => Reply(
                HttpStatusCode.PartialContent, "zzz", ("ETag", "\"e\""), ("Content-Range", "bytes 0-2/5"), ("Content-Encoding", "gzip")),
            _ => WithoutLength(Reply(HttpStatusCode.OK, "", ("ETag", etag)), "unpacked bytes"),
        });
        using S3ObjectStore store = Store(Http, transport);

        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(0, 3), null, Token);

        Assert.Equal("zzz"u8.ToArray(), await ReadAllAsync(reply));
        Assert.Equal("gzip", reply.Encoding);
        Assert.Equal(["GET", "HEAD", "GET"], transport.Requests.Select(request => request.Method));
    }

    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
    public async Task Every_read_asks_for_the_bytes_as_they_are_stored(string endpoint)
    {
        var transport = new ScriptedTransport(request => request.Uri.Query.Contains("list-type", StringComparison.Ordinal)
            ? Reply(HttpStatusCode.OK, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
            : Reply(
                request.Method == "HEAD" ? HttpStatusCode.OK : HttpStatusCode.PartialContent,
                request.Method == "HEAD" ? "" : "abcde",
                ("ETag", "\"e\""),
                ("Content-Range", "bytes 0-4/5")));
        using S3ObjectStore store = Store(OptionsOf(endpoint), transport);

        (await store.GetRangeAsync(Address, new Extent(0, 5), null, Token)).Dispose();
        await store.HeadAsync(Address, Token);
        await store.ListAsync("bucket", "", null, null, null, 10, Token);

        Assert.Equal(3, transport.Requests.Count);
        Assert.All(transport.Requests, request => Assert.Equal("identity", request.Headers["Accept-Encoding"]));
    }

    [Theory]
    [InlineData("bytes 0-4/5", "FULL_OBJECT", true)]
    [InlineData("bytes 0-4/5", "COMPOSITE", false)]
    [InlineData("bytes 0-4/20", "FULL_OBJECT", false)]
    public async Task A_checksum_is_the_objects_only_where_the_range_is_the_object(string range, string type, bool isKept)
    {
        using S3ObjectStore store = Store(Http, new ScriptedTransport(_ => Reply(
            HttpStatusCode.PartialContent, "abcde", ("ETag", "\"e\""), ("Content-Range", range), ("x-amz-checksum-type", type),
            ("x-amz-checksum-crc64nvme", "AAAAAAAAAAE="))));

        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(0, 5), null, Token);

        Assert.Equal(isKept ? 1UL : null, reply.Object.KeptChecksums.Crc64Nvme);
    }

    private static HttpResponseMessage WithoutLength(HttpResponseMessage reply, string body)
    {
        HttpContent before = reply.Content;
        reply.Content = new StreamContent(new UnsizedStream(System.Text.Encoding.ASCII.GetBytes(body)));
        foreach ((string name, IEnumerable<string> values) in before.Headers.Where(header => header.Key != "Content-Length"))
        {
            reply.Content.Headers.TryAddWithoutValidation(name, values);
        }

        return reply;
    }

    private static async Task<byte[]> ReadAllAsync(RangeReply reply)
    {
        using var all = new MemoryStream();
        await reply.Body!.CopyToAsync(all, Token);
        return all.ToArray();
    }

    /// <summary>A body as it comes in chunks: nobody knows its length before its end.</summary>
    private sealed class UnsizedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
