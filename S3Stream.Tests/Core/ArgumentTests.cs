using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>What callers hand over becomes paths, queries and headers: what cannot be one is refused before anything is sent.</summary>
public sealed class ArgumentTests : IDisposable
{
    private readonly InMemoryObjectStore _store = new();
    private readonly S3StreamClient _client;

    public ArgumentTests() => _client = new S3StreamClient(new S3StreamOptions { MemoryBudget = 64 << 20 }, _store);

    public static TheoryData<string?, string?> BadAddresses => new()
    {
        { null, null },
        { "", "key" },
        { "bucket", "" },
        { "name", "" },
        { "bucket/other", "key" },
        { "bucket?acl", "key" },
        { "bucket\r\nx-amz-acl: public-read", "key" },
        { "..", "key" },
        { "a bucket", "key" },
        { "bücket", "key" },
    };

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(BadAddresses))]
    public async Task An_address_that_names_no_object_is_refused_wherever_it_enters(string? bucket, string? key)
    {
        var bad = new ObjectAddress(bucket!, key!);
        ObjectAddress good = UploadRig.Address;
        await using ObjectUpload upload = await _client.CreateUploadAsync(good);
        (string Name, Func<Task> Call)[] calls =
        [
            ("address", () => _client.CreateUploadAsync(bad)),
            ("address", () => _client.ResumeUploadAsync(bad)),
            ("address", () => _client.OpenDownloadAsync(bad)),
            ("address", () => _client.UploadAsync(bad, new MemoryStream([1]))),
            ("address", () => _client.UploadFileAsync(bad, typeof(ArgumentTests).Assembly.Location)),
            ("address", () => _client.DownloadToAsync(bad, new MemoryStream())),
            ("address", () => _client.DownloadFileAsync(bad, Path.Combine(Path.GetTempPath(), "never-made"))),
            ("source", () => upload.CopyPartsAsync(bad, "etag", new Extent(0, 1))),
            ("source", () => _client.CopyIntoAsync(upload, bad, "etag", new Extent(0, 1))),
            ("address", () => _client.Catalog.FindAsync(bad)),
            ("address", () => _client.Catalog.DeleteAsync(bad)),
            ("source", () => _client.Catalog.CopyAsync(bad, good)),
            ("destination", () => _client.Catalog.CopyAsync(good, bad)),
            ("address", () => _client.Catalog.ChangeMetadataAsync(bad, new Dictionary<string, string>())),
        ];
        foreach ((string name, Func<Task> call) in calls)
        {
            Assert.Equal(name, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
        }

        Assert.Empty(_store.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("a\nb")]
    public async Task A_name_that_is_no_buckets_is_refused_wherever_it_enters(string bucket)
    {
        Func<Task>[] calls =
        [
            () => _client.ProbeAsync(bucket),
            () => _client.Catalog.BucketExistsAsync(bucket),
            () => _client.Catalog.CreateBucketAsync(bucket),
            () => _client.Catalog.DeleteBucketAsync(bucket),
            () => _client.Catalog.DeleteManyAsync(bucket, AsyncEnumerable.Empty<string>()),
            async () => await _client.Catalog.ListAsync(bucket, "").ToListAsync(),
        ];
        foreach (Func<Task> call in calls)
        {
            Assert.Equal("bucket", (await Assert.ThrowsAnyAsync<ArgumentException>(call)).ParamName);
        }

        Assert.Empty(_store.Calls);
    }

    [Theory]
    [InlineData("text/plain\r\nx-amz-acl: public-read")]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("text/plain\0")]
    public async Task A_content_type_that_is_none_is_refused(string contentType) =>
        await AssertRefusedAsync(nameof(UploadOptions.ContentType), new UploadOptions { ContentType = contentType });

    [Theory]
    [InlineData("name", "value\r\n\r\nPUT /other HTTP/1.1")]
    [InlineData("name", "a\tb")]
    [InlineData("name", null)]
    [InlineData("na me", "value")]
    [InlineData("name:", "value")]
    [InlineData("näme", "value")]
    [InlineData("", "value")]
    [InlineData("name\r\n", "value")]
    [InlineData("s3stream-token", "value")]
    public async Task Metadata_that_no_header_carries_is_refused(string name, string? value)
    {
        await AssertRefusedAsync(
            nameof(UploadOptions.Metadata), new UploadOptions { Metadata = new Dictionary<string, string> { [name] = value! } });
        var exception = await Assert.ThrowsAnyAsync<ArgumentException>(
            () => _client.Catalog.ChangeMetadataAsync(UploadRig.Address, new Dictionary<string, string> { [name] = value! }));
        Assert.Contains("changes", exception.ParamName, StringComparison.Ordinal);
    }

    /// <summary>Facts of their own: test data with it would not survive the runner.</summary>
    [Fact]
    public async Task Half_a_character_is_refused_in_keys_and_metadata()
    {
        await AssertRefusedAsync(
            nameof(UploadOptions.Metadata), new UploadOptions { Metadata = new Dictionary<string, string> { ["name"] = "half \udc00" } });
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _client.CreateUploadAsync(new ObjectAddress("bucket", "half \ud83d")));
        await using ObjectUpload whole = await _client.CreateUploadAsync(new ObjectAddress("bucket", "whole \ud83d\ude00"));
    }

    [Fact]
    public async Task Two_names_that_differ_in_case_are_refused() => await AssertRefusedAsync(
        nameof(UploadOptions.Metadata),
        new UploadOptions { Metadata = new Dictionary<string, string> { ["a"] = "1", ["x-amz-meta-A"] = "2" } });

    [Fact]
    public void Settings_that_make_no_client_are_refused_by_name()
    {
        (string Name, S3StreamOptions Options)[] all =
        [
            (nameof(S3StreamOptions.Region), new S3StreamOptions { Region = null! }),
            (nameof(S3StreamOptions.Region), new S3StreamOptions { Region = "eu\r\nwest" }),
            (nameof(S3StreamOptions.TimeProvider), new S3StreamOptions { TimeProvider = null! }),
            (nameof(S3StreamOptions.Endpoint), new S3StreamOptions { Endpoint = new Uri("s3/store", UriKind.Relative) }),
            (nameof(S3StreamOptions.Endpoint), new S3StreamOptions { Endpoint = new Uri("ftp://store") }),
            (nameof(S3StreamOptions.Endpoint), new S3StreamOptions { Endpoint = new Uri("http://me:secret@store") }),
            (nameof(S3StreamOptions.Endpoint), new S3StreamOptions { Endpoint = new Uri("http://store/?a=b") }),
            (nameof(ObjectRule.StorageClass), new S3StreamOptions { ObjectRules = [new ObjectRule("", "") { StorageClass = "A\nB" }] }),
            (nameof(ObjectRule.Encryption), new S3StreamOptions { ObjectRules = [new ObjectRule("", "") { Encryption = "" }] }),
            (nameof(S3StreamOptions.ObjectRules), new S3StreamOptions { ObjectRules = [null!] }),
        ];
        foreach ((string name, S3StreamOptions options) in all)
        {
            var exception = Assert.ThrowsAny<ArgumentException>(() => new S3StreamClient(options));
            Assert.Contains(name, exception.ParamName, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
        }
    }

    private async Task AssertRefusedAsync(string member, UploadOptions options)
    {
        var exception = await Assert.ThrowsAnyAsync<ArgumentException>(() => _client.CreateUploadAsync(UploadRig.Address, options));
        Assert.StartsWith(member, exception.ParamName, StringComparison.Ordinal);
        Assert.Empty(_store.Calls);
    }
}
