using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>The profile auto: which checksum protects bytes, as the store's answers show what it compares (decision 14).</summary>
public sealed class LearningTests
{
    private const string Crc = "x-amz-checksum-crc64nvme";
    private const string Md5 = "Content-MD5";
    private static readonly string ETag = $"\"{Convert.ToHexStringLower(MD5.HashData(Bytes))}\"";

    private readonly FakeTimeProvider _time = new();

    private S3StreamOptions Auto => Http with { Profile = StoreProfile.Auto, TimeProvider = _time, MaxAttempts = 1 };

    [Fact]
    public async Task A_store_that_refuses_a_wrong_checksum_and_answers_the_right_one_is_trusted_to_compare_it()
    {
        var transport = new ScriptedTransport(Modern());
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        await UploadAsync(store);
        Assert.True(store.VerifiesWholeObjects("bucket"));
        await UploadAsync(store);

        Assert.Equal(["crc+md5", "crc+md5", "crc"], Protections(transport)); // the trial, one before it was known, one after it
        Assert.False(store.VerifiesWholeObjects("another"));
    }

    [Fact]
    public async Task One_trial_is_made_for_a_bucket()
    {
        var transport = new ScriptedTransport(Modern());
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        await UploadAsync(store);
        await CreateAsync(store);

        Assert.Equal(2, Protections(transport).Count());
    }

    [Fact] // Ceph RGW before 19
    public async Task A_store_that_says_nothing_of_checksums_gets_content_md5_with_every_byte_and_no_trial()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "POST" ? Created() : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        for (int i = 0; i < 3; i++)
        {
            await UploadAsync(store);
        }

