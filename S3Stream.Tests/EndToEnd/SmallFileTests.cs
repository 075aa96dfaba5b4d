using System.Globalization;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>What real clients do with one session: thousands of small transfers sent ahead, and both directions in turn.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class SmallFileTests(EndpointFixture<EmbeddedFixture> endpoint) : IClassFixture<EndpointFixture<EmbeddedFixture>>, IDisposable
{
    private const int Files = 5_000;

    private readonly TemporaryDirectory _local = new();

    public void Dispose() => _local.Dispose();

    [Fact] // scenario 65
    public async Task Ten_thousand_transfers_of_a_kibibyte_go_up_and_come_down_pipelined()
    {
        byte[] content = TestData.Bytes(1_024 + Files, 1);
        Directory.CreateDirectory(_local.Path("many"));
        for (int i = 0; i < Files; i++)
        {
            File.WriteAllBytes(Name("many", i), content.AsSpan(i, 1_024));
        }

        string remote = $"ftp://127.0.0.1:{endpoint.Server.Port}/{endpoint.Bucket}/many/";
        string[] options = ["-pp", "-fast", "-cc", "4", "-r", "-cd"];
        (await ClientTool.GlobusUrlCopyAsync([.. options, $"file://{_local.Path("many")}/", remote])).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync([.. options, remote, $"file://{_local.Path("back")}/"])).AssertSuccess();

        Assert.Equal(Files, Directory.EnumerateFiles(_local.Path("back")).Count());
        Assert.All(
            Enumerable.Range(0, Files),
            i => Assert.True(content.AsSpan(i, 1_024).SequenceEqual(File.ReadAllBytes(Name("back", i))), $"file {i} is another"));
    }

    [Theory] // scenario 66
    [InlineData()]
    [InlineData("-fast")]
    [InlineData("-fast", "-p", "3")]
    public async Task Puts_and_gets_of_one_list_take_turns_on_one_session(params string[] options)
    {
        await using ServerProcess server = await endpoint.StartServerAsync(new ServerSettings());
        await using (var session = await ScriptedGridFtpClient.LoginAsync(server.Port))
        {
            (await session.CommandAsync("MKD /bucket")).Expect(257);
        }

        string url = $"ftp://127.0.0.1:{server.Port}/bucket/";
        var hashes = new List<string>();
        var list = new List<string>();
        for (int i = 0; i < 4; i++)
        {
            hashes.Add(TestData.WriteFile(_local.Path($"up{i}"), 3_000_000 + i, i));
            list.Add($"file://{_local.Path($"up{i}")} {url}{i}");
            list.Add($"{url}{i} file://{_local.Path($"down{i}")}");
        }

        await File.WriteAllLinesAsync(_local.Path("list"), list, TestContext.Current.CancellationToken);
        int before = Sessions(server);
        (await ClientTool.GlobusUrlCopyAsync([.. options, "-f", _local.Path("list")])).AssertSuccess();

        Assert.Equal(before + 1, Sessions(server));
        for (int i = 0; i < hashes.Count; i++)
        {
            Assert.Equal(hashes[i], await TestData.Sha256Async(_local.Path($"down{i}")));
        }
    }

    private static int Sessions(ServerProcess server) => server.Log.Split("logged in from").Length - 1;

    private string Name(string folder, int number) =>
        _local.Path(folder, string.Create(CultureInfo.InvariantCulture, $"f{number:d5}"));
}
