using System.Text;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Scenario 39: keys that no path can express as they are, through every command that takes a path.</summary>
public sealed class OddKeyTests(GridFtpRig rig) : IClassFixture<GridFtpRig>, IAsyncLifetime
{
    private readonly string _name = Guid.NewGuid().ToString("N");
    private ScriptedGridFtpClient _session = null!;

    private string Folder => $"/bucket/{_name}";

    public async ValueTask InitializeAsync() => _session = await ScriptedGridFtpClient.LoginAsync(rig.Port);

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    public static TheoryData<string, string> Keys => new()
    {
        { "a//b", "a/@=/b" },
        { "/", "@=/@=" },
        { "/x", "@=/x" },
        { "./x", "@=./x" },
        { "../x", "@=../x" },
        { "a/..", "a/@=.." },
        { "cr\r250 lf\nend", "@=cr=0D250 lf=0Aend" },
        { "trailing/", "trailing/@=" },
        { "@=mark", "@=@=3Dmark" },
    };

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task An_odd_key_is_stored_found_listed_summed_read_renamed_and_deleted_by_its_escaped_name(string key, string path)
    {
        byte[] content = Encoding.UTF8.GetBytes($"content of {key}");

        (await _session.StoreAsync($"{Folder}/{path}", content)).Expect(226);

        Assert.True(await rig.ExistsAsync($"{_name}/{key}"));
        Assert.Contains($" {Folder}/{path}\n", (await Say($"MLST {Folder}/{path}")).Expect(250).Text, StringComparison.Ordinal);
        Assert.Equal($"213 {content.Length}", (await Say($"SIZE {Folder}/{path}")).Text);
        (await Say($"CKSM MD5 0 -1 {Folder}/{path}")).Expect(213);
        Assert.Equal(content, await _session.RetrieveAsync($"{Folder}/{path}"));
        Assert.Contains($" {path}\r\n", await ListAsync("MLSR", Folder), StringComparison.Ordinal);
        string directory = $"{Folder}/{path}"[..$"{Folder}/{path}".LastIndexOf('/')];
        foreach (string verb in new[] { "MLSD", "LIST" })
        {
            Assert.Contains($" {path[(path.LastIndexOf('/') + 1)..]}\r\n", await ListAsync(verb, directory), StringComparison.Ordinal);
        }

        (await Say($"RNFR {Folder}/{path}")).Expect(350);
        (await Say($"RNTO {Folder}/plain")).Expect(250);
        Assert.False(await rig.ExistsAsync($"{_name}/{key}"));
        (await Say($"RNFR {Folder}/plain")).Expect(350);
        (await Say($"RNTO {Folder}/{path}")).Expect(250);
        (await Say($"DELE {Folder}/{path}")).Expect(250);
        Assert.False(await rig.ExistsAsync($"{_name}/{key}"));
    }

    [Fact]
    public async Task Odd_directories_are_entered_made_emptied_and_removed()
    {
        (await Say($"MKD {Folder}/@=")).Expect(257);
        Assert.True(await rig.ExistsAsync($"{_name}//"));
        (await Say($"CWD {Folder}/@=")).Expect(250);
        Assert.Equal($"257 \"{Folder}/@=\" is current directory.", (await Say("PWD")).Text);
        (await _session.StoreAsync("@=..", "x"u8.ToArray())).Expect(226);
        Assert.True(await rig.ExistsAsync($"{_name}//.."));
        (await Say($"RMD {Folder}/@=")).Expect(550);
        (await Say("CDUP")).Expect(250);
        Assert.Equal($"257 \"{Folder}\" is current directory.", (await Say("PWD")).Text);
        (await Say($"SITE RDEL {Folder}/@=")).Expect(250);
        Assert.False(await rig.ExistsAsync($"{_name}//"));
        Assert.False(await rig.ExistsAsync($"{_name}//.."));
    }

