using Amazon.S3.Model;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Embedded;
using Xunit;

namespace S3Stream.Tests.Embedded;

/// <summary>Keys are any UTF-8: none may leave the directory, none may be taken for another, and listings have their order.</summary>
public class KeyTests
{
    public static readonly TheoryData<string> OddKeys =
    [
        "../../etc/passwd",
        "..",
        ".",
        "/",
        "//",
        "a//b",
        "a/../b",
        "/leading",
        "trailing/",
        "a b",
        "a+b",
        "a%2Fb",
        "%",
        "ü/ß/日本/😀",
        "a\\..\\b",
        "~", "con", "a?b#c&d=e", "new\nline", "\t", "'\"<>", new string('x', 1024), string.Concat(Enumerable.Repeat("d/", 512)),
    ];

    [Theory]
    [MemberData(nameof(OddKeys))]
    public async Task An_odd_key_is_stored_read_and_listed_as_it_is_and_stays_inside(string key)
    {
        await using var store = await StoreUnderTest.StartAsync();
        string target = $"/{StoreUnderTest.Bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        string[] before = OutsideOf(store);

        Assert.Equal(200, (await store.Raw.SendAsync(new RawRequest("PUT", target) { Body = "inside"u8.ToArray() })).Status);
        await store.RestartAsync();

        Assert.Equal("inside", (await store.Raw.SendAsync(new RawRequest("GET", target))).Text);
        var listed = await store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = StoreUnderTest.Bucket });
        Assert.Equal([key], listed.S3Objects.Select(found => found.Key));
        Assert.Equal(before, OutsideOf(store));
        Assert.Single(store.BlobFiles());
        Assert.Equal(204, (await store.Raw.SendAsync(new RawRequest("DELETE", target))).Status);
        Assert.Equal(404, (await store.Raw.SendAsync(new RawRequest("GET", target))).Status);
    }

    [Theory]
    [InlineData("/../../etc/passwd", "NoSuchBucket")]
    [InlineData("/..", "NoSuchBucket")]
    [InlineData("/a-bucket/%ff", "InvalidURI")]
    [InlineData("/a-bucket/%zz", "InvalidURI")]
    public async Task A_bucket_or_target_that_is_none_is_refused(string target, string code)
    {
        await using var store = await StoreUnderTest.StartAsync();

        var answer = await store.Raw.SendAsync(new RawRequest("GET", target));

        Assert.Equal(code, answer.Code);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("UPPER")]
    [InlineData("ab")]
    [InlineData("a..b")]
    [InlineData("-ab")]
    public async Task A_bucket_name_outside_the_rules_is_refused(string name)
    {
        await using var store = await StoreUnderTest.StartAsync();

        Assert.Equal("InvalidBucketName", (await store.Raw.SendAsync(new RawRequest("PUT", "/" + name))).Code);
    }

    [Fact]
    public async Task A_key_of_more_than_1024_bytes_is_refused()
    {
        await using var store = await StoreUnderTest.StartAsync();

        Assert.Equal(
            "KeyTooLongError",
            (await store.Raw.SendAsync(new RawRequest("PUT", $"/{StoreUnderTest.Bucket}/{new string('x', 1025)}"))).Code);
    }

    [Property]
    public bool Keys_are_ordered_by_their_UTF8_bytes(NonNull<string> one, NonNull<string> other)
    {
        string left = Clean(one.Get);
        string right = Clean(other.Get);
        int expected = System.Text.Encoding.UTF8.GetBytes(left).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(right));
        return Math.Sign(KeyOrder.Compare(left, right)) == Math.Sign(expected);
    }

    [Fact]
    public void A_surrogate_pair_sorts_behind_the_last_single_unit()
    {
        Assert.True(KeyOrder.Compare("a\uFFFD", "a😀") < 0);
        Assert.True(KeyOrder.Compare("a😀", "a\uE000") > 0);
        Assert.True(KeyOrder.Compare("a\uD7FF", "a😀") < 0);
    }

    [Property]
    public bool Escaping_is_undone(NonNull<string> text)
    {
        string clean = Clean(text.Get);
        return UriEscaping.TryDecode(UriEscaping.Encode(clean), plusIsBlank: true, out string decoded) && decoded == clean;
    }

    private static string Clean(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));

    private static string[] OutsideOf(StoreUnderTest store) =>
        [.. Directory.GetFileSystemEntries(store.Directory).Select(entry => Path.GetFileName(entry)!).Order(
            StringComparer.Ordinal), File.Exists("/etc/passwd") ? File.GetLastWriteTimeUtc("/etc/passwd").ToString("O") : ""];
}
