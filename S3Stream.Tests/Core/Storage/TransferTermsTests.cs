using System.Buffers;
using System.Net;
using S3Stream.Storage;
using S3Stream.Storage.Requests;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Core.Storage.ScriptedStore;
using static S3Stream.Tests.Core.Storage.ScriptedTransport;

namespace S3Stream.Tests.Core.Storage;

/// <summary>What the options of one call put on the wire, and what the store then has.</summary>
public sealed class TransferTermsTests
{
    private static readonly DateTimeOffset Time = new(2030, 1, 2, 3, 4, 5, TimeSpan.FromHours(2));

    private static readonly UploadOptions All = new()
    {
        CacheControl = "max-age=60",
        ContentDisposition = "attachment; filename=a.txt",
        ContentEncoding = "gzip",
        ContentLanguage = "de",
        Expires = Time,
        WebsiteRedirectLocation = "/other",
        Tags = new Dictionary<string, string> { ["a b"] = "c&d", ["e"] = "" },
        StorageClass = "GLACIER_IR",
        Encryption = "aws:kms",
        EncryptionKeyId = "key-1",
        Grants =
        [
            new(ObjectAccess.Read, "id=1"), new(ObjectAccess.Read, "uri=http://acs"), new(ObjectAccess.FullControl, "id=2"),
        ],
        ObjectLockMode = "GOVERNANCE",
        ObjectLockRetainUntil = Time,
        ObjectLockLegalHold = true,
        ExpectedBucketOwner = "123456789012",
        RequesterPays = true,
    };

    private static readonly Dictionary<string, string> Created = new()
    {
        ["Cache-Control"] = "max-age=60",
        ["Content-Disposition"] = "attachment; filename=a.txt",
        ["Content-Encoding"] = "gzip",
        ["Content-Language"] = "de",
        ["Expires"] = "Wed, 02 Jan 2030 01:04:05 GMT",
        ["x-amz-website-redirect-location"] = "/other",
        ["x-amz-tagging"] = "a%20b=c%26d&e=",
        ["x-amz-storage-class"] = "GLACIER_IR",
        ["x-amz-server-side-encryption"] = "aws:kms",
        ["x-amz-server-side-encryption-aws-kms-key-id"] = "key-1",
        ["x-amz-grant-read"] = "id=\"1\", uri=\"http://acs\"",
        ["x-amz-grant-full-control"] = "id=\"2\"",
        ["x-amz-object-lock-mode"] = "GOVERNANCE",
        ["x-amz-object-lock-retain-until-date"] = "2030-01-02T01:04:05Z",
        ["x-amz-object-lock-legal-hold"] = "ON",
    };

    [Theory]
    [MemberData(nameof(Endpoints), MemberType = typeof(ScriptedStore))]
    public async Task What_is_stored_goes_with_the_request_that_makes_the_object_and_the_rest_with_all(string endpoint)
    {
        var transport = new ScriptedTransport(Answer);
        var rule = new ObjectRule("", "") { StorageClass = "STANDARD" };
        using S3ObjectStore client = Store(OptionsOf(endpoint) with { ObjectRules = [rule] }, transport);
        IObjectStore store = client.With(TransferTerms.Of(Address, All, endpoint: null)!);
        var conditions = new CompletionConditions(5, Sums, FailIfExists: false) { ReplacesOnly = "e0" };
        await store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        await store.PutAsync(Address, new ReadOnlySequence<byte>(Bytes), ObjectAttributes.None, conditions, Token);
        await store.UploadPartAsync(Address, "id", 1, Pieces.Of(Bytes, 2), Sums, Token);
        await store.ListPartsAsync(Address, "id", Token);
        await store.CompleteMultipartAsync(Address, "id", [new StoredPart(1, 5, "e1", Sums)], conditions, Token);
        await store.AbortMultipartAsync(Address, "id", Token);
        await store.HeadAsync(Address, Token);
        int own = transport.Requests.Count;
        await store.HeadAsync(Address with { Key = "other" }, Token);
        await client.CreateMultipartAsync(Address, ObjectAttributes.None, Token);

        foreach ((int number, SentRequest request) in transport.Requests.Index())
        {
            bool isOwn = number < own;
            bool creates = isOwn && number < 2;
            foreach ((string name, string value) in Created)
            {
                string? sent = request.Headers.GetValueOrDefault(name);
                string? ruled = name == "x-amz-storage-class" && number == own + 1 ? "STANDARD" : null;
                Assert.True(sent == (creates ? value : ruled), $"{number} {request.Method} {name}: {sent}");
            }

            Assert.Equal(isOwn ? "123456789012" : null, request.Headers.GetValueOrDefault("x-amz-expected-bucket-owner"));
            Assert.Equal(isOwn ? "requester" : null, request.Headers.GetValueOrDefault("x-amz-request-payer"));
            Assert.Equal(number is 1 or 4 ? "\"e0\"" : null, request.Headers.GetValueOrDefault("If-Match"));
        }

        Assert.Equal(9, transport.Requests.Count);
    }

