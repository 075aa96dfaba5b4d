using S3Stream.GridFtp.Login;
using S3Stream.Tests.EndToEnd;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

public sealed class CredentialMapTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"s3map-{Guid.NewGuid():N}");

    private readonly List<string> _problems = [];

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Lines_give_key_pairs_the_longest_prefix_first()
    {
        CredentialMap map = CredentialMap.Parse(
            "# keys\n\nalice;AK1;SK1\nbob ; AK2 ; SK+/= \nalice;AK3;SK3;/bucket/deep/\nalice;AK4;SK4;/bucket\r\n", "map", Assert.Fail);

        Assert.Equal(
            [new S3KeyPair("AK3", "SK3", "/bucket/deep"), new S3KeyPair("AK4", "SK4", "/bucket"), new S3KeyPair("AK1", "SK1", "/")],
            map.Of("alice"));
        Assert.Equal([new S3KeyPair("AK2", "SK+/=", "/")], map.Of("bob"));
        Assert.Empty(map.Of("carol"));
        Assert.Empty(map.Of("ALICE"));
    }

    [Theory]
    [InlineData("alice;AK")]
    [InlineData("alice;;SECRETVALUE")]
    [InlineData("alice;AK;")]
    [InlineData(";AK;SECRETVALUE")]
    [InlineData("alice;AK;SECRETVALUE;bucket")]
    [InlineData("alice;AK;SECRETVALUE;/b;x")]
    [InlineData("alice")]
    [InlineData("alice;role:SECRETVALUE")]
    [InlineData("alice;role:")]
    [InlineData("alice;anonymous;SECRETVALUE;data")]
    public void A_wrong_line_is_skipped_and_named_without_its_secret(string line)
    {
        CredentialMap map = CredentialMap.Parse($"# ok\n{line}\nbob;AK;SK\n", "/etc/map", _problems.Add);

        string problem = Assert.Single(_problems);
        Assert.StartsWith("/etc/map, line 2:", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", problem, StringComparison.Ordinal);
        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("bob"));
    }

    [Fact]
    public void Lines_give_roles_and_unsigned_requests()
    {
        const string Arn = "arn:aws:iam::123456789012:role/grid";

        CredentialMap map = CredentialMap.Parse(
            $"alice;role:{Arn}\nalice;role:{Arn};ext/1;/deep\nbob;anonymous\nbob;anonymous;;/public/\nj r;role:{Arn};;/x\n", "map", Assert.Fail);

        Assert.Equal([new S3Role(Arn, "ext/1", "alice", "/deep"), new S3Role(Arn, null, "alice", "/")], map.Of("alice"));
        Assert.Equal([new S3Anonymous("/public"), new S3Anonymous("/")], map.Of("bob"));
        Assert.Equal([new S3Role(Arn, null, "j-r", "/x")], map.Of("j r"));
    }

    [Theory]
    [InlineData("a", "a-")]
    [InlineData("jane.doe@example.org", "jane.doe@example.org")]
    [InlineData("j\u00e4ne", "j-ne")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", "0123456789012345678901234567890123456789012345678901234567890123")]
    public void Session_names_are_such_as_sts_takes(string user, string expected) => Assert.Equal(expected, S3Role.SessionNameOf(user));

    [Fact]
    public void A_server_that_stays_root_reads_the_map_in_each_accounts_home()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        using var home = new TemporaryDirectory();
        string file = WriteHome(home, "alice;AK;SK\ncarol;AK2;SK2\n");
        SystemAccount alice = new("alice", FileOwner.OfProcess!.Value, 0, home.Path(""));
        SystemAccount bob = new("bob", 4711, 0, home.Path("none"));
        SystemAccount[] accounts = [alice, bob];
        var map = new CredentialMapFile(
            "$HOME/.globus/s3", _problems.Add, name => accounts.FirstOrDefault(one => one.Name == name), () => new("root", 0, 0, "/root"));

        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice", out _));
        Assert.Empty(map.Of("bob", out string ofBob));
        Assert.Empty(map.Of("carol", out string ofCarol));

        Assert.Equal($"credential-map {home.Path("none")}/.globus/s3 of the account bob does not exist", ofBob);
        Assert.Contains("this machine has no account carol", ofCarol, StringComparison.Ordinal);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        IOException error = Assert.Throws<IOException>(() => map.Of("alice", out _));
        Assert.Contains($"{file} holds secrets and other users can use it (mode 0440", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_has_become_its_process_user_reads_that_users_map_for_all_accounts()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        using var home = new TemporaryDirectory();
        string file = WriteHome(home, "alice;AK;SK\n");
        var self = new SystemAccount("globus-s3", 4711, 4711, home.Path(""));
        var map = new CredentialMapFile("$HOME/.globus/s3", _problems.Add, _ => null, () => self);

        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice", out _));
        Assert.Empty(map.Of("bob", out string place));

        Assert.Equal($"credential-map {file} has no line for the account bob", place);
    }

    [Fact]
    public void A_wrong_line_keeps_what_the_file_said_before_and_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        Write("alice;AK;SK\nbob;AK2;SK2\n");
        var map = new CredentialMapFile(_file, _problems.Add);
        Assert.NotEmpty(map.Of("alice", out _));

        Write("alice;AK-NEW\nbob;AK-NEWER;SK2\n");

        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice", out _));
        Assert.Equal([new S3KeyPair("AK2", "SK2", "/")], map.Of("bob", out _));
        Assert.Equal(2, _problems.Count); // once, not at every login
        Assert.Contains($"{_file}, line 1: expected user;access-key", _problems[0], StringComparison.Ordinal);
        Assert.Contains("stays in force", _problems[1], StringComparison.Ordinal);
        Write("alice;AK-MENDED;SK\n");
        Assert.Equal([new S3KeyPair("AK-MENDED", "SK", "/")], map.Of("alice", out _));
        Assert.Empty(map.Of("bob", out _));
    }

    [Fact]
    public void Key_pairs_print_without_secrets() => Assert.Equal("key pair for /b", new S3KeyPair("AK", "SK", "/b").ToString());

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_may_use_is_refused_with_mode_and_owner(UnixFileMode more)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        File.WriteAllText(_file, "alice;AK;SK\n");
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);

        // scenario 48
        IOException error = Assert.Throws<IOException>(() => new CredentialMapFile(_file, _problems.Add).Of("alice", out _));

        Assert.Contains(
            $"mode 0{Convert.ToString((int)(UnixFileMode.UserRead | UnixFileMode.UserWrite | more), 8)}, owner {FileOwner.OfProcess}",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_file_is_read_again_when_it_changed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        Write("alice;AK;SK\n");
        var map = new CredentialMapFile(_file, _problems.Add);
        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice", out _));

        Write("alice;AK-NEW;SK\n");

        Assert.Equal([new S3KeyPair("AK-NEW", "SK", "/")], map.Of("alice", out _));
    }

    [Fact]
    public void A_file_that_went_away_counts_no_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        Write("alice;AK;SK\n");
        var map = new CredentialMapFile(_file, _problems.Add);
        map.Of("alice", out _);
        File.Delete(_file);

        Assert.Throws<FileNotFoundException>(() => map.Of("alice", out _));
    }

    private static string WriteHome(TemporaryDirectory home, string text)
    {
        Directory.CreateDirectory(home.Path(".globus"));
        string file = home.Path(".globus", "s3");
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }

    private void Write(string text)
    {
        File.WriteAllText(_file, text);
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
