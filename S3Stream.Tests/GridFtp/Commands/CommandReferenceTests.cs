using System.Text;
using System.Text.RegularExpressions;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>
/// Each form of each command, said to a real session over loopback: <see cref="CommandReferenceRows"/>, and what data connections carry.
/// </summary>
public sealed class CommandReferenceTests(GridFtpRig rig) : IClassFixture<GridFtpRig>, IAsyncLifetime
{
    private static readonly string[] Classifying =
    [
        "No such file", "not found", "Permission denied", "credential", "exists", "Not a direct", "Operation not supported", "Is a directory",
        "isk quota exceeded",
    ];

    private readonly string _name = Guid.NewGuid().ToString("N");
    private ScriptedGridFtpClient _session = null!;

    public static TheoryData<string, string> Rows => CommandReferenceRows.ToTheory();

    private string Folder => $"/bucket/{_name}";

    private string Here(string text) =>
        text.Replace("{f}", Folder, StringComparison.Ordinal).Replace("{name}", _name, StringComparison.Ordinal);

    public async ValueTask InitializeAsync()
    {
        _session = await ScriptedGridFtpClient.LoginAsync(rig.Port);
        await rig.SeedAsync(_name + "/file", "123456789"u8.ToArray());
        await rig.SeedAsync(_name + "/dir/inner", "x"u8.ToArray());
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Every_form_of_every_command_is_answered_as_clients_parse_it(string lines, string reply)
    {
        string[] script = lines.Replace("{f}", Folder, StringComparison.Ordinal).Split(" | ");
        foreach (string line in script[..^1])
        {
            Assert.InRange((await _session.CommandAsync(line)).Code, 200, 399);
        }

        FtpReply last = await _session.CommandAsync(script[^1]);

        Assert.Matches(new Regex(reply.Replace("{f}", Folder, StringComparison.Ordinal)), last.Text);
    }

    [Theory] // gfal2 decides by the first of these words it finds anywhere in a reply
    [MemberData(nameof(Rows))]
    public async Task A_refusal_has_the_words_of_one_class_only(string lines, string reply)
    {
        _ = reply;
        string[] script = lines.Replace("{f}", Folder, StringComparison.Ordinal).Split(" | ");
        FtpReply last = null!;
        foreach (string line in script)
        {
            last = await _session.CommandAsync(line);
        }

        Assert.True(last.Code < 400 || Classifying.Count(word => last.Text.Contains(word, StringComparison.Ordinal)) <= 1, last.Text);
    }

    [Fact]
    public async Task Every_verb_that_HELP_shows_has_a_row_here_or_among_the_session_commands()
    {
        string help = (await _session.CommandAsync("HELP")).Expect(214).Text;
        string[] verbs =
        [
            .. help.Split('\n').Where(line => line.StartsWith(' '))
                .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)),
        ];
        string[] ofSession =
        [
            "USER", "PASS", "QUIT", "NOOP", "ABOR", "FEAT", "HELP", "SITE", "SYST", "LANG", "OPTS", "TYPE", "MODE", "STRU", "PBSZ", "PROT", "DCAU",
            "SBUF", "TREV", "ALLO", "REST",
        ];
        string[] shown = [.. CommandReferenceRows.All.SelectMany(row => row.Lines.Split(" | ")).Select(line => line.Split(' ')[0])];