    [Fact]
    public async Task A_version_is_looked_at_and_read_and_conditions_bind_the_first_read_only()
    {
        var transport = new ScriptedTransport(Answer);
        using S3ObjectStore client = Store(Http, transport);
        var options = new DownloadOptions
        {
            VersionId = "v/1",
            IfMatch = "a",
            IfNoneMatch = "b",
            IfModifiedSince = Time,
            IfUnmodifiedSince = Time.AddDays(1),
        };
        IObjectStore store = client.With(TransferTerms.Of(Address, options, endpoint: null)!);
        await store.HeadAsync(Address, Token);
        (await store.GetRangeAsync(Address, new Extent(0, 5), null, Token)).Dispose();
        (await store.GetRangeAsync(Address, new Extent(0, 5), "e1", Token)).Dispose();

        Assert.All(transport.Requests, request => Assert.Equal("?versionId=v%2F1", request.Uri.Query));
        SentRequest[] reads = [.. transport.Requests.Where(request => request.Method == "GET")];
        Assert.Equal(("\"a\"", "\"b\""), (reads[0].Headers["If-Match"], reads[0].Headers["If-None-Match"]));
        Assert.Equal("Wed, 02 Jan 2030 01:04:05 GMT", reads[0].Headers["If-Modified-Since"]);
        Assert.Equal("Thu, 03 Jan 2030 01:04:05 GMT", reads[0].Headers["If-Unmodified-Since"]);
        Assert.Equal("\"e1\"", reads[1].Headers["If-Match"]);
        Assert.DoesNotContain(reads[1].Headers.Keys, name => name.StartsWith("If-", StringComparison.Ordinal) && name != "If-Match");
    }

    [Theory]
    [InlineData(100)]
    [InlineData((2 * ClientRig.PartSize) + 1)]
    public async Task The_store_has_what_the_options_say(int length)
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        var options = new UploadOptions
        {
            ContentType = "text/plain",
            CacheControl = "max-age=60",
            ContentDisposition = "inline",
            ContentEncoding = "br",
            ContentLanguage = "en",
            Expires = Time,
            CannedAcl = "private",
            Tags = new Dictionary<string, string> { ["a"] = "b" },
            PartSize = 6 << 20,
        };
        await rig.PutAsync("key", length, options);

        await using ObjectDownload download = await rig.Client.OpenDownloadAsync(ClientRig.At("key"));
        foreach (ObjectEntry entry in (ObjectEntry[])[(await rig.Client.Catalog.FindAsync(ClientRig.At("key")))!, download.Entry])
        {
            Assert.Equal(
                ("text/plain", "max-age=60", "inline", "br", "en", "Wed, 02 Jan 2030 01:04:05 GMT"),
                (entry.ContentType, entry.CacheControl, entry.ContentDisposition, entry.ContentEncoding, entry.ContentLanguage,
                    entry.Expires));
        }

