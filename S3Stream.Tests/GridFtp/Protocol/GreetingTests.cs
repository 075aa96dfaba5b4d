using S3Stream.GridFtp.Protocol;
using Xunit;

namespace S3Stream.Tests.GridFtp.Protocol;

public sealed class GreetingTests
{
    private static string Usual => $"220 host S3Stream GridFTP Server {ServerVersion.Text} ready.";

    [Fact]
    public void The_usual_greeting_names_host_and_version() => Assert.Equal([Usual], new Greeting().Welcome("host").Lines);

    [Fact]
    public void A_text_replaces_it_or_is_appended()
    {
        Assert.Equal(["220 Hello"], new Greeting { Text = "Hello\n" }.Welcome("host").Lines);
        Assert.Equal([Usual + " Hello"], new Greeting { Text = "Hello", IsAppended = true }.Welcome("host").Lines);
    }

    [Fact]
    public void Several_lines_are_one_reply() =>
        Assert.Equal(["220-one", "220-", "220-two", "220 End."], new Greeting { Text = "one\r\n\r\ntwo\r\n" }.Welcome("host").Lines);

    [Fact]
    public void A_terse_greeting_says_nothing() =>
        Assert.Equal(["220 "], new Greeting { Text = "Hello", IsTerse = true }.Welcome("host").Lines);

    [Fact]
    public void The_version_tag_is_shown() =>
        Assert.Contains($"{ServerVersion.Text} site-7 ready.", new Greeting { VersionTag = "site-7" }.Welcome("host").ToString(),
            StringComparison.Ordinal);

    [Fact]
    public void A_login_message_follows_the_login_line()
    {
        Assert.Equal(["230 User joe logged in."], new Greeting().LoggedIn("joe").Lines);
        Assert.Equal(["230-User joe logged in.", "230-Maintenance on Friday.", "230 End."],
            new Greeting { LoginText = "Maintenance on Friday.\n" }.LoggedIn("joe").Lines);
    }
}
