using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>What is learned of a store that does not take what others do.</summary>
public sealed class StoreDialectTests
{
    private const string Mode = "x-amz-checksum-mode";

    [Fact]
    public async Task A_header_that_look_ups_were_refused_for_twice_is_left_out_of_those_after_it()
    {
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey(Mode)
            ? Reply(HttpStatusCode.BadRequest)
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http with { Profile = StoreProfile.Generic }, transport);

        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("e", (await store.HeadAsync(Address, Token))?.ETag);
        }

        Assert.Equal([true, false, true, false, false], transport.Requests.Select(sent => sent.Headers.ContainsKey(Mode)));
    }

    [Fact]
    public async Task An_object_that_is_not_there_is_found_so_where_the_header_is_refused()
    {
        var transport = new ScriptedTransport(sent => Reply(
            sent.Headers.ContainsKey(Mode) ? HttpStatusCode.BadRequest : HttpStatusCode.NotFound));
        using S3ObjectStore store = Store(Http, transport);

        Assert.Null(await store.HeadAsync(Address, Token));
        Assert.Null(await store.HeadAsync(Address, Token));
        Assert.Null(await store.HeadAsync(Address, Token));

        Assert.Equal(5, transport.Requests.Count);
    }

    [Fact]
    public async Task A_request_that_is_refused_without_the_header_too_teaches_nothing()
    {
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.BadRequest));
        using S3ObjectStore store = Store(Http, transport);

        await Assert.ThrowsAsync<StorageException>(() => store.HeadAsync(Address, Token));
        await Assert.ThrowsAsync<StorageException>(() => store.HeadAsync(Address, Token));

        Assert.Equal([true, false, true, false], transport.Requests.Select(sent => sent.Headers.ContainsKey(Mode)));
    }

    [Fact]
    public async Task One_faulty_refusal_costs_the_checksums_of_one_look_up()
    {
        int asked = 0;
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey(Mode) && asked++ % 2 == 0
            ? Reply(HttpStatusCode.BadRequest)
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http, transport);

        for (int i = 0; i < 4; i++)
        {
            await store.HeadAsync(Address, Token);
        }

        Assert.Equal([true, false, true, true, false, true], transport.Requests.Select(sent => sent.Headers.ContainsKey(Mode)));
    }

    [Fact]
    public async Task What_one_bucket_does_not_take_is_sent_to_the_others()
    {
        var transport = new ScriptedTransport(sent =>
            sent.Headers.ContainsKey(Mode) && sent.Uri.AbsolutePath.StartsWith("/bucket/", StringComparison.Ordinal)
                ? Reply(HttpStatusCode.BadRequest)
                : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http, transport);
        await store.HeadAsync(Address, Token);
        await store.HeadAsync(Address, Token);

        await store.HeadAsync(Address, Token);
        await store.HeadAsync(new ObjectAddress("another", "key"), Token);

        Assert.Equal([false, true], transport.Requests.TakeLast(2).Select(sent => sent.Headers.ContainsKey(Mode)));
    }

    [Fact]
    public async Task A_habit_is_asked_again_soon()
    {
        var time = new FakeTimeProvider();
        bool isRefusing = true;
        var transport = new ScriptedTransport(sent => isRefusing && sent.Headers.ContainsKey(Mode)
            ? Reply(HttpStatusCode.BadRequest)
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http with { TimeProvider = time }, transport);
        await store.HeadAsync(Address, Token);
        await store.HeadAsync(Address, Token);
        isRefusing = false;

        await store.HeadAsync(Address, Token);
        time.Advance(HabitMemory.First);
        await store.HeadAsync(Address, Token);

        Assert.Equal([true, false, true, false, false, true], transport.Requests.Select(sent => sent.Headers.ContainsKey(Mode)));
    }

    [Fact]
    public async Task A_part_whose_checksum_is_refused_is_sent_with_content_md5()
    {
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey("x-amz-checksum-crc64nvme")
            ? Error(400, "InvalidArgument")
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http, transport);

        await UploadAsync(store);
        await UploadAsync(store);
        await UploadAsync(store);

        Assert.Equal([false, true, false, true, true], transport.Requests.Select(sent => sent.Headers.ContainsKey("Content-MD5")));
        Assert.False(store.VerifiesWholeObjects("bucket"));
    }

    [Fact]
    public async Task A_checksum_that_differs_is_never_taken_for_a_header_that_is_refused()
    {
        var transport = new ScriptedTransport(_ => Error(400, "BadDigest"));
        using S3ObjectStore store = Store(Http, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Single(transport.Requests);
    }

    [Theory] // scenario 28
    [InlineData("AES256", true)]
    [InlineData("aws:kms", false)]
    public async Task An_etag_other_than_the_md5_sent_is_wrong_where_etags_are_md5s(string encryption, bool isWrong)
    {
        string md5 = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Bytes));
        var answers = new Queue<string>([md5, "0123"]);
        var transport = new ScriptedTransport(_ => Reply(
            HttpStatusCode.OK,
            "",
            ("ETag", $"\"{answers.Dequeue()}\""),
            ("x-amz-server-side-encryption", answers.Count == 0 ? encryption : "AES256")));
        using S3ObjectStore store = Store(Http with { Profile = StoreProfile.Generic }, transport);
        await UploadAsync(store);

        if (isWrong)
        {
            var failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));
            Assert.Equal(FailureReason.Corrupt, failure.Reason);
            Assert.Contains(md5, failure.Message, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal("0123", await UploadAsync(store));
        }
    }

    [Theory]
    [InlineData("e", true)]
    [InlineData("another", false)]
    public async Task A_copy_without_condition_holds_only_if_its_source_is_still_the_same_afterwards(string etagAfter, bool holds)
    {
        int looks = 0;
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", ++looks % 2 == 1 ? "\"e\"" : $"\"{etagAfter}\""))
            : sent.Headers.ContainsKey("x-amz-copy-source-if-match")
                ? Error(412, "PreconditionFailed")
                : Reply(HttpStatusCode.OK, "<CopyObjectResult><ETag>\"c\"</ETag></CopyObjectResult>"));
        using S3ObjectStore store = Store(Http, transport);

        Task CopyAsync() => store.CopyAsync(Address, "e", new ObjectAddress("bucket", "copy"), Token);
        if (holds)
        {
            await CopyAsync();
            await CopyAsync();
            await CopyAsync();
            Assert.Equal(2, transport.Requests.Count(sent => sent.Headers.ContainsKey("x-amz-copy-source-if-match")));
        }
        else
        {
            Assert.Equal(FailureReason.Changed, (await Assert.ThrowsAsync<StorageException>(CopyAsync)).Reason);
        }
    }

    [Fact]
    public async Task A_copy_whose_source_did_change_is_refused_and_teaches_nothing()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"newer\""))
            : Error(412, "PreconditionFailed"));
        using S3ObjectStore store = Store(Http, transport);

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => store.CopyAsync(Address, "e", new ObjectAddress("bucket", "copy"), Token));

        Assert.Equal(FailureReason.Changed, failure.Reason);
        Assert.Equal(["PUT", "HEAD"], transport.Requests.Select(sent => sent.Method));
    }

    [Theory] // Ceph RGW to 20.2 does not look at the condition of UploadPartCopy
    [InlineData("e", true)]
    [InlineData("newer", false)]
    public async Task The_source_of_a_copied_part_is_looked_at_afterwards(string etagAfter, bool holds)
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", $"\"{etagAfter}\""))
            : Reply(HttpStatusCode.OK, "<CopyPartResult><ETag>\"c\"</ETag></CopyPartResult>"));
        using S3ObjectStore store = Store(Http, transport);

        Task<StoredPart> CopyAsync() =>
            store.CopyPartAsync(Address, "e", new Extent(0, 10), new ObjectAddress("bucket", "copy"), "id", 1, Token);

        if (holds)
        {
            Assert.Equal("c", (await CopyAsync()).ETag);
        }
        else
        {
            Assert.Equal(FailureReason.Changed, (await Assert.ThrowsAsync<StorageException>(CopyAsync)).Reason);
        }

        Assert.Equal(["PUT", "HEAD"], transport.Requests.Select(sent => sent.Method));
    }

    [Fact] // s3rver looks for a bucket of that name
    public async Task The_slashes_in_the_name_of_a_copys_source_are_left_as_they_are()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e\""))
            : Reply(HttpStatusCode.OK, "<CopyObjectResult><ETag>\"c\"</ETag></CopyObjectResult>"));
        using S3ObjectStore store = Store(Http, transport);

        await store.CopyAsync(new ObjectAddress("bucket", "a/b c+%2F"), "e", new ObjectAddress("bucket", "copy"), Token);

        Assert.Equal("/bucket/a/b%20c%2B%252F", "/" + transport.Requests[0].Headers["x-amz-copy-source"].TrimStart('/'));
    }

    [Fact] // s3rver
    public async Task An_empty_object_that_is_answered_as_a_range_of_nothing_is_empty()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.OK, "", ("ETag", "\"e\""), ("Content-Length", "0"))
            : Reply(HttpStatusCode.PartialContent, "", ("ETag", "\"e\""), ("Content-Range", "bytes 0-0/0")));
        using S3ObjectStore store = Store(Http, transport);

        using RangeReply reply = await store.GetRangeAsync(Address, new Extent(0, 100), null, Token);

        Assert.Null(reply.Body);
        Assert.Equal(0, reply.Object.Length);
    }

    [Fact]
    public async Task What_was_learned_is_counted_by_bucket()
    {
        var transport = new ScriptedTransport(sent => sent.Headers.ContainsKey(Mode)
            ? Reply(HttpStatusCode.BadRequest)
            : Reply(HttpStatusCode.OK, "", ("ETag", "\"e\"")));
        using S3ObjectStore store = Store(Http, transport);
        await store.HeadAsync(Address, Token);
        await store.HeadAsync(Address, Token);
        long found = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, me) =>
            {
                if (instrument.Name == "s3stream.store.facts")
                {
                    me.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
            found = tags[0] is { Key: "fact", Value: "refuses_checksum_mode" } ? value : found);
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.True(found >= 1, $"{found}"); // other tests learn at the same time
    }

    [Theory]
    [InlineData("%2B+", "a b")]
    [InlineData("%2B%20", "a b")]
    [InlineData("+%20", "a+b")]
    [InlineData("+ ", "a b")] // the prefix is not encoded: nothing is known
    public async Task A_plus_in_a_listing_is_read_as_the_store_writes_it(string echo, string key)
    {
        static string Listing(string prefix, string contents) =>
            $"<ListBucketResult><Name>bucket</Name><Prefix>{prefix}</Prefix><EncodingType>url</EncodingType>"
                + $"<IsTruncated>false</IsTruncated>{contents}</ListBucketResult>";
        var transport = new ScriptedTransport(sent => Reply(
            HttpStatusCode.OK,
            sent.Uri.Query.Contains("prefix=%2B%20", StringComparison.Ordinal)
                ? Listing(echo, "")
                : Listing("", "<Contents><Key>a+b</Key><Size>1</Size></Contents>")));
        using S3ObjectStore store = Store(Http, transport);

        for (int i = 0; i < 2; i++)
        {
            ListPage page = await store.ListAsync("bucket", "", null, null, null, 10, Token);
            Assert.Equal(key, Assert.Single(page.Entries).Key);
        }

        Assert.Equal(3, transport.Requests.Count); // it is asked once
    }

    [Fact]
    public async Task A_host_that_cannot_be_resolved_is_named_and_is_not_a_busy_store()
    {
        using S3ObjectStore store = S3ObjectStore.Create(Http with { Endpoint = new Uri("http://no-such-store.invalid:9000") });

        var failure = await Assert.ThrowsAsync<StorageException>(() => store.HeadAsync(Address, Token));

        Assert.Equal(FailureReason.Unreachable, failure.Reason);
        Assert.True(failure.IsTransient);
        Assert.Contains("no-such-store.invalid", failure.Message, StringComparison.Ordinal);
    }
}
