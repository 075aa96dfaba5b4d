using System.Buffers;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using S3Stream.GridFtp.Protocol;
using S3Stream.Integrity;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// One list of cases on one table of stores (<see cref="LaneStores"/>): whoever gives an endpoint no more than --s3-endpoint and keys gets
/// all of this on every store.
/// </summary>
[Collection(StoreLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class StoreLaneTests(LaneStores stores) : IClassFixture<LaneStores>, IDisposable
{
    private const int MiB = 1024 * 1024;
    private const int Part = 16 * MiB;

    private readonly TemporaryDirectory _local = new();
    private readonly string _folder = Guid.NewGuid().ToString("n")[..8];

    public static TheoryData<string> Stores => LaneStores.Names;

    public static TheoryData<string, long> Sizes => new(
        from store in LaneStores.All from size in (long[])[0, 5 * MiB, 300_000_000] select (store.Name, size));

    public void Dispose() => _local.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task An_object_of_any_size_goes_up_and_down_over_four_streams(string store, long size)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        string hash = TestData.WriteFile(_local.Path("up"), size, seed: 1);
        string url = endpoint.Url($"{_folder}/file");

        (await ClientTool.GlobusUrlCopyAsync("-p", "4", "-cd", $"file://{_local.Path("up")}", url)).AssertSuccess();
        (await ClientTool.GlobusUrlCopyAsync("-p", "4", url, $"file://{_local.Path("down")}")).AssertSuccess();

        Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down")));
        if (size > Part)
        {
            Assert.Contains(endpoint.Store.Learns, endpoint.Server.Log, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_directory_goes_up_is_renamed_comes_down_and_is_removed(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        Directory.CreateDirectory(_local.Path("up", "below"));
        Dictionary<string, string> hashes = new()
        {
            ["one"] = TestData.WriteFile(_local.Path("up", "one"), 1_000, seed: 1),
            ["below/two"] = TestData.WriteFile(_local.Path("up", "below", "two"), 20 * MiB, seed: 2),
            ["below/empty"] = TestData.WriteFile(_local.Path("up", "below", "empty"), 0, seed: 3),
        };
        (await ClientTool.GlobusUrlCopyAsync("-r", "-cd", $"file://{_local.Path("up")}/", endpoint.Url($"{_folder}/dir/"))).AssertSuccess();
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        string at = $"/{endpoint.Bucket}/{_folder}";

        (await session.CommandAsync($"RNFR {at}/dir")).Expect(350);
        (await session.CommandAsync($"RNTO {at}/renamed")).Expect(250);

        (await session.CommandAsync($"SIZE {at}/dir/one")).Expect(550);
        (await ClientTool.GlobusUrlCopyAsync(
            "-r", "-cd", endpoint.Url($"{_folder}/renamed/"), $"file://{_local.Path("down")}/")).AssertSuccess();
        foreach ((string name, string hash) in hashes)
        {
            Assert.Equal(hash, await TestData.Sha256Async(_local.Path("down", name)));
            (await session.CommandAsync($"DELE {at}/renamed/{name}")).Expect(250);
        }

        (await session.CommandAsync($"SIZE {at}/renamed/one")).Expect(550);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task A_file_has_the_time_that_is_set_for_it(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        string path = $"/{endpoint.Bucket}/{_folder}/file";
        byte[] content = TestData.Bytes(100_000, 4);
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        (await session.StoreAsync(path, content)).Expect(226);

        (await session.CommandAsync($"MFMT 20111213141516 {path}")).Expect(213);

        Assert.Equal("213 20111213141516", (await session.CommandAsync($"MDTM {path}")).Text);
        Assert.Equal(content, await session.RetrieveAsync(path));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task All_checksums_are_those_of_the_bytes(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        byte[] content = TestData.Bytes((2 * Part) + 5, 5);
        string path = $"/{endpoint.Bucket}/{_folder}/file";
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        (await session.StoreAsync(path, content)).Expect(226);
        ChecksumSet crcs = PartChecksum.Compute(
            new ReadOnlySequence<byte>(content), ObjectChecksums.Crc32C | ObjectChecksums.Crc64Nvme);
        Dictionary<string, string> sums = new()
        {
            ["ADLER32"] = $"{Adler32.HashToUInt32(content):x8}",
            ["CRC32"] = $"{Crc32.HashToUInt32(content):x8}",
            ["CRC32C"] = $"{crcs.Crc32C:x8}",
            ["CRC64NVME"] = $"{crcs.Crc64Nvme:x16}",
            ["MD5"] = Convert.ToHexStringLower(MD5.HashData(content)),
            ["SHA1"] = Convert.ToHexStringLower(SHA1.HashData(content)),
            ["SHA256"] = Convert.ToHexStringLower(SHA256.HashData(content)),
            ["SHA512"] = Convert.ToHexStringLower(SHA512.HashData(content)),
        };

        Assert.Equal(ChecksumAlgorithm.All.Select(algorithm => algorithm.Name).Order(), sums.Keys.Order());
        foreach ((string algorithm, string sum) in sums)
        {
            string said = (await session.CommandAsync($"CKSM {algorithm} 0 -1 {path}")).Text;
            Assert.Equal($"213 {sum}", said.ToLowerInvariant());
        }

        string extent = Convert.ToHexStringLower(MD5.HashData(content.AsSpan(Part - 7, 20)));
        Assert.Equal($"213 {extent}", (await session.CommandAsync($"CKSM MD5 {Part - 7} 20 {path}")).Text);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Names_of_all_kinds_are_stored_listed_read_and_removed(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        string[] names = ["two words", "per%20cent%", "plus+plus", "hash#hash", "what?", "semi;colon", "ümläut 日本語"];
        string folder = $"/{endpoint.Bucket}/{_folder}";
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        foreach (string name in names)
        {
            (await session.StoreAsync($"{folder}/{name}", Encoding.UTF8.GetBytes(name))).Expect(226);
        }

        string listing = Encoding.UTF8.GetString(await session.RetrieveAsync(folder, "MLSD"));
        Assert.Equal(
            names.Order(StringComparer.Ordinal),
            listing.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line.Contains("type=file", StringComparison.OrdinalIgnoreCase))
                .Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal));
        foreach (string name in names)
        {
            Assert.Equal(name, Encoding.UTF8.GetString(await session.RetrieveAsync($"{folder}/{name}")));
            string at = name;
            if (endpoint.Store.CopiesOddNames)
            {
                at = $"to {name}";
                (await session.CommandAsync($"RNFR {folder}/{name}")).Expect(350);
                (await session.CommandAsync($"RNTO {folder}/{at}")).Expect(250);
                (await session.CommandAsync($"SIZE {folder}/{name}")).Expect(550);
            }

            (await session.CommandAsync($"DELE {folder}/{at}")).Expect(250);
            (await session.CommandAsync($"SIZE {folder}/{at}")).Expect(550);
        }
    }

    [Theory] // scenarios 19 and 22
    [MemberData(nameof(Stores))]
    public async Task An_upload_whose_endpoint_is_killed_goes_on_at_another(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        byte[] content = TestData.Bytes((10 * 5 * MiB) + 3, 6);
        string path = $"/{endpoint.Bucket}/{_folder}/resumed";
        await using RecordingProxy proxy = RecordingProxy.Start(endpoint.Fixture.Settings!.Endpoint);
        string[] more = ["--part-size", "5MiB"];
        await using ServerProcess victim = await ServerProcess.StartAsync(endpoint.Settings(proxy.Endpoint) with { More = more });
        await using ServerProcess survivor = await ServerProcess.StartAsync(endpoint.Settings() with { More = more });
        var sender = new RestartingSender(path, content);
        Task death = new KillPoint("UploadPart", 8, OnAnswer: true, Holds: true, TimeSpan.Zero).Arm(proxy, victim.KillAsync);

        await sender.SendAsync(victim.Port, 6 * 5L * MiB, death);
        await death;
        FtpReply? reply = await sender.SendAsync(survivor.Port);

        if (!endpoint.Store.Resumes)
        {
            // the store cannot tell what it has: the client is told so, and begins again
            Assert.True(reply?.Code is >= 400, $"{reply?.Text}");
            reply = await new RestartingSender(path, content).SendAsync(survivor.Port);
        }

        Assert.True(reply?.Code == 226, $"{reply?.Text}, marked {string.Join(',', sender.Marked)}");
        Assert.NotEmpty(sender.Marked);
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        Assert.Equal(TestData.Sha256(content), TestData.Sha256(await session.RetrieveAsync(path)));
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task The_doctor_says_what_the_store_is_able_to_do(string store)
    {
        LaneEndpoint endpoint = await stores.GetAsync(store);
        StoreSettings settings = endpoint.Fixture.Settings!;

        ToolResult result = await ClientTool.RunAsync(
            ServerProcess.Executable,
            ["doctor", "--s3-endpoint", settings.Endpoint.ToString(), "--bucket", endpoint.Bucket, "--prefix", $"{_folder}/"],
            environment: new Dictionary<string, string?>
            {
                ["AWS_ACCESS_KEY_ID"] = settings.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = settings.SecretKey,
            });

        string[] lines = result.Output.Split('\n');
        Assert.True(result.ExitCode == (endpoint.Store.Fails.Count == 0 ? 0 : 1), result.All);
        Assert.Equal(endpoint.Store.Fails, lines.Where(line => line.StartsWith("  FAILED ", StringComparison.Ordinal)).Select(NameIn));
        Assert.Equal(endpoint.Store.Lacks, lines.Where(line => line.StartsWith("  NO ", StringComparison.Ordinal)).Select(NameIn));
        Assert.DoesNotContain("remove this by hand", result.Output, StringComparison.Ordinal);
        await using ScriptedGridFtpClient session = await endpoint.LoginAsync();
        (await session.CommandAsync($"CWD /{endpoint.Bucket}/{_folder}")).Expect(550); // nothing stays
    }

    private static string NameIn(string line) => line[12..Math.Min(line.Length, 37)].Trim();
}
