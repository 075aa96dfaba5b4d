using System.Globalization;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Grid certificates with the real clients: gsiftp:// in every kind of protection, and third-party copies with the C server.
/// </summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class GsiTests(RgwFixture store) : IAsyncLifetime
{
    private const int Length = (2 * 16 * 1024 * 1024) + 777;
    private readonly string _bucket = $"gsi-{Guid.NewGuid():n}";
    private TemporaryDirectory? _local;
    private TestPki? _pki;
    private ServerProcess? _server;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(store.Unavailable is not null, store.Unavailable ?? "");
        _local = new TemporaryDirectory();
        _pki = await TestPki.CreateAsync();
        _server = await ServerProcess.StartAsync(
            new ServerSettings { Store = store.Settings, Anonymous = "none", More = _pki.ServerOptions });
        await store.Client!.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _pki?.Dispose();
        _local?.Dispose();
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "8")]
    [InlineData("-nodcau")]
    [InlineData("-nodcau", "-p", "4")]
    [InlineData("-dcsafe", "-p", "2")]
    [InlineData("-dcpriv")]
    [InlineData("-dcpriv", "-p", "4")]
    [InlineData("-fast", "-p", "2", "-dcpriv")]
    public async Task Globus_url_copy_puts_and_gets_with_a_proxy(params string[] options)
    {
        var hash = TestData.WriteFile(_local!.Path("up"), Length, seed: 1);

        (await CopyAsync([.. options, $"file://{_local.Path("up")}", Url("file")])).AssertSuccess();
        Assert.Equal(hash, await store.Sha256Async(_bucket, "file"));

        (await CopyAsync([.. options, Url("file"), $"file://{_local.Path("down")}"])).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
    }

    [Theory]
    [InlineData()]
    [InlineData("-p", "4")]
    [InlineData("-p", "2", "-dcpriv")]
    [InlineData("-p", "2", "-nodcau")]
    public async Task Third_party_copies_with_the_C_server_prove_the_same_user_on_both_sides(params string[] options)
    {
        await using var other = await GlobusServer.StartAsync(_pki!);
        var hash = TestData.WriteFile(_local!.Path("source"), Length, seed: 2);

        (await CopyAsync([.. options, other.Url(_local.Path("source")), Url("file")])).AssertSuccess();
        Assert.Equal(hash, await store.Sha256Async(_bucket, "file"));

        (await CopyAsync([.. options, Url("file"), other.Url(_local.Path("back"))])).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("back")));
    }

    [Theory]
    [InlineData("-fast")]
    [InlineData("-fast", "-pp")]
    [InlineData("-p", "2", "-dcpriv")]
    public async Task Globus_url_copy_moves_and_lists_a_tree_with_a_proxy(params string[] options)
    {
        Directory.CreateDirectory(_local!.Path("tree", "sub"));
        string[] names = ["a", "b c", "sub/d"];
        string[] hashes =
            [.. names.Select((name, index) => TestData.WriteFile(_local.Path("tree", name), 100_000 * (index + 1), seed: index))];

        (await CopyAsync([.. options, "-r", "-cd", $"file://{_local.Path("tree")}/", Url("tree/")])).AssertSuccess();
        var listing = (await CopyAsync(["-list", Url("tree/")])).AssertSuccess().Output;
        Assert.Contains("b c", listing, StringComparison.Ordinal);
        Assert.Contains("sub/", listing, StringComparison.Ordinal);
        (await CopyAsync([.. options, "-r", "-cd", Url("tree/"), $"file://{_local.Path("back")}/"])).AssertSuccess();

        for (int i = 0; i < names.Length; i++)
        {
            Assert.Equal(hashes[i], await TestData.Sha256Async(_local.Path("back", names[i])));
        }
    }

    [Fact]
    public async Task Gfal_stats_sums_makes_and_renames_with_a_proxy()
    {
        var hash = TestData.WriteFile(_local!.Path("up"), 1_000_000, seed: 4);
        var sum = (await RunAsync("gfal-sum", $"file://{_local.Path("up")}", "ADLER32")).AssertSuccess().Output.Trim().Split(' ')[^1];

        (await RunAsync("gfal-mkdir", Url("made"))).AssertSuccess();
        (await RunAsync("gfal-copy", $"file://{_local.Path("up")}", Url("made/first"))).AssertSuccess();
        Assert.Contains("1000000", (await RunAsync("gfal-stat", Url("made/first"))).AssertSuccess().Output, StringComparison.Ordinal);
        Assert.EndsWith(
            sum, (await RunAsync("gfal-sum", Url("made/first"), "ADLER32")).AssertSuccess().Output.Trim(), StringComparison.Ordinal);
        (await RunAsync("gfal-rename", Url("made/first"), Url("made/second"))).AssertSuccess();

        Assert.Equal(hash, await store.Sha256Async(_bucket, "made/second"));
        Assert.Contains("No such file", (await RunAsync("gfal-stat", Url("made/first"))).AssertFailure().All, StringComparison.Ordinal);
        (await RunAsync("gfal-rm", Url("made/second"))).AssertSuccess();
    }

    [Fact]
    public async Task The_gfal2_library_copies_and_lists_with_a_proxy()
    {
        const string script = """
            import sys, gfal2
            context = gfal2.creat_context()
            source, remote, target = sys.argv[1:4]
            context.filecopy(source, remote)
            print(context.stat(remote).st_size, context.listdir(remote.rsplit('/', 1)[0]))
            context.filecopy(remote, target)
            context.unlink(remote)
            """;
        var hash = TestData.WriteFile(_local!.Path("up"), 3_000_000, seed: 5);

        var run = (await RunAsync(
            "/usr/bin/python3", "-c", script, $"file://{_local.Path("up")}", Url(
                "library"), $"file://{_local.Path("down")}")).AssertSuccess();

        Assert.Contains("3000000", run.Output, StringComparison.Ordinal);
        Assert.Contains("library", run.Output, StringComparison.Ordinal);
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
        Assert.True(await store.IsEmptyAsync(_bucket, "library"));
    }

    [Fact]
    public async Task Gfal_copies_sums_lists_and_removes_with_a_proxy()
    {
        var hash = TestData.WriteFile(_local!.Path("up"), Length, seed: 3);

        (await RunAsync("gfal-copy", "-p", "-K", "ADLER32", $"file://{_local.Path("up")}", Url("dir/file"))).AssertSuccess();
        Assert.Equal(hash, await store.Sha256Async(_bucket, "dir/file"));
        Assert.Contains("file", (await RunAsync("gfal-ls", Url("dir"))).AssertSuccess().Output, StringComparison.Ordinal);
        (await RunAsync("gfal-copy", Url("dir/file"), $"file://{_local.Path("down")}")).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
        (await RunAsync("gfal-rm", "-r", Url("dir"))).AssertSuccess();
        Assert.True(await store.IsEmptyAsync(_bucket, "dir"));
    }

    [Fact]
    public async Task A_user_who_is_not_in_the_gridmap_is_refused()
    {
        await File.WriteAllTextAsync(
            _pki!.GridMap, "\"/O=Grid/OU=GlobusTest/CN=Somebody Else\" other\n", TestContext.Current.CancellationToken);

        var result = (await CopyAsync([Url("file"), $"file://{_local!.Path("down")}"])).AssertFailure();

        Assert.Contains("530", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        using var foreign = await TestPki.CreateAsync();
        // the client trusts our host, the server does not trust the client's authority
        var environment = new Dictionary<string, string?>(foreign.UserEnvironment) { ["X509_CERT_DIR"] = _pki!.Authorities };

        (await ClientTool.RunAsync("globus-url-copy", [Url("file"), $"file://{_local!.Path("down")}"], environment: environment))
            .AssertFailure();

        Assert.False(File.Exists(_local.Path("down")) && new FileInfo(_local.Path("down")).Length > 0);
    }

    private string Url(string name) => string.Create(CultureInfo.InvariantCulture, $"gsiftp://localhost:{_server!.Port}/{_bucket}/{name}");

    private Task<ToolResult> CopyAsync(IReadOnlyList<string> arguments) =>
        ClientTool.RunAsync("globus-url-copy", arguments, environment: _pki!.UserEnvironment);

    private Task<ToolResult> RunAsync(string tool, params string[] arguments) =>
        ClientTool.RunAsync(tool, arguments, environment: _pki!.UserEnvironment);
}
