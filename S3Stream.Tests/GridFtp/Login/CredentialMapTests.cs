using S3Stream.GridFtp.Login;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

public sealed class CredentialMapTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"s3map-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Lines_give_key_pairs_the_longest_prefix_first()
    {
        CredentialMap map = CredentialMap.Parse(
            "# keys\n\nalice;AK1;SK1\nbob ; AK2 ; SK+/= \nalice;AK3;SK3;/bucket/deep/\nalice;AK4;SK4;/bucket\r\n", "map");

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
    public void A_wrong_line_is_named_without_its_secret(string line)
    {
        FormatException error = Assert.Throws<FormatException>(() => CredentialMap.Parse("# ok\n" + line, "/etc/map"));

        Assert.StartsWith("/etc/map, line 2:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_give_roles_and_unsigned_requests()
    {
        const string Arn = "arn:aws:iam::123456789012:role/grid";

        CredentialMap map = CredentialMap.Parse(
            $"alice;role:{Arn}\nalice;role:{Arn};ext/1;/deep\nbob;anonymous\nbob;anonymous;;/public/\nj r;role:{Arn};;/x\n", "map");

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
    public void A_map_in_the_home_directory_is_read_for_its_account_only()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        string home = Directory.CreateTempSubdirectory("home").FullName;
        string accounts = Path.Combine(home, "passwd");
        Directory.CreateDirectory(Path.Combine(home, ".globus"));
        File.WriteAllText(accounts, $"alice:x:{FileOwner.OfProcess}:0:A:{home}:/bin/sh\nbob:x:4711:0:B:{home}/none:/bin/sh\n");
        string file = Path.Combine(home, ".globus", "s3");
        File.WriteAllText(file, "alice;AK;SK\ncarol;AK2;SK2\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var map = new CredentialMapFile("$HOME/.globus/s3", accounts);

        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice"));
        Assert.Empty(map.Of("bob"));
        Assert.Empty(map.Of("carol"));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        IOException error = Assert.Throws<IOException>(() => map.Of("alice"));
        Assert.Contains($"{file} holds secrets and other users can use it (mode 0440", error.Message, StringComparison.Ordinal);
        Directory.Delete(home, recursive: true);
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
        IOException error = Assert.Throws<IOException>(() => new CredentialMapFile(_file).Of("alice"));

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
        var map = new CredentialMapFile(_file);
        Assert.Equal([new S3KeyPair("AK", "SK", "/")], map.Of("alice"));

        Write("alice;AK-NEW;SK\n");

        Assert.Equal([new S3KeyPair("AK-NEW", "SK", "/")], map.Of("alice"));
    }

    [Fact]
    public void A_file_that_went_away_counts_no_more()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "file modes");
        Write("alice;AK;SK\n");
        var map = new CredentialMapFile(_file);
        map.Of("alice");
        File.Delete(_file);

        Assert.Throws<FileNotFoundException>(() => map.Of("alice"));
    }

    private void Write(string text)
    {
        File.WriteAllText(_file, text);
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
