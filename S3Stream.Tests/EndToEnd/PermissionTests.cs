using System.Net.Sockets;
using Amazon.S3.Model;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// The nine permissions of the README are enough and nothing else is asked for: an endpoint whose S3 user a bucket policy allows only
/// those, behind a proxy that names each request. Making and removing buckets is the documented exception and not part of it.
/// </summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class PermissionTests(RgwFixture store) : IAsyncLifetime
{
    private const int SeveralParts = (3 * 5 * 1024 * 1024) + 12_345;

    private static readonly string[] InBucket =
    [
        "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:GetObject", "s3:PutObject", "s3:DeleteObject",
        "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload",
    ];

    private static readonly string[] Nine = ["s3:ListAllMyBuckets", .. InBucket];

    private readonly TemporaryDirectory _local = new();
    private readonly string _bucket = $"least-{Guid.NewGuid():n}";
    private RecordingProxy? _proxy;
    private ServerProcess? _server;

    private string Folder => $"/{_bucket}/folder";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(store.Unavailable is not null, store.Unavailable ?? "");
        await store.Client!.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
        string actions = string.Join(',', InBucket.Select(action => $"\"{action}\""));
        await store.Client.PutBucketPolicyAsync(new PutBucketPolicyRequest
        {
            BucketName = _bucket,
            Policy = $$"""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam:::user/{{RgwFixture.SecondUser}}"]},
                "Action":[{{actions}}],"Resource":["arn:aws:s3:::{{_bucket}}","arn:aws:s3:::{{_bucket}}/*"]}]}
                """,
        });
        _proxy = RecordingProxy.Start(store.Settings!.Endpoint);
        _server = await ServerProcess.StartAsync(new ServerSettings
        {
            Store = store.Second! with { Endpoint = _proxy.Endpoint },
            ThirdParty = "always",
            More = ["--part-size", "5MiB"],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_proxy?.DisposeAsync() ?? ValueTask.CompletedTask);
        _local.Dispose();
    }

    [Fact]
    public async Task Every_client_works_with_the_nine_permissions_and_no_request_needs_another()
    {
        await using ScriptedGridFtpClient session = await ScriptedGridFtpClient.LoginAsync(_server!.Port);
        (await session.CommandAsync($"MKD {Folder}")).Expect(257);
        await PutAndGetAsync();
        await ContinueAsync(session);
        await LoseAppendAsync(session);
        await LookAndChangeAsync(session);

        ILookup<string, string> needed = _proxy!.Requests
            .SelectMany(request => request.Operation.Permissions.Select(permission => (permission, request: request.ToString())))
            .ToLookup(pair => pair.permission, pair => pair.request);
        Assert.Equal([], needed.Where(group => !Nine.Contains(group.Key)).Select(group => $"{group.Key}: {group.First()}"));

        // the proof would be empty had the clients not made the server ask for each; where a bucket is, is only asked of AWS
        Assert.Equal([], Nine.Except(["s3:GetBucketLocation"]).Where(permission => !needed.Contains(permission)));
    }

    private async Task PutAndGetAsync()
    {
        string small = TestData.WriteFile(_local.Path("small"), 1_000, seed: 1);
        string large = TestData.WriteFile(_local.Path("large"), SeveralParts, seed: 2);
        (await ClientTool.CurlAsync("-T", _local.Path("small"), Url("small"))).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync("-p", "2", $"file://{_local.Path("large")}", Url("large"))).AssertSuccess();
        (await ClientTool.CurlAsync("-o", _local.Path("small-back"), Url("small"))).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync("-p", "2", Url("large"), $"file://{_local.Path("large-back")}")).AssertSuccess();
        Assert.Equal(small, await TestData.Sha256Async(_local.Path("small-back")));
        Assert.Equal(large, await TestData.Sha256Async(_local.Path("large-back")));
    }

    /// <summary>MODE S appends; MODE E continues what a lost connection left.</summary>
    private async Task ContinueAsync(ScriptedGridFtpClient session)
    {
        (await ClientTool.CurlAsync("-a", "-T", _local.Path("large"), Url("small"))).AssertSuccess();

        byte[] content = TestData.Bytes(SeveralParts, 3);
        (await session.CommandAsync("MODE E")).Expect(200);
        (await session.CommandAsync("TREV RESTART 1")).Expect(200);
        FtpReply marker;
        await using (var data = new ScriptedModeESender(await session.PassiveAsync(), content))
        {
            (await session.CommandAsync($"STOR {Folder}/resumed")).Expect(150);
            await data.ConnectAsync(1);
            await data.SendBlockAsync(0, new Extent(0, 11_000_000));
            do
            {
                marker = await session.ReadReplyAsync();
            }
            while (marker.Code != 111);

            data.Reset(0);
            (await session.ReadFinalReplyAsync()).Expect(426);
        }

        string stored = marker.Lines[0]["111 Range Marker ".Length..];
        await using (var data = new ScriptedModeESender(await session.PassiveAsync(), content))
        {
            (await session.CommandAsync($"REST {stored}")).Expect(350);
            (await session.CommandAsync($"STOR {Folder}/resumed")).Expect(150);
            await data.ConnectAsync(1);
            int end = int.Parse(stored.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
            await data.SendAllAsync([Extent.Between(end, content.Length)]);
            (await session.ReadFinalReplyAsync()).Expect(226);
        }

        (await session.CommandAsync("MODE S")).Expect(200);
        Assert.Equal(TestData.Sha256(content), TestData.Sha256(await session.RetrieveAsync($"{Folder}/resumed")));
    }

    /// <summary>An APPE that breaks off is aborted in the store, as it cannot be continued.</summary>
    private async Task LoseAppendAsync(ScriptedGridFtpClient session)
    {
        using (TcpClient data = await session.OpenPassiveAsync())
        {
            int before = Copies();
            (await session.CommandAsync($"APPE {Folder}/large")).Expect(150);
            await data.GetStream().WriteAsync(TestData.Bytes(6_000_000, 4), TestContext.Current.CancellationToken);
            await Eventually.TrueAsync(() => Copies() > before); // there is an upload to abort
            data.Client.Close(0); // a reset: an orderly end would complete the append
        }

        (await session.ReadFinalReplyAsync()).Expect(426);

        int Copies() => _proxy!.Requests.Count(request => request.Operation.Name == "UploadPartCopy");
    }

    private async Task LookAndChangeAsync(ScriptedGridFtpClient session)
    {
        (await ClientTool.CurlAsync("-l", $"ftp://127.0.0.1:{_server!.Port}/")).AssertSuccess();
        (await ClientTool.LftpAsync(
            $"ftp://127.0.0.1:{_server.Port}{Folder}", "ls; mkdir made; mv large moved; rmdir made")).AssertSuccess();
        string[] commands =
        [
            "CKSM MD5 0 -1 moved", "CKSM CRC32 0 -1 moved", "SIZE moved", "MDTM moved", "MLST moved", "MKD tree", "RNFR resumed", "RNTO tree/resumed", "RNFR tree",
            "RNTO wood", "DELE small", "SITE RDEL wood",
        ];
        (await session.CommandAsync($"CWD {Folder}")).Expect(250);
        foreach (string command in commands)
        {
            await session.SendAsync(command);
            (await session.ReadFinalReplyAsync()).Expect(213, 250, 257, 350);
        }

        Assert.Contains(
            "moved", System.Text.Encoding.UTF8.GetString(await session.RetrieveAsync(Folder, "MLSD")), StringComparison.Ordinal);
        (await session.CommandAsync("DELE moved")).Expect(250);
        Assert.True(await store.IsEmptyAsync(_bucket, "folder/wood"));
    }

    private string Url(string name) => $"ftp://127.0.0.1:{_server!.Port}{Folder}/{name}";
}
