using Amazon.S3.Model;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using S3Stream.Embedded;
using Xunit;

namespace S3Stream.Tests.Embedded;

public class ListingTests
{
    [Fact]
    public async Task A_delimiter_rolls_keys_up_and_pages_neither_repeat_nor_lose()
    {
        await using var store = await StoreUnderTest.StartAsync();
        foreach (string key in new[] { "a", "d/", "d/1", "d/2", "d2", "e/x/y", "z", "d" })
        {
            await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, ContentBody = "x" });
        }

        var seen = new List<string>();
        string? token = null;
        do
        {
            var page = await store.Client.ListObjectsV2Async(new ListObjectsV2Request
            {
                BucketName = StoreUnderTest.Bucket,
                Delimiter = "/",
                MaxKeys = 1,
                ContinuationToken = token,
            });
            seen.AddRange((page.S3Objects ?? []).Select(found => found.Key));
            seen.AddRange(page.CommonPrefixes ?? []);
            Assert.Equal(1, page.KeyCount);
            token = page.NextContinuationToken;
        }
        while (token is not null);

        Assert.Equal(["a", "d", "d/", "d2", "e/", "z"], seen);
    }

    [Fact]
    public async Task Version_1_pages_by_marker_with_url_encoding()
    {
        await using var store = await StoreUnderTest.StartAsync();
        foreach (string key in new[] { "p/ü 1", "p/ü+2", "q/3" })
        {
            await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, ContentBody = "x" });
        }

        var first = await store.Raw.SendAsync(
            new RawRequest("GET", "/" + StoreUnderTest.Bucket) { Query = "encoding-type=url&max-keys=1&prefix=p%2F" });
        var second = await store.Raw.SendAsync(
            new RawRequest("GET", "/" + StoreUnderTest.Bucket) { Query = "encoding-type=url&marker=p%2F%C3%BC%201&prefix=p%2F" });

        Assert.Contains("<Key>p/%C3%BC%201</Key>", first.Text, StringComparison.Ordinal);
        Assert.Contains("<IsTruncated>true</IsTruncated>", first.Text, StringComparison.Ordinal);
        Assert.Contains("<NextMarker>p/%C3%BC%201</NextMarker>", first.Text, StringComparison.Ordinal);
        Assert.Contains("<Key>p/%C3%BC%2B2</Key>", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("q/3", second.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("%C3%BC%201</Key>", second.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAfter_begins_behind_the_key()
    {
        await using var store = await StoreUnderTest.StartAsync();
        foreach (string key in new[] { "a", "b", "c" })
        {
            await store.Client.PutObjectAsync(new PutObjectRequest { BucketName = StoreUnderTest.Bucket, Key = key, ContentBody = "x" });
        }

        var page = await store.Client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = StoreUnderTest.Bucket, StartAfter = "a" });

        Assert.Equal(["b", "c"], page.S3Objects.Select(found => found.Key));
    }

    [Theory]
    [InlineData("list-type=2&max-keys=x", "InvalidArgument")]
    [InlineData("list-type=2&max-keys=-1", "InvalidArgument")]
    [InlineData("continuation-token=%21&list-type=2", "InvalidArgument")]
    [InlineData("encoding-type=none&list-type=2", "InvalidArgument")]
    [InlineData("list-type=3", "NotImplemented")]
    public async Task A_malformed_listing_is_refused(string query, string code)
    {
        await using var store = await StoreUnderTest.StartAsync();

        Assert.Equal(code, (await store.Raw.SendAsync(new RawRequest("GET", "/" + StoreUnderTest.Bucket) { Query = query })).Code);
    }

    /// <summary>Any keys, prefix, delimiter and page size: the pages together are what a plain scan of the sorted keys gives.</summary>
    [Property(MaxTest = 300)]
    public Property Pages_together_are_the_whole_listing()
    {
        var key = Gen.Elements("a", "b", "/", "é").ArrayOf().Select(string.Concat).Where(text => text.Length > 0);
        var model = from keys in key.ArrayOf()
                    from prefix in Gen.Elements("", "a", "a/", "/")
                    from delimiter in Gen.Elements("", "/", "a")
                    from size in Gen.Choose(1, 4)
                    select (Keys: keys.Distinct().ToArray(), prefix, delimiter, size);
        return Prop.ForAll(model.ToArbitrary(), given =>
        {
            var index = new ObjectIndex();
            foreach (string name in given.Keys)
            {
                index.Set(new ObjectRecord { Key = name, ETag = "", Modified = default, Headers = [], Parts = [] });
            }

            return Paged(index, given.prefix, given.delimiter, given.size).SequenceEqual(
                Scanned(given.Keys, given.prefix, given.delimiter));
        });
    }

    private static List<string> Paged(ObjectIndex index, string prefix, string delimiter, int size)
    {
        var all = new List<string>();
        string? after = null;
        while (true)
        {
            ListingPage page = ListingPage.Read(index, new ListingQuery(prefix, delimiter, after, size));
            all.AddRange(
                page.Objects.Select(record => record.Key).Concat(page.CommonPrefixes).Order(Comparer<string>.Create(KeyOrder.Compare)));
            if (!page.IsTruncated)
            {
                return all;
            }

            after = page.Last;
        }
    }

    private static IEnumerable<string> Scanned(string[] keys, string prefix, string delimiter) => keys
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal))
        .Select(key =>
        {
            int found = delimiter.Length == 0 ? -1 : key.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal);
            return found < 0 ? key : key[..(found + delimiter.Length)];
        })
        .GroupBy(entry => entry)
        .Select(group => group.Key)
        .Order(Comparer<string>.Create(KeyOrder.Compare));
}
