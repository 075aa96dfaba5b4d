using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <content>Scenario 39: what real clients do with keys that no path can express.</content>
public abstract partial class TransferTests
{
    /// <summary>Keys below the test's directory, and what clients see of them.</summary>
    private static readonly (string Key, string Path)[] OddKeys =
    [
        ("plain", "plain"),
        ("double//slash", "double/@=/slash"),
        ("/leading", "@=/leading"),
        ("./dot", "@=./dot"),
        ("up/../dots", "up/@=../dots"),
        ("line\r\nend", "@=line=0D=0Aend"),
        ("trailing/", "trailing/@="),
        ("both", "both"),
        ("both/inside", "@=both=2F/inside"),
        ("@=mark", "@=@=3Dmark"),
        ("percent%2F%0A", "percent%2F%0A"),
    ];

    [Theory]
    [InlineData("globus-url-copy")]
    [InlineData("globus-url-copy -fast -p 2 -cc 2 -pp")]
    [InlineData("lftp")]
    public async Task A_tree_of_odd_keys_goes_to_files_and_back_to_the_same_keys(string client)
    {
        var expected = await SeedOddKeysAsync("odd");
        var local = Local.Path("odd");

        if (client == "lftp")
        {
            (await ClientTool.LftpAsync(FolderUrl, $"mirror odd {local}")).AssertSuccess();
        }
        else
        {
            (await ClientTool.GlobusUrlCopyAsync(
                [.. client.Split(' ')[1..], "-r", "-cd", Url("odd/"), FileUrl(local + "/")])).AssertSuccess();
        }

        await AssertTreeAsync(local, expected);
        if (client == "lftp")
        {
            (await ClientTool.LftpAsync(FolderUrl, $"mirror -R {local} back")).AssertSuccess();
        }
        else
        {
            (await ClientTool.GlobusUrlCopyAsync(
                [.. client.Split(' ')[1..], "-r", "-cd", FileUrl(local + "/"), Url("back/")])).AssertSuccess();
        }

        Assert.Equal(await KeysBelowAsync("odd"), await KeysBelowAsync("back"));
        foreach (var (_, path) in OddKeys)
        {
            await using var session = await LoginAsync();
            Assert.Equal(expected[path], TestData.Sha256(await session.RetrieveAsync($"{Folder}/back/{path}")));
        }
    }

    [Fact]
    public async Task Gfal_lists_copies_and_removes_odd_keys_by_their_escaped_names()
    {
        var expected = await SeedOddKeysAsync("odd");

        var names = (await GfalAsync("gfal-ls", Url("odd"))).AssertSuccess().Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            OddKeys.Select(odd => odd.Path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
        foreach (var path in new[] { "double/@=/slash", "@=line=0D=0Aend", "@=both=2F/inside", "trailing/@=" })
        {
            (await GfalAsync("gfal-copy", "-f", Url("odd/" + path), FileUrl(Local.Path("copy")))).AssertSuccess();
            await AssertFileAsync(Local.Path("copy"), expected[path]);
            (await GfalAsync("gfal-rm", Url("odd/" + path))).AssertSuccess();
            (await GfalAsync("gfal-stat", Url("odd/" + path))).AssertFailure();
        }

        await using (var session = await LoginAsync())
        {
            (await session.CommandAsync($"DELE {Folder}/odd/percent%2F%0A")).Expect(250); // gfal takes a % of a listing for an escape
        }

        (await GfalAsync("gfal-rm", "-r", Url("odd"))).AssertSuccess();
        Assert.Empty(await KeysBelowAsync("odd"));
    }

    [Fact]
    public async Task Curl_fetches_odd_keys_by_their_escaped_names()
    {
        var expected = await SeedOddKeysAsync("odd");

        foreach (var (_, path) in OddKeys)
        {
            var url = Url("odd/" + path.Replace("%", "%25", StringComparison.Ordinal));
            (await ClientTool.CurlAsync("-o", Local.Path("copy"), url)).AssertSuccess();
            await AssertFileAsync(Local.Path("copy"), expected[path]);
        }
    }

    /// <summary>Path to SHA-256. What the store holds is checked, where it can be asked.</summary>
    private async Task<Dictionary<string, string>> SeedOddKeysAsync(string folder)
    {
        var expected = new Dictionary<string, string>();
        await using (var session = await LoginAsync())
        {
            foreach (var (key, path) in OddKeys)
            {
                var content = TestData.Bytes(1_000 + expected.Count, expected.Count);
                (await session.StoreAsync($"{Folder}/{folder}/{path}", content)).Expect(226);
                expected[path] = TestData.Sha256(content);
            }
        }

        if (endpoint.Store.Client is not null)
        {
            Assert.Equal(OddKeys.Select(odd => odd.Key).Order(StringComparer.Ordinal), await KeysBelowAsync(folder));
        }

        return expected;
    }

    /// <summary>The keys as the store lists them, markers of directories left out; or as the endpoint shows them.</summary>
    private async Task<IReadOnlyList<string>> KeysBelowAsync(string folder)
    {
        if (endpoint.Store.Client is not { } store)
        {
            await using var session = await LoginAsync();
            var reply = await session.CommandAsync($"MLST {Folder}/{folder}");
            return reply.Code == 550 ? [] : await ListedFilesAsync(session, folder);
        }

        var prefix = $"{_folder}/{folder}/";
        var listed = await store.ListObjectsV2Async(
            new ListObjectsV2Request { BucketName = endpoint.Bucket, Prefix = prefix, Encoding = "url" },
            TestContext.Current.CancellationToken);
        return [.. (listed.S3Objects ?? [])
            .Where(entry => entry.Size > 0)
            .Select(entry => System.Net.WebUtility.UrlDecode(entry.Key)[prefix.Length..])
            .Order(StringComparer.Ordinal)];
    }

    private async Task<IReadOnlyList<string>> ListedFilesAsync(Fakes.ScriptedGridFtpClient session, string folder)
    {
        var listing = System.Text.Encoding.UTF8.GetString(await session.RetrieveAsync($"{Folder}/{folder}", "MLSR"));
        return [.. listing.Split("\r\n").Where(line => line.StartsWith("Type=file;", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf("; ", StringComparison.Ordinal) + 2)..])
            .Order(StringComparer.Ordinal)];
    }
}