        Assert.Equal(["crc+md5", "crc+md5", "md5"], Protections(transport));
        Assert.False(store.VerifiesWholeObjects("bucket"));
        Assert.NotEqual(Md5Use.None, store.Md5UseOf(Address));
    }

    [Fact]
    public async Task A_store_that_answers_checksums_and_compares_none_gets_content_md5()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "POST" ? Created(Named) : Stored(sent.Headers.GetValueOrDefault(Crc)));
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        await UploadAsync(store);
        await CreateAsync(store);

        Assert.Equal(["crc+md5", "md5"], Protections(transport)); // the trial was stored
        Assert.False(store.VerifiesWholeObjects("bucket"));
        Assert.DoesNotContain("x-amz-checksum-algorithm", transport.Requests[^1].Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(403, "AccessDenied")]
    [InlineData(400, null)] // a proxy's page
    public async Task A_trial_that_fails_for_another_reason_fails_no_upload_and_proves_nothing(int status, string? code)
    {
        bool isTrial = true;
        var modern = Modern();
        var transport = new ScriptedTransport(sent => sent.Method == "PUT" && isTrial
            ? code is null ? Reply((HttpStatusCode)status, "<html>no</html>") : Error(status, code)
            : modern(sent));
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        isTrial = false;
        await UploadAsync(store);
        Assert.False(store.VerifiesWholeObjects("bucket"));
        await CreateAsync(store); // tried again

        Assert.True(store.VerifiesWholeObjects("bucket"));
    }

    [Fact] // a cluster whose nodes are of two versions
    public async Task A_part_that_a_node_did_not_compare_is_sent_again_with_content_md5()
    {
        bool isOld = false;
        var modern = Modern();
        var transport = new ScriptedTransport(sent => isOld && sent.Method == "PUT" ? Stored(crc: null) : modern(sent));
        using S3ObjectStore store = Store(Auto, transport);
        await CreateAsync(store);
        await UploadAsync(store);
        isOld = true;

        await UploadAsync(store);

        Assert.Equal(["crc", "md5"], Protections(transport).TakeLast(2));
        Assert.NotEqual(Md5Use.None, store.Md5UseOf(Address));
    }

    [Fact]
    public async Task A_store_that_refuses_checksums_gets_content_md5_and_is_asked_again()
    {
        bool isRefusing = true;
        var modern = Modern();
        var transport = new ScriptedTransport(
            sent => isRefusing && sent.Headers.ContainsKey(Crc) ? Error(400, "InvalidArgument") : modern(sent));
        using S3ObjectStore store = Store(Auto, transport);
        await UploadAsync(store);
        await UploadAsync(store);
        await UploadAsync(store);
        Assert.Equal(["crc+md5", "md5", "crc+md5", "md5", "md5"], Protections(transport));
        isRefusing = false;
        _time.Advance(HabitMemory.First);

        await CreateAsync(store);
        await UploadAsync(store);

        Assert.True(store.VerifiesWholeObjects("bucket"));
    }

    [Theory] // stores that know other checksums only
    [InlineData(400, "InvalidRequest")]
    [InlineData(400, "XVendorUnknownChecksum")]
    [InlineData(501, "NotImplemented")]
    public async Task A_checksum_that_is_not_known_fails_neither_the_beginning_of_an_upload_nor_a_part(int status, string code)
    {
        var transport = new ScriptedTransport(sent =>
            sent.Headers.Keys.Any(name => name.StartsWith("x-amz-checksum-", StringComparison.OrdinalIgnoreCase)) ? Error(status, code)
            : sent.Method == "POST" ? Created()
            : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        await CreateAsync(store);
        await UploadAsync(store);
        await UploadAsync(store);

        Assert.Equal(["crc+md5", "md5", "md5"], Protections(transport)); // the beginning was refused, and then a part
    }

    [Fact]
    public async Task Bytes_that_are_refused_for_what_they_are_teach_nothing()
    {
        var transport = new ScriptedTransport(_ => Error(400, "EntityTooSmall"));
        using S3ObjectStore store = Store(Auto, transport);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));

        Assert.Equal("EntityTooSmall", failure.ErrorCode);
        await Assert.ThrowsAsync<StorageException>(() => UploadAsync(store));
        Assert.Equal(["crc+md5", "md5", "crc+md5", "md5"], Protections(transport));
    }

    [Fact] // s3rver compares no Content-MD5: its ETag tells what it has
    public async Task The_first_etag_that_is_no_md5_has_the_bytes_sent_again()
    {
        int parts = 0;
        var transport = new ScriptedTransport(_ => ++parts == 1 ? Reply(HttpStatusCode.OK, "", ("ETag", "\"0123\"")) : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        Assert.Equal(ETag, $"\"{await UploadAsync(store)}\"");

        Assert.Equal(2, parts);
    }

    [Fact]
    public async Task Etags_that_are_no_md5s_are_taken_from_the_second_on()
    {
        int parts = 0;
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", $"\"etag-{++parts}\"")));
        using S3ObjectStore store = Store(Auto, transport);

        Assert.Equal("etag-2", await UploadAsync(store));
        Assert.Equal("etag-3", await UploadAsync(store)); // sent once
    }

    [Fact]
    public async Task An_object_that_must_not_be_replaced_is_looked_for_and_the_store_is_told()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD" ? Reply(HttpStatusCode.NotFound) : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        await PutNewAsync(store);

        Assert.Equal(["HEAD", "PUT"], transport.Requests.Select(sent => sent.Method));
        Assert.Equal("*", transport.Requests[1].Headers["If-None-Match"]);
    }

    [Fact]
    public async Task An_object_that_exists_is_not_replaced_by_a_store_that_looks_at_no_condition()
    {
        var transport = new ScriptedTransport(
            sent => sent.Method == "HEAD" ? Reply(HttpStatusCode.OK, "", ("ETag", ETag)) : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => PutNewAsync(store));

        Assert.Equal(FailureReason.AlreadyExists, failure.Reason);
        Assert.Single(transport.Requests);
    }

    [Fact]
    public async Task A_condition_that_is_not_implemented_is_left_out_and_the_object_looked_for()
    {
        var transport = new ScriptedTransport(sent => sent.Method == "HEAD"
            ? Reply(HttpStatusCode.NotFound)
            : sent.Headers.ContainsKey("If-None-Match") ? Error(501, "NotImplemented") : Stored(crc: null));
        using S3ObjectStore store = Store(Auto, transport);

        await PutNewAsync(store);

        Assert.False(transport.Requests[^1].Headers.ContainsKey("If-None-Match"));
        Assert.True(transport.Requests[^1].Headers.ContainsKey(Md5));
    }

    private static readonly (string, string)[] Named = [("x-amz-checksum-algorithm", "CRC64NVME")];

    /// <summary>Compares checksums and answers them.</summary>
    private static Func<SentRequest, HttpResponseMessage> Modern() => sent =>
        sent.Method == "POST" ? Created(Named)
        : sent.Headers.GetValueOrDefault(Crc) is { } crc && crc != ChecksumText.From(Sums.Crc64Nvme!.Value) ? Error(400, "BadDigest")
        : Stored(sent.Headers.GetValueOrDefault(Crc));

    private static HttpResponseMessage Created(params (string, string)[] headers) => Reply(
        HttpStatusCode.OK,
        "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>key</Key><UploadId>id</UploadId></InitiateMultipartUploadResult>",
        headers);

    private static HttpResponseMessage Stored(string? crc) =>
        crc is null ? Reply(HttpStatusCode.OK, "", ("ETag", ETag)) : Reply(HttpStatusCode.OK, "", ("ETag", ETag), (Crc, crc));

    private static Task<string> CreateAsync(S3ObjectStore store) => store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);

    private static Task<PutReply> PutNewAsync(S3ObjectStore store) => store.PutAsync(
        Address, Pieces.Of(Bytes, 2), ObjectAttributes.None, new CompletionConditions(Bytes.Length, Sums, FailIfExists: true), Token);

    /// <summary>What protected the bytes of each request that had some.</summary>
    private static IEnumerable<string> Protections(ScriptedTransport transport) => transport.Requests
        .Where(sent => sent.Method == "PUT")
        .Select(sent => string.Join('+', new[]
        {
            sent.Headers.ContainsKey(Crc) ? "crc" : null,
            sent.Headers.ContainsKey(Md5) ? "md5" : null,
        }.Where(name => name is not null)));
}