        Assert.NotEmpty(verbs);
        Assert.Empty(verbs.Except(ofSession).Except(shown));
    }

    [Theory]
    [InlineData("RETR {f}/file", "123456789")]
    [InlineData("ERET P 2 3 {f}/file", "345")]
    [InlineData("ERET P 7 100 {f}/file", "89")]
    [InlineData("NLST {f}", "{f}/dir\r\n{f}/file\r\n")]
    [InlineData("NLST -la {f}/", "{f}/dir\r\n{f}/file\r\n")]
    [InlineData("NLST {f}/file", "{f}/file\r\n")]
    [InlineData("NLST {f}/../{name}/dir/.", "{f}/../{name}/dir/./inner\r\n")]
    [InlineData("NLST {f}/*", "{f}/dir\r\n{f}/file\r\n")]
    [InlineData("NLST {f}/?ile", "{f}/file\r\n")]
    [InlineData("NLST {f}/[c-e]*", "{f}/dir\r\n")]
    [InlineData("NLST {f}/di[q-r]", "{f}/dir\r\n")]
    [InlineData("NLST /buck*", "/bucket\r\n")]
    public async Task What_a_retrieval_sends_is_exact(string line, string content)
    {
        string[] words = Here(line).Split(' ', 2);

        Assert.Equal(Here(content), Encoding.UTF8.GetString(await _session.RetrieveAsync(words[1], words[0])));
    }

    [Theory] // RFC 1123 4.1.2.7: RETR takes the names as they come
    [InlineData("", "dir\r\nfile\r\n")]
    [InlineData(".", "dir\r\nfile\r\n")]
    [InlineData("dir", "dir/inner\r\n")]
    [InlineData("-1 dir/", "dir/inner\r\n")]
    [InlineData("dir/inner", "dir/inner\r\n")]
    [InlineData("dir/*", "dir/inner\r\n")]
    [InlineData("./dir", "./dir/inner\r\n")]
    [InlineData("*", "dir\r\nfile\r\n")]
    [InlineData("d*", "dir\r\n")] // the directory, not what it holds
    public async Task Names_begin_with_the_directory_as_the_client_wrote_it(string argument, string content)
    {
        (await _session.CommandAsync($"CWD {Folder}")).Expect(250);

        Assert.Equal(content, Encoding.UTF8.GetString(await _session.RetrieveAsync(argument, "NLST")));
    }

    [Theory] // gfal2 takes each line for the name of an entry
    [InlineData("NLST {f}", "dir\r\nfile\r\n")]
    [InlineData("NLST {f}/file", "file\r\n")]
    [InlineData("NLST {f}/f*", "file\r\n")]
    public async Task Clients_of_the_Globus_library_get_bare_names(string line, string content)
    {
        (await _session.CommandAsync("SITE CLIENTINFO scheme=ftp;appname=\"gfal2\";")).Expect(250);

        await What_a_retrieval_sends_is_exact(line, content);
    }

    [Fact]
    public async Task A_name_that_is_there_is_no_pattern()
    {
        await rig.SeedAsync(_name + "/dir/[ab]*", "x"u8.ToArray());
        await rig.SeedAsync(_name + "/dir/a1", "x"u8.ToArray());

        Assert.Equal($"{Folder}/dir/[ab]*\r\n", Encoding.UTF8.GetString(await _session.RetrieveAsync(Folder + "/dir/[ab]*", "NLST")));
        Assert.Equal($"{Folder}/dir/a1\r\n", Encoding.UTF8.GetString(await _session.RetrieveAsync(Folder + "/dir/[ab]?", "NLST")));
    }

    [Fact]
    public async Task A_pattern_matches_escaped_names_as_they_are_shown()
    {
        foreach (string key in (string[])["/dir//x", "/dir/../y", "/dir/inner/z"])
        {
            await rig.SeedAsync(_name + key, "x"u8.ToArray());
        }

        Assert.Equal("dir/@=..\r\ndir/@=\r\ndir/@=inner=2F\r\n", await NamesAsync("dir/@*"));
        Assert.Equal("dir/inner\r\n", await NamesAsync("dir/i*"));

        async Task<string> NamesAsync(string argument)
        {
            (await _session.CommandAsync($"CWD {Folder}")).Expect(250);
            return Encoding.UTF8.GetString(await _session.RetrieveAsync(argument, "NLST"));
        }
    }

    [Theory]
    [InlineData("LIST {f}", "^drwxr-xr-x .* dir\r\n-rw-r--r-- .* 9 .* file\r\n$")]
    [InlineData("LIST -la {f}/file", "^-rw-r--r-- .* 9 .* file\r\n$")]
    [InlineData("LIST {f}/*", "^drwxr-xr-x .* dir\r\n-rw-r--r-- .* 9 .* file\r\n$")]
    [InlineData("LIST -l {f}/[!d]*", "^-rw-r--r-- .* 9 .* file\r\n$")]
    [InlineData("MLSD {f}", "^Type=cdir;.*; \\.\r\nType=pdir;.*; \\.\\.\r\nType=dir;.*; dir\r\nType=file;.*; file\r\n$")]
    [InlineData("MLSR {f}", "^Type=cdir;.*; \\.\r\nType=dir;.*; dir\r\nType=file;.*; dir/inner\r\nType=file;.*; file\r\n$")]
    public async Task What_a_listing_sends_ends_each_line_once(string line, string pattern)
    {
        string[] words = line.Replace("{f}", Folder, StringComparison.Ordinal).Split(' ', 2);

        Assert.Matches(pattern, Encoding.UTF8.GetString(await _session.RetrieveAsync(words[1], words[0])));
    }

    [Theory]
    [InlineData("STOR", "new", "abc")]
    [InlineData("STOR", "file", "abc")]
    [InlineData("APPE", "file", "123456789abc")]
    [InlineData("ESTO A 2", "file", "12abc6789")]
    public async Task What_a_store_makes_is_exact(string verb, string name, string content)
    {
        using (var data = await _session.OpenPassiveAsync())
        {
            (await _session.CommandAsync($"{verb} {Folder}/{name}")).Expect(150);
            await data.GetStream().WriteAsync("abc"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.Equal("226 Transfer Complete.", (await _session.ReadFinalReplyAsync()).Text);
        Assert.Equal(content, Encoding.UTF8.GetString(await _session.RetrieveAsync($"{Folder}/{name}")));
    }

    [Theory]
    [InlineData("ADLER32 024d0127", 226)]
    [InlineData("adler32 24D0127", 226)]
    [InlineData("CRC32 352441c2", 226)]
    [InlineData("CRC32C 364b3fb7", 226)]
    [InlineData("MD5 900150983CD24fb0d6963f7d28e17f72", 226)]
    [InlineData("MD5 900150983cd24fb0d6963f7d28e17f73", 550)]
    [InlineData("ADLER32 00000001", 550)]
    [InlineData("CRC64NVME 0", 550)]
    public async Task SCKS_is_compared_before_the_object_appears(string expected, int code)
    {
        (await _session.CommandAsync($"SCKS {expected}")).Expect(200);

        FtpReply reply = (await _session.StoreAsync($"{Folder}/new", "abc"u8.ToArray())).Expect(code);

        Assert.Equal(code == 226, await rig.ExistsAsync(_name + "/new"));
        Assert.Equal(code == 550, reply.Text.Contains("c=INCORRECT_CHECKSUM", StringComparison.Ordinal));
        (await _session.StoreAsync($"{Folder}/new", "other"u8.ToArray())).Expect(226); // it counted once
    }

    [Fact] // scenario 57
    public async Task STORATTR_gives_the_next_object_its_time_and_no_other()
    {
        (await _session.CommandAsync("SITE STORATTR modify=20010203040506;")).Expect(250);
        (await _session.StoreAsync($"{Folder}/first", "abc"u8.ToArray())).Expect(226);
        (await _session.StoreAsync($"{Folder}/second", "abc"u8.ToArray())).Expect(226);

        Assert.Equal("213 20010203040506", (await _session.CommandAsync($"MDTM {Folder}/first")).Text);
        Assert.NotEqual("213 20010203040506", (await _session.CommandAsync($"MDTM {Folder}/second")).Text);
        Assert.Contains(" Feb  3  2001 first", (await _session.CommandAsync($"STAT {Folder}/first")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FEAT_names_what_the_tables_can_do()
    {
        IReadOnlyList<string> lines = (await _session.CommandAsync("FEAT")).Expect(211).Lines;

        string[] expected =
        [
            " CKSM MD5:10;ADLER32:10;SHA1:10;SHA256:11;SHA512:12;CRC32:9;CRC32C:9;CRC64NVME:8;", " MFMT", " STORATTR", " WHOAMI", " MLSR", " MLSC",
            " UTF8", " LANG EN", " PARALLEL", " SIZE", " MDTM", " ERET", " ESTO", " SPAS", " SPOR", " REST STREAM", " PASV AllowDelayed;", " EPSV", " EPRT",
        ];
        Assert.Empty(expected.Except(lines));
        string[] absent = [" GETPUT", " HTTP", " DSI", " DCAU", " AUTHZ_ASSERT"]; // what is not there must not be promised
        Assert.Empty(absent.Intersect(lines));
    }
}
