using System.Globalization;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Commands that touch the store, against the embedded one. Each test has a directory of its own.</summary>
public sealed class FileCommandTests(GridFtpRig rig) : IClassFixture<GridFtpRig>, IAsyncLifetime
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private ScriptedGridFtpClient _session = null!;

    private string Folder => $"/bucket/{_name}";

    public async ValueTask InitializeAsync() => _session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Fact] // scenario 40
    public async Task MKD_makes_a_directory_that_is_there_and_a_second_one_is_refused()
    {
        Assert.Equal($"257 \"{Folder}\" created.", (await Say($"MKD {Folder}/")).Text);

        Assert.Contains("File exists", (await Say($"MKD {Folder}")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("Type=dir;", (await Say($"MLST {Folder}")).Expect(250).Text, StringComparison.Ordinal);
        (await Say($"CWD {Folder}")).Expect(250);
        Assert.Equal($"257 \"{Folder}\" is current directory.", (await Say("PWD")).Text);
        Assert.Equal("213 0", (await Say($"SIZE {Folder}")).Text);
        Assert.Matches("^213 20[0-9]{12}$", (await Say($"MDTM {Folder}")).Text);
        Assert.True(await rig.ExistsAsync(_name + "/"));
    }

    [Fact]
    public async Task The_MKDs_of_globus_url_copy_leave_no_objects_for_ancestors()
    {
        (await Say($"MKD {Folder}/a/b/")).Expect(257);
        (await Say("MKD /bucket/")).Expect(550);
        (await Say($"MKD {Folder}/")).Expect(550);
        (await Say($"MKD {Folder}/a/")).Expect(550);

        Assert.False(await rig.ExistsAsync(_name + "/"));
        Assert.False(await rig.ExistsAsync(_name + "/a/"));
    }

    [Fact] // scenario 40
    public async Task Buckets_are_made_listed_and_removed_as_directories()
    {
        string bucket = "b-" + _name;
        (await Say($"MKD /{bucket}")).Expect(257);
        (await Say($"MKD /{bucket}")).Expect(550);
        Assert.Contains($" {bucket}\n", (await Say("MLSC /")).Expect(250).Text, StringComparison.Ordinal);
        await rig.SeedAsync("file", "x"u8.ToArray(), bucket);

        Assert.Contains("Directory not empty", (await Say($"RMD /{bucket}")).Expect(550).Text, StringComparison.Ordinal);
        (await Say($"DELE /{bucket}/file")).Expect(250);
        (await Say($"RMD /{bucket}")).Expect(250);
        Assert.Contains("No such file or directory", (await Say($"CWD /{bucket}")).Expect(550).Text, StringComparison.Ordinal);
    }

    [Fact] // scenario 40
    public async Task RMD_removes_only_what_is_empty()
    {
        (await Say($"MKD {Folder}")).Expect(257);
        await rig.SeedAsync(_name + "/file", "x"u8.ToArray());

        Assert.Contains("Directory not empty", (await Say($"RMD {Folder}")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("Not a directory", (await Say($"RMD {Folder}/file")).Expect(550).Text, StringComparison.Ordinal);
        (await Say($"DELE {Folder}/file")).Expect(250);
        (await Say($"RMD {Folder}")).Expect(250);
        (await Say($"RMD {Folder}")).Expect(550);
        (await Say("RMD /")).Expect(550);
    }

    [Fact]
    public async Task A_directory_that_vanished_with_its_last_object_may_still_be_removed_once()
    {
        await rig.SeedAsync(_name + "/a/file", "x"u8.ToArray());

        (await Say($"DELE {Folder}/a/file")).Expect(250);
        (await Say($"RMD {Folder}/a")).Expect(250);
        (await Say($"RMD {Folder}")).Expect(250);
        (await Say($"RMD {Folder}")).Expect(550);
    }

    [Fact]
    public async Task DELE_of_what_is_no_object_is_refused()
    {
        await rig.SeedAsync(_name + "/file", "x"u8.ToArray());

        Assert.Contains("No such file or directory", (await Say($"DELE {Folder}/none")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("Is a directory", (await Say($"DELE {Folder}")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("Is a directory", (await Say("DELE /bucket")).Expect(550).Text, StringComparison.Ordinal);
        (await Say($"DELE {Folder}/file")).Expect(250);
        Assert.False(await rig.ExistsAsync(_name + "/file"));
    }

    [Fact] // scenario 41
    public async Task An_object_is_renamed_over_another()
    {
        await rig.SeedAsync(_name + "/a", "new"u8.ToArray());
        await rig.SeedAsync(_name + "/b", "old one"u8.ToArray());

        (await Say($"RNFR {Folder}/a")).Expect(350);
        (await Say($"RNTO {Folder}/b")).Expect(250);

        Assert.Equal("213 3", (await Say($"SIZE {Folder}/b")).Text);
        (await Say($"SIZE {Folder}/a")).Expect(550);
        (await Say($"RNTO {Folder}/c")).Expect(503);
    }

    [Fact] // scenario 41
    public async Task A_directory_is_renamed_with_everything_below_it()
    {
        foreach (string key in (string[])["from/", "from/1", "from/x/2", "from//odd", "fromage"])
        {
            await rig.SeedAsync($"{_name}/{key}", Encoding.UTF8.GetBytes(key));
        }

        (await Say($"RNFR {Folder}/from")).Expect(350);
        Assert.Contains("lies inside", (await Say($"RNTO {Folder}/from/x/y")).Expect(553).Text, StringComparison.Ordinal);
        (await Say($"RNFR {Folder}/from")).Expect(350);
        (await Say($"RNTO {Folder}/to")).Expect(250);

        foreach (string key in (string[])["to/", "to/1", "to/x/2", "to//odd", "fromage"])
        {
            Assert.True(await rig.ExistsAsync($"{_name}/{key}"), key);
        }

        (await Say($"CWD {Folder}/from")).Expect(550);
    }

    [Fact]
    public async Task Directories_do_not_replace_and_buckets_do_not_move()
    {
        await rig.SeedAsync(_name + "/d/1", "x"u8.ToArray());
        await rig.SeedAsync(_name + "/e/1", "x"u8.ToArray());

        (await Say($"RNFR {Folder}/d")).Expect(350);
        Assert.Contains("File exists", (await Say($"RNTO {Folder}/e")).Expect(553).Text, StringComparison.Ordinal);
        (await Say($"RNFR {Folder}/none")).Expect(550);
        (await Say("RNFR /bucket")).Expect(550);
        Assert.True(await rig.ExistsAsync(_name + "/d/1"));
    }

    [Fact]
    public async Task CWD_leads_only_into_directories()
    {
        await rig.SeedAsync(_name + "/a/file", "x"u8.ToArray());

        (await Say($"CWD {Folder}/a")).Expect(250);
        Assert.Equal("213 1", (await Say("SIZE file")).Text);
        Assert.Contains("Not a directory", (await Say("CWD file")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", (await Say("CWD none")).Expect(550).Text, StringComparison.Ordinal);
        (await Say("CDUP")).Expect(250);
        Assert.Equal($"257 \"{Folder}\" is current directory.", (await Say("PWD")).Text);
    }

    [Fact]
    public async Task A_missing_directory_is_refused_before_the_transfer_starts()
    {
        await _session.PassiveAsync();

        Assert.Contains("No such file or directory", (await Say($"MLSD {Folder}")).Expect(550).Text, StringComparison.Ordinal);
        Assert.Contains("No such file or directory", (await Say($"LIST {Folder}")).Expect(550).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task STAT_and_MLSC_list_over_the_control_channel_in_pieces()
    {
        for (int i = 0; i < 1_005; i++)
        {
            await rig.SeedAsync($"{_name}/{i:d5}", ReadOnlyMemory<byte>.Empty);
        }

        await _session.SendAsync($"MLSC {Folder}");
        List<FtpReply> pieces = [];
        FtpReply last = await _session.ReadFinalReplyAsync(pieces);

        Assert.Equal(250, last.Code);
        Assert.Equal(150, Assert.Single(pieces).Code);
        Assert.Equal(1_007, pieces[0].Lines.Count + last.Lines.Count - 4);
        Assert.Equal(1_005, (await Say($"STAT {Folder}")).Expect(213).Lines.Count - 2);
    }

    [Theory] // scenario 38
    [InlineData(0, -1)]
    [InlineData(0, 300_000)]
    [InlineData(100, 5_000)]
    [InlineData(299_990, 100)]
    [InlineData(400_000, -1)]
    public async Task CKSM_is_what_reference_tools_compute(long offset, long length)
    {
        byte[] content = new byte[300_000];
        new Random(1).NextBytes(content);
        await rig.SeedAsync(_name + "/file", content);
        int start = (int)Math.Min(offset, content.Length);
        byte[] piece = content[start..(int)(length < 0 ? content.Length : Math.Min(content.Length, offset + length))];

        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(piece)), await Cksm("MD5"));
        Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(piece)), await Cksm("sha1"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(piece)), await Cksm("SHA256"));
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(piece)), await Cksm("SHA512"));
        Assert.Equal(Crc32.HashToUInt32(piece).ToString("x8", CultureInfo.InvariantCulture), await Cksm("CRC32"));
        Assert.Equal(Adler32(piece).ToString("x8", CultureInfo.InvariantCulture), await Cksm("ADLER32"));

        async Task<string> Cksm(string algorithm) =>
            (await Say($"CKSM {algorithm} {offset} {length} {Folder}/file")).Expect(213).Text["213 ".Length..];
    }

    [Theory] // the check values of the CRC catalogue for "123456789"
    [InlineData("CRC32", "cbf43926")]
    [InlineData("CRC32C", "e3069283")]
    [InlineData("CRC64NVME", "ae8b14860a799888")]
    [InlineData("ADLER32", "091e01de")]
    public async Task CKSM_gives_the_published_check_values_from_store_and_from_bytes(string algorithm, string value)
    {
        await rig.SeedAsync(_name + "/whole", "123456789"u8.ToArray());
        await rig.SeedAsync(_name + "/inside", "xx123456789yy"u8.ToArray());

        Assert.Equal($"213 {value}", (await Say($"CKSM {algorithm} 0 -1 {Folder}/whole")).Text);
        Assert.Equal($"213 {value}", (await Say($"CKSM {algorithm} 2 9 {Folder}/inside")).Text);
    }

    [Theory]
    [InlineData("CKSM MD5 0 -1", 501)]
    [InlineData("CKSM MD5 -1 -1 /bucket/x", 501)]
    [InlineData("CKSM MD5 0 -2 /bucket/x", 501)]
    [InlineData("CKSM WHIRL 0 -1 /bucket/x", 504)]
    [InlineData("CKSM MD5 0 -1 /bucket/no-such-object", 550)]
    [InlineData("CKSM MD5 0 -1 /bucket", 550)]
    public async Task CKSM_refuses_what_makes_no_sense(string command, int code) => (await Say(command)).Expect(code);

    [Fact]
    public async Task SITE_RDEL_removes_a_tree()
    {
        foreach (string key in (string[])["t/", "t/1", "t/x/2", "tree"])
        {
            await rig.SeedAsync($"{_name}/{key}", "x"u8.ToArray());
        }

        (await Say($"SITE RDEL {Folder}/t")).Expect(250);

        (await Say($"MLST {Folder}/t")).Expect(550);
        Assert.True(await rig.ExistsAsync(_name + "/tree"));
        (await Say("SITE RDEL /")).Expect(550);
        (await Say($"SITE RDEL {Folder}/t")).Expect(550);
    }

    private Task<FtpReply> Say(string command) => _session.CommandAsync(command);

    private static uint Adler32(byte[] bytes)
    {
        uint low = 1;
        uint high = 0;
        foreach (byte value in bytes)
        {
            low = (low + value) % 65_521;
            high = (high + low) % 65_521;
        }

        return (high << 16) | low;
    }
}