        Assert.Equal(
            length < ClientRig.PartSize ? 0 : 2, rig.Front.Log.Count(line => line.StartsWith("UploadPart", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Only_the_version_that_was_named_is_replaced()
    {
        await using ClientRig rig = await ClientRig.StartAsync();
        foreach (int length in (int[])[100, 2 * ClientRig.PartSize])
        {
            await rig.PutAsync("key", length);
            string etag = (await rig.Client.Catalog.FindAsync(ClientRig.At("key")))!.ETag;
            byte[] bytes = await rig.PutAsync("key", length + 1, new UploadOptions { IfMatch = etag });

            var exception = await Assert.ThrowsAsync<StorageException>(
                () => rig.PutAsync("key", length + 2, new UploadOptions { IfMatch = etag }));
            Assert.Equal(FailureReason.Changed, exception.Reason);
            Assert.Equal(bytes, await rig.GetAsync("key"));
        }
    }

    [Fact]
    public async Task Options_that_cannot_be_sent_are_refused_by_name()
    {
        using var store = new InMemoryObjectStore();
        await using var client = new S3StreamClient(
            new S3StreamOptions { MemoryBudget = 64 << 20, Endpoint = new Uri("http://store.test") }, store);
        (string Member, TransferOptions Options)[] all =
        [
            ("CacheControl", new UploadOptions { CacheControl = "a\r\nb" }),
            ("ContentDisposition", new UploadOptions { ContentDisposition = "attachment; filename=ä" }),
            ("ContentEncoding", new UploadOptions { ContentEncoding = "" }),
            ("Tags", new UploadOptions { Tags = new Dictionary<string, string> { ["a"] = null! } }),
            ("StorageClass", new UploadOptions { StorageClass = "a\nb" }),
            ("EncryptionKeyId", new UploadOptions { EncryptionKeyId = "key" }),
            ("CustomerKey", new UploadOptions { CustomerKey = new byte[31] }),
            ("CustomerKey", new UploadOptions { CustomerKey = new byte[32] }),
            ("Grants", new UploadOptions { Grants = [new(ObjectAccess.Read, "somebody")] }),
            ("Grants", new UploadOptions { Grants = [new(ObjectAccess.Read, "id=1")], CannedAcl = "private" }),
            ("ObjectLockRetainUntil", new UploadOptions { ObjectLockMode = "GOVERNANCE" }),
            ("IfMatch", new UploadOptions { IfMatch = "a", FailIfExists = true }),
            ("PartSize", new UploadOptions { PartSize = 1 << 20 }),
            ("MemoryBudget", new UploadOptions { PartSize = 32 << 20 }),
            ("Timeout", new UploadOptions { Timeout = TimeSpan.Zero }),
            ("ExpectedBucketOwner", new UploadOptions { ExpectedBucketOwner = "\0" }),
            ("VersionId", new DownloadOptions { VersionId = "a\nb" }),
            ("IfNoneMatch", new DownloadOptions { IfNoneMatch = "" }),
            ("CustomerKey", new DownloadOptions { CustomerKey = new byte[32] }),
        ];
        foreach ((string member, TransferOptions options) in all)
        {
            var exception = await Assert.ThrowsAnyAsync<ArgumentException>(async () => _ = options is UploadOptions upload
                ? (object)await client.CreateUploadAsync(Address, upload)
                : await client.OpenDownloadAsync(Address, (DownloadOptions)options));
            Assert.StartsWith(member, exception.ParamName, StringComparison.Ordinal);
        }

        Assert.Empty(store.Calls);
    }

    private static HttpResponseMessage Answer(SentRequest request)
    {
        string body = request switch
        {
            { Method: "POST" } when request.Uri.Query.Contains("uploads", StringComparison.Ordinal) =>
                "<InitiateMultipartUploadResult><UploadId>id</UploadId></InitiateMultipartUploadResult>",
            { Method: "POST" } => "<CompleteMultipartUploadResult><ETag>\"e1\"</ETag></CompleteMultipartUploadResult>",
            { Method: "GET" } when request.Uri.Query.Contains("uploadId", StringComparison.Ordinal) =>
                "<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>",
            { Method: "GET" } => "12345",
            _ => "",
        };
        return Reply(HttpStatusCode.OK, body, ("ETag", "\"e1\""), ("Content-Length", request.Method == "HEAD" ? "5" : $"{body.Length}"));
    }
}
