using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using Amazon.S3;
using Amazon.S3.Model;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Ways to a real S3 service that the other tests do not take: TLS with a customer's key, bucket names in the host name, roles.
/// </summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class StoreServiceTests(RgwFixture store) : IAsyncLifetime
{
    private const int SeveralParts = (3 * 5 * 1024 * 1024) + 12_345;
    private readonly TemporaryDirectory _local = new();
    private readonly string _bucket = $"service-{Guid.NewGuid():n}";

    /// <summary>Runs a server that takes names of hosts from our file.</summary>
    private string[] WithHosts =>
        ["unshare", "-m", "--propagation", "private", "sh", "-c", "mount --bind \"$0\" /etc/hosts && exec \"$@\"", _local.Path("hosts")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(store.Unavailable is not null, store.Unavailable ?? "");
        await store.Client!.PutBucketAsync(new PutBucketRequest { BucketName = _bucket }, Token);
    }

    public ValueTask DisposeAsync()
    {
        _local.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Objects_with_a_customers_key_travel_whole_and_nobody_reads_them_without_it()
    {
        Assert.SkipWhen(store.Encrypted is null, "this RGW has no TLS port (RGW_TLS_PORT)");
        string key = _local.Path("vault.key");
        await File.WriteAllTextAsync(key, Convert.ToBase64String(TestData.Bytes(32, seed: 9)), Token);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await File.WriteAllTextAsync(_local.Path("s3-options"), $"/{_bucket} sse-c={key}\n", Token);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Encrypted,
            More = ["--part-size", "5MiB", "--s3-options", _local.Path("s3-options")],
        });

        await CopyThereAndBackAsync(server.Port, "several", SeveralParts, "-p", "4");
        await CopyThereAndBackAsync(server.Port, "one", 70_000);
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (await session.CommandAsync($"RNFR /{_bucket}/several")).Expect(350);
        (await session.CommandAsync($"RNTO /{_bucket}/renamed")).Expect(250);
        TestData.WriteFile(_local.Path("whole"), SeveralParts + 1000, seed: 1);
        (await ClientTool.CurlAsync(
            "-C", "-", "-T", _local.Path("whole"), Url(server.Port, "renamed"))).AssertSuccess(); // the store copies parts
        (await ClientTool.CurlAsync("-o", _local.Path("down"), Url(server.Port, "renamed"))).AssertSuccess();

        Assert.Equal(await TestData.Sha256Async(_local.Path("whole")), await TestData.Sha256Async(_local.Path("down")));
        foreach (string name in (string[])["renamed", "one"])
        {
            AmazonS3Exception refused = await Assert.ThrowsAnyAsync<AmazonS3Exception>(
                () => store.Client!.GetObjectAsync(_bucket, name, Token));
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Buckets_are_reached_by_host_names()
    {
        await File.WriteAllTextAsync(_local.Path("hosts"), $"127.0.0.1 localhost {_bucket}.localhost made-{_bucket}.localhost\n", Token);
        await using RecordingProxy proxy = RecordingProxy.Start(store.Settings!.Endpoint);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Settings with { Endpoint = new UriBuilder(proxy.Endpoint) { Host = "localhost" }.Uri },
            More = ["--part-size", "5MiB", "--s3-addressing", "virtual"],

            // names below localhost resolve to loopback, but not with every C library
            Launcher = WithHosts,
        });

        await CopyThereAndBackAsync(server.Port, "dir/a b+c", SeveralParts, "-p", "2");
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        Assert.Contains("a b+c", (await session.CommandAsync($"MLSC /{_bucket}/dir")).Expect(250).Text, StringComparison.Ordinal);
        (await session.CommandAsync($"RNFR /{_bucket}/dir/a b+c")).Expect(350);
        (await session.CommandAsync($"RNTO /{_bucket}/dir/ä")).Expect(250);
        (await session.CommandAsync($"MKD /made-{_bucket}")).Expect(257);
        (await session.CommandAsync($"RMD /made-{_bucket}")).Expect(250);
        Assert.Contains(_bucket, (await session.CommandAsync("MLSC /")).Expect(250).Text, StringComparison.Ordinal);

        Assert.NotEmpty(proxy.Requests);
        Assert.All(proxy.Requests, request => Assert.DoesNotContain($"/{_bucket}", request.ToString(), StringComparison.Ordinal));
    }

    [Fact] // scenario 38
    public async Task An_MD5_that_was_summed_while_the_object_came_in_is_told_without_reading_it()
    {
        await using RecordingProxy proxy = RecordingProxy.Start(store.Settings!.Endpoint);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Settings with { Endpoint = proxy.Endpoint },
            More = ["--part-size", "5MiB", "--upload-checksums", "adler32,md5"],
        });
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(server.Port);
        (string, int, string[])[] files = [("one", 70_000, []), ("in-order", SeveralParts, []), ("striped", 2 * SeveralParts, ["-p", "4"])];
        foreach ((string name, int length, string[] options) in files)
        {
            TestData.WriteFile(_local.Path(name), length, seed: 5);
            (await ClientTool.GlobusUrlCopyAsync([.. options, $"file://{_local.Path(name)}", Url(server.Port, name)])).AssertSuccess();
            string expected = Convert.ToHexStringLower(MD5.HashData(await File.ReadAllBytesAsync(_local.Path(name), Token)));

            Assert.Equal($"213 {expected}", (await session.CommandAsync($"CKSM MD5 0 -1 /{_bucket}/{name}")).Expect(213).Text);
        }

        Assert.DoesNotContain(proxy.Requests, request => request.Operation.Name == "GetObject");
    }

    [Fact] // scenario 62
    public async Task A_service_that_is_away_for_a_while_and_comes_back_at_another_address_is_found_again()
    {
        await File.WriteAllTextAsync(_local.Path("hosts"), "127.0.0.1 localhost\n", Token);
        RecordingProxy before = RecordingProxy.Start(store.Settings!.Endpoint);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Settings with { Endpoint = new UriBuilder(before.Endpoint) { Host = "localhost" }.Uri },
            More = ["--part-size", "5MiB"],
            Launcher = WithHosts,
        });
        await CopyThereAndBackAsync(server.Port, "before", SeveralParts);
        Assert.NotEmpty(before.Requests);

        await before.DisposeAsync();
        await File.WriteAllTextAsync(_local.Path("hosts"), "127.0.0.2 localhost\n", Token);
        ToolResult away = (await ClientTool.GlobusUrlCopyAsync($"file://{_local.Path("up")}", Url(server.Port, "away"))).AssertFailure();
        Assert.Contains("451", away.All, StringComparison.Ordinal);
        await using RecordingProxy after = RecordingProxy.Start(
            store.Settings.Endpoint, new IPEndPoint(IPAddress.Parse("127.0.0.2"), before.Endpoint.Port));

        await CopyThereAndBackAsync(server.Port, "after", SeveralParts);
        Assert.NotEmpty(after.Requests);
    }

    [Fact]
    public async Task A_user_whose_role_the_server_assumes_reaches_what_the_role_may()
    {
        using TestPki pki = await TestPki.CreateAsync();
        string map = _local.Path("credential-map");
        await WriteMapAsync(map, $"griduser;role:{store.RoleArn};;/{_bucket}\n");
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Second, // owns no bucket, and no policy lets it in
            Anonymous = "none",
            More = [.. pki.ServerOptions, "--credential-map", map, "--sts-endpoint", store.Settings!.Endpoint.ToString(), "--part-size", "5MiB"],
        });
        string hash = TestData.WriteFile(_local.Path("up"), SeveralParts, seed: 1);

        (await GsiCopyAsync(pki, "-p", "4", $"file://{_local.Path("up")}", GsiUrl(server.Port, "file"))).AssertSuccess();
        (await GsiCopyAsync(pki, GsiUrl(server.Port, "file"), $"file://{_local.Path("down")}")).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
        Assert.Contains(
            "file", (await GsiCopyAsync(pki, "-list", GsiUrl(server.Port, ""))).AssertSuccess().Output, StringComparison.Ordinal);

        // what the bucket's owner wrote is read by the role only: the server's own keys, which assume it, are refused
        await store.Client!.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = "owners", ContentBody = "owner's" }, Token);
        (await GsiCopyAsync(pki, GsiUrl(server.Port, "owners"), $"file://{_local.Path("owners")}")).AssertSuccess();
        await WriteMapAsync(map, $"griduser;{store.Second!.AccessKey};{store.Second.SecretKey}\n");
        Assert.Contains("550", (await GsiCopyAsync(
            pki, GsiUrl(server.Port, "owners"), $"file://{_local.Path("refused")}")).AssertFailure().All, StringComparison.Ordinal);

        // a role that does not exist, or that the server may not assume, is told as such
        await WriteMapAsync(map, $"griduser;role:{store.RoleArn}-of-others;\n");
        ToolResult unknown = (await GsiCopyAsync(pki, GsiUrl(server.Port, "owners"), $"file://{_local.Path("refused")}")).AssertFailure();
        Assert.Contains(
            $"AssumeRole {store.RoleArn}-of-others: NoSuchEntity", unknown.All.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.DoesNotContain(store.Second.SecretKey, server.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_anybody_may_read_needs_no_keys_of_ours()
    {
        await store.Client!.PutBucketPolicyAsync(
            new PutBucketPolicyRequest
            {
                BucketName = _bucket,
                Policy = $$"""
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",
                    "Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::{{_bucket}}","arn:aws:s3:::{{_bucket}}/*"]}]}
                    """,
            },
            Token);
        byte[] content = TestData.Bytes(SeveralParts, seed: 3);
        await store.Client.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket, Key = "file", InputStream = new MemoryStream(content) }, Token);
        await using ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Settings! with { AccessKey = "KEYOFNOBODY", SecretKey = "no-secret" },
            More = ["--s3-unsigned-buckets", _bucket, "--part-size", "5MiB"],
        });

        (await ClientTool.GlobusUrlCopyAsync("-p", "4", Url(server.Port, "file"), $"file://{_local.Path("down")}")).AssertSuccess();
        Assert.Equal(content, await File.ReadAllBytesAsync(_local.Path("down"), Token));
        Assert.Contains(
            "file", (await ClientTool.GlobusUrlCopyAsync("-list", Url(server.Port, ""))).AssertSuccess().Output, StringComparison.Ordinal);
        ToolResult refused = (await ClientTool.GlobusUrlCopyAsync(
            $"file://{_local.Path("down")}", Url(server.Port, "new"))).AssertFailure();
        Assert.Contains("550", refused.All, StringComparison.Ordinal);
        Assert.True(await store.IsEmptyAsync(_bucket, "new"));
    }

    private static async Task WriteMapAsync(string path, string text)
    {
        await File.WriteAllTextAsync(path, text, Token);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static Task<ToolResult> GsiCopyAsync(TestPki pki, params string[] arguments) =>
        ClientTool.RunAsync("globus-url-copy", arguments, environment: pki.UserEnvironment);

    private async Task CopyThereAndBackAsync(int port, string name, int length, params string[] options)
    {
        string hash = TestData.WriteFile(_local.Path("up"), length, seed: 1);
        string url = Url(port, Uri.EscapeDataString(name).Replace("%2F", "/", StringComparison.Ordinal));
        (await ClientTool.GlobusUrlCopyAsync([.. options, "-cd", $"file://{_local.Path("up")}", url])).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync([.. options, url, $"file://{_local.Path("back")}"])).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("back")));
    }

    private string Url(int port, string name) => string.Create(CultureInfo.InvariantCulture, $"ftp://127.0.0.1:{port}/{_bucket}/{name}");

    private string GsiUrl(int port, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"gsiftp://localhost:{port}/{_bucket}/{name}");
}