    [Theory]
    [InlineData("")]
    [InlineData("!")] // a key between the object and the directory
    public async Task A_directory_beside_an_object_of_its_name_has_a_name_of_its_own(string between)
    {
        await SeedAsync("a", "object");
        await SeedAsync("a" + between + "x", "another");
        await SeedAsync("a/b/c", "inside");
        await SeedAsync("a/b", "object inside");

        string listing = await ListAsync("MLSD", Folder);
        Assert.Contains("Type=file;", Line(listing, "a"), StringComparison.Ordinal);
        Assert.Contains("Type=dir;", Line(listing, "@=a=2F"), StringComparison.Ordinal);
        Assert.Equal(
            [".", "@=a=2F", "@=a=2F/@=b=2F", "@=a=2F/@=b=2F/c", "@=a=2F/b", "a", "a" + between + "x"],
            Names(await ListAsync("MLSR", Folder)).Order(StringComparer.Ordinal));
        Assert.Contains("Type=dir;", (await Say($"MLST {Folder}/@=a=2F")).Text, StringComparison.Ordinal);
        Assert.Equal("object"u8.ToArray(), await _session.RetrieveAsync($"{Folder}/a"));
        Assert.Equal("inside"u8.ToArray(), await _session.RetrieveAsync($"{Folder}/@=a=2F/@=b=2F/c"));
        (await Say("PASV")).Expect(227);
        (await Say($"RETR {Folder}/@=a=2F")).Expect(550);
        (await Say($"DELE {Folder}/@=a=2F")).Expect(550);
        (await _session.StoreAsync($"{Folder}/@=a=2F/new", "new"u8.ToArray())).Expect(226);
        Assert.True(await rig.ExistsAsync($"{_name}/a/new"));

        (await Say($"RNFR {Folder}/@=a=2F")).Expect(350);
        (await Say($"RNTO {Folder}/moved")).Expect(250);
        Assert.True(await rig.ExistsAsync($"{_name}/moved/b/c"));
        Assert.True(await rig.ExistsAsync($"{_name}/a"));
        Assert.DoesNotContain("@=a", await ListAsync("MLSD", Folder), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_beside_an_object_is_made_by_its_own_name_and_removed_when_its_last_object_went()
    {
        await SeedAsync("a", "object");
        (await Say($"MKD {Folder}/a")).Expect(550);
        (await Say($"MKD {Folder}/@=a=2F")).Expect(257);
        (await Say($"RMD {Folder}/@=a=2F")).Expect(250);
        await SeedAsync("a/b", "inside");
        (await Say($"DELE {Folder}/@=a=2F/b")).Expect(250);
        (await Say($"RMD {Folder}/@=a=2F")).Expect(250);
        (await Say($"RMD {Folder}/@=a=2F")).Expect(550);
        Assert.True(await rig.ExistsAsync($"{_name}/a"));
    }

    [Fact]
    public async Task A_marker_that_holds_bytes_is_an_object_that_is_listed_and_not_removed_with_its_directory()
    {
        await SeedAsync("dir/", "not just a marker");

        Assert.Contains("Type=file;", Line(await ListAsync("MLSD", $"{Folder}/dir"), "@="), StringComparison.Ordinal);
        Assert.Equal([".", "dir", "dir/@="], Names(await ListAsync("MLSR", Folder)));
        Assert.Contains("Directory not empty", (await Say($"RMD {Folder}/dir")).Expect(550).Text, StringComparison.Ordinal);
        (await Say($"DELE {Folder}/dir/@=")).Expect(250);
        (await Say($"RMD {Folder}/dir")).Expect(250);
    }

    [Fact]
    public async Task Listings_hide_empty_markers_and_escape_names_no_path_can_express()
    {
        foreach (string key in (string[])["", "sub/"])
        {
            await SeedAsync(key, "");
        }

        foreach (string key in (string[])["file", "sub/inner", "/empty component", "./dot", "../dots", "sub/..", "two words; x"])
        {
            await SeedAsync(key, "x");
        }

        string[] expected = ["@=.", "@=..", "@=", "file", "sub", "two words; x"];
        Assert.Equal(expected.Order(), Lines(await ListAsync("NLST", Folder)).Select(name => name[(Folder.Length + 1)..]).Order());
        Assert.Equal(
            expected.Concat([".", ".."]).Order(), Names(await ListAsync("MLSD", Folder)).Order());
        Assert.Equal(6, Lines(await ListAsync("LIST", "-la " + Folder)).Length);
        string[] below = ["@=./dot", "@=../dots", "@=/empty component", "sub/@=..", "sub/inner"];
        Assert.Equal(
            expected.Concat([".", .. below]).Order(), Names(await ListAsync("MLSR", Folder)).Order());
        Assert.Equal([Folder + "/file"], Lines(await ListAsync("NLST", Folder + "/file")));
    }

    private static string[] Lines(string listing)
    {
        Assert.EndsWith("\r\n", listing, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\r", listing, StringComparison.Ordinal);
        return listing[..^2].Split("\r\n");
    }

    private static IEnumerable<string> Names(string listing) =>
        Lines(listing).Select(line => line[(line.IndexOf("; ", StringComparison.Ordinal) + 2)..]);

    private static string Line(string listing, string name) =>
        Assert.Single(listing.Split("\r\n"), line => line.EndsWith("; " + name, StringComparison.Ordinal));

    private async Task<string> ListAsync(string verb, string path) => Encoding.UTF8.GetString(await _session.RetrieveAsync(path, verb));

    private Task SeedAsync(string key, string content) => rig.SeedAsync($"{_name}/{key}", Encoding.UTF8.GetBytes(content));

    private Task<FtpReply> Say(string line) => _session.CommandAsync(line);
}
