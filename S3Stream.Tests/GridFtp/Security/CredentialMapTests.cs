using S3Stream.GridFtp.Security;
using Xunit;

namespace S3Stream.Tests.GridFtp.Security;

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
    public void A_wrong_line_is_named_without_its_secret(string line)
    {
        FormatException error = Assert.Throws<FormatException>(() => CredentialMap.Parse("# ok\n" + line, "/etc/map"));

        Assert.StartsWith("/etc/map, line 2:", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRETVALUE", error.Message, StringComparison.Ordinal);
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
        Assert.Equal("AK", map.Of("alice").Single().AccessKey);

        Write("alice;AK-NEW;SK\n");

        Assert.Equal("AK-NEW", map.Of("alice").Single().AccessKey);
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
