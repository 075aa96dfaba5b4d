using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Paths;

public sealed class HomeDirectoryTests
{
    [Theory]
    [InlineData("/", "alice", "/")]
    [InlineData("/bucket/home/$USER", "alice", "/bucket/home/alice")]
    [InlineData("/home-$USER", "alice", "/home-alice")]
    [InlineData("/bucket/shared", "a*b", "/bucket/shared")]
    public void A_home_may_hold_the_account(string pattern, string account, string home) =>
        Assert.Equal(home, HomeDirectory.Parse(pattern).Of(account).Text);

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a/../b")]
    [InlineData("*")]
    [InlineData("@=x")]
    [InlineData("a\nb")]
    public void An_account_whose_name_would_say_more_than_a_name_cannot_log_in(string account) =>
        Assert.Equal(530, Assert.Throws<FtpException>(() => HomeDirectory.Parse("/bucket/$USER").Of(account)).Reply.Code);

    [Theory]
    [InlineData("home")]
    [InlineData("/bucket/$HOME")]
    [InlineData("/no bucket/x")]
    public void What_is_no_home_is_told(string pattern) => Assert.Throws<FormatException>(() => HomeDirectory.Parse(pattern));

    [Theory]
    [InlineData("~", "/bucket/home/alice")]
    [InlineData("~/x", "/bucket/home/alice/x")]
    [InlineData("~/../bob", "/bucket/home/bob")]
    [InlineData("/other/x", "/other/x")]
    [InlineData("x", "/bucket/elsewhere/x")]
    [InlineData("~x", "/bucket/elsewhere/~x")]
    public void A_tilde_is_the_home(string argument, string path)
    {
        VirtualPath home = VirtualPath.Root.Combine("/bucket/home/alice");

        Assert.Equal(path, VirtualPath.Root.Combine("/bucket/elsewhere").Combine(argument, home).Text);
    }

    [Fact]
    public void A_rule_with_a_tilde_is_about_each_users_own_home()
    {
        PathRules rules = PathRules.None.With("RW~").With("R~/kept").At(VirtualPath.Root.Combine("/bucket/home/alice"));

        Assert.True(rules.Allows(VirtualPath.Root.Combine("/bucket/home/alice/x"), PathAccess.Write));
        Assert.False(rules.Allows(VirtualPath.Root.Combine("/bucket/home/alice/kept/x"), PathAccess.Write));
        Assert.False(rules.Allows(VirtualPath.Root.Combine("/bucket/home/bob/x"), PathAccess.Read));
        Assert.True(rules.Allows(VirtualPath.Root.Combine("/bucket"), PathAccess.List));
    }
}
