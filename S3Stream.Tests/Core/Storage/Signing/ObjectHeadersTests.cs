using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>What rules put on the wire, on every kind of request, under the signature.</summary>
public sealed class ObjectHeadersTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
    public async Task New_objects_get_class_and_encryption_and_every_request_names_the_payer(string endpoint)
    {
        var rule = new ObjectRule("bucket", "")
        {
            StorageClass = "STANDARD_IA",
            Encryption = "aws:kms",
            EncryptionKeyId = "key-1",
            RequesterPays = true,
        };
        List<SentRequest> sent = await SendAllAsync(OptionsOf(endpoint) with { ObjectRules = [rule] });

        Assert.All(sent, request => Assert.Equal("requester", request.Headers["x-amz-request-payer"]));
        Assert.All(sent, request => Assert.Equal(Creates(request) ? "STANDARD_IA" : null, Header(request, "x-amz-storage-class")));
        Assert.All(sent, request => Assert.Equal(Creates(request) ? "aws:kms" : null, Header(request, "x-amz-server-side-encryption")));
        Assert.All(
            sent,
            request => Assert.Equal(Creates(request) ? "key-1" : null, Header(request, "x-amz-server-side-encryption-aws-kms-key-id")));
        Assert.All(sent, request => Assert.Contains("x-amz-request-payer", Signed(request), StringComparison.Ordinal));
        Assert.Equal(3, sent.Count(Creates));
    }

    [Fact]
    public async Task A_customers_key_goes_with_all_requests_about_the_bytes_and_as_copy_source()
    {
        var rule = new ObjectRule("bucket", "") { CustomerKey = Key };
        List<SentRequest> sent = await SendAllAsync(Https with { ObjectRules = [rule] });

        const string Name = "x-amz-server-side-encryption-customer-";
        foreach (SentRequest request in sent)
        {
            bool aboutBytes = request.Method != "DELETE" && !request.Uri.Query.Contains("list-type", StringComparison.Ordinal);
            Assert.Equal(aboutBytes ? "AES256" : null, Header(request, Name + "algorithm"));
            Assert.Equal(aboutBytes ? Convert.ToBase64String(Key) : null, Header(request, Name + "key"));
            Assert.Equal(aboutBytes ? Convert.ToBase64String(MD5.HashData(Key)) : null, Header(request, Name + "key-MD5"));
            bool copies = request.Headers.ContainsKey("x-amz-copy-source");
            Assert.Equal(
                copies ? Convert.ToBase64String(Key) : null, Header(request, "x-amz-copy-source-server-side-encryption-customer-key"));
        }

        Assert.Equal(2, sent.Count(request => request.Headers.ContainsKey("x-amz-copy-source")));
    }

    [Fact]
    public async Task Objects_outside_a_rule_get_nothing()
    {
        var rule = new ObjectRule("bucket", "ke") { RequesterPays = true, StorageClass = "GLACIER", Encryption = "AES256" };
        List<SentRequest> sent = await SendAllAsync(Http with { ObjectRules = [rule] });

        Assert.DoesNotContain(sent, request => request.Headers.Keys.Any(name =>
            name is "x-amz-request-payer" or "x-amz-storage-class" or "x-amz-server-side-encryption"));
    }

    [Theory]
    [InlineData("bucket", "raw/2026/a", "deep")]
    [InlineData("bucket", "raw/2026", "deep")]
    [InlineData("bucket", "raw/2026b", "raw")]
    [InlineData("bucket", "rawest", "bucket")]
    [InlineData("bucket", "", "bucket")]
    [InlineData("other", "raw/2026/a", "all")]
    public void The_longest_rule_counts_alone(string bucket, string key, string expected)
    {
        ObjectRule[] rules =
        [
            new("", "") { StorageClass = "all", RequesterPays = true },
            new("bucket", "raw/2026") { StorageClass = "deep" },
            new("bucket", "") { StorageClass = "bucket" },
            new("bucket", "raw") { StorageClass = "raw" },
        ];

        ObjectRule rule = ObjectRule.For(rules, bucket, key);

        Assert.Equal((expected, expected == "all"), (rule.StorageClass, rule.RequesterPays));
    }

    [Fact]
    public void A_customers_key_is_not_sent_in_the_clear_nor_printed()
    {
        var rule = new ObjectRule("b", "") { CustomerKey = Key };

        Assert.Throws<ArgumentException>(() => (Http with { ObjectRules = [rule] }).Validate());
        Assert.Throws<ArgumentException>(
            () => (Https with { ObjectRules = [new ObjectRule("b", "") { CustomerKey = new byte[16] }] }).Validate());
        Assert.DoesNotContain(Convert.ToBase64String(Key), rule.ToString(), StringComparison.Ordinal);
        (Https with { ObjectRules = [rule] }).Validate();
    }

    [Fact]
    public async Task Where_objects_are_not_replaced_an_upload_or_copy_over_one_is_refused_before_it_begins()
    {
        // scenario 32
        var transport = new ScriptedTransport(_ => Reply(HttpStatusCode.OK, "", ("ETag", "\"e1\"")));
        S3StreamOptions options = Http with { ObjectRules = [new ObjectRule("", "") { NoOverwrite = true }] };
        await using var client = new S3StreamClient(options, Store(options, transport));

        var upload = await Assert.ThrowsAsync<StorageException>(() => client.CreateUploadAsync(Address, cancellationToken: Token));
        var copy = await Assert.ThrowsAsync<StorageException>(
            () => client.Catalog.CopyAsync(new ObjectAddress("bucket", "x"), Address, Token));

        Assert.Equal((FailureReason.AlreadyExists, FailureReason.AlreadyExists), (upload.Reason, copy.Reason));
        Assert.All(transport.Requests, request => Assert.Equal("HEAD", request.Method));
    }

    [Fact]
    public async Task Where_objects_are_not_replaced_one_that_appears_meanwhile_wins()
    {
        // scenario 32: 412 at the end
        var transport = new ScriptedTransport(request => request.Method == "HEAD" ? Error(404, "") : Error(412, "PreconditionFailed"));
        S3StreamOptions options = Http with { ObjectRules = [new ObjectRule("", "") { NoOverwrite = true }] };
        await using var client = new S3StreamClient(options, Store(options, transport));

        await using ObjectUpload upload = await client.CreateUploadAsync(Address, cancellationToken: Token);
        var failure = await Assert.ThrowsAsync<StorageException>(() => upload.CompleteAsync(0, Token));

        Assert.Equal(FailureReason.AlreadyExists, failure.Reason);
        Assert.Equal("*", transport.Requests.Single(request => request.Method == "PUT").Headers["If-None-Match"]);
    }

    private static string? Header(SentRequest request, string name) => request.Headers.GetValueOrDefault(name);

    private static string Signed(SentRequest request) => Header(request, "Authorization") ?? request.Uri.Query;

    /// <summary>PutObject, CreateMultipartUpload and CopyObject.</summary>
    private static bool Creates(SentRequest request) =>
        (request.Method == "PUT" && !request.Uri.Query.Contains("partNumber", StringComparison.OrdinalIgnoreCase))
        || request.Uri.Query.Contains("uploads", StringComparison.Ordinal);

    private static async Task<List<SentRequest>> SendAllAsync(S3StreamOptions options)
    {
        var transport = new ScriptedTransport(Answer);
        using S3ObjectStore store = Store(options, transport);
        var body = new ReadOnlySequence<byte>(Bytes);
        var conditions = new CompletionConditions(5, Sums, FailIfExists: false);
        string id = await store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        string etag = await UploadAsync(store);
        await store.CopyPartAsync(Address, "e1", new Extent(0, 5), Address, id, 2, Token);
        await store.ListPartsAsync(Address, id, Token);
        await store.CompleteMultipartAsync(Address, id, [new StoredPart(1, 5, etag, Sums)], conditions, Token);
        await store.AbortMultipartAsync(Address, id, Token);
        await store.PutAsync(Address, body, ObjectAttributes.None, conditions, Token);
        await store.CopyAsync(Address, "e1", Address, Token);
        await store.HeadAsync(Address, Token);
        (await store.GetRangeAsync(Address, new Extent(0, 5), null, Token)).Dispose();
        await store.ListAsync("bucket", "key", null, null, null, 10, Token);
        await store.DeleteAsync(Address, Token);
        return transport.Requests;
    }

    private static HttpResponseMessage Answer(SentRequest request)
    {
        string body = request switch
        {
            { Method: "POST" } when request.Uri.Query.Contains("uploads", StringComparison.Ordinal) =>
                "<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>",
            { Method: "POST" } => "<CompleteMultipartUploadResult><ETag>\"e1\"</ETag></CompleteMultipartUploadResult>",
            { Method: "PUT" } when request.Headers.ContainsKey("x-amz-copy-source") =>
                request.Uri.Query.Contains("partNumber", StringComparison.Ordinal)
                    ? "<CopyPartResult><ETag>\"e1\"</ETag></CopyPartResult>"
                    : "<CopyObjectResult><ETag>\"e1\"</ETag></CopyObjectResult>",
            { Method: "GET" } when request.Uri.Query.Contains("list-type", StringComparison.Ordinal) =>
                "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>",
            { Method: "GET" } when request.Uri.Query.Contains("uploadId", StringComparison.Ordinal) =>
                "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>",
            { Method: "GET" } => "12345",
            _ => "",
        };
        return Reply(HttpStatusCode.OK, body, ("ETag", "\"e1\""), ("Content-Length", request.Method == "HEAD" ? "5" : $"{body.Length}"));
    }
}
