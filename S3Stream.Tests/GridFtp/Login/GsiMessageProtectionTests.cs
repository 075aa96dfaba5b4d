using System.Text;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Protocol;
using S3Stream.Gsi;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

public class GsiMessageProtectionTests
{
    [Theory]
    [InlineData("ENC")]
    [InlineData("MIC")]
    [InlineData("CONF")]
    [InlineData("enc")]
    public async Task A_command_comes_out_of_any_verb(string verb)
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());

        UnprotectedLine line = protection.Unprotect($"{verb} {Wrap(rig, "RETR /a b\r\n")}");

        Assert.Equal(UnprotectedLine.Of("RETR /a b"), line);
    }

    [Theory]
    [InlineData("NOOP", "NOOP")]
    [InlineData("NOOP\r\n", "NOOP")]
    [InlineData("NOOP\n", "NOOP")]
    [InlineData("NOOP\r\n\0", "NOOP")]
    [InlineData("PASS \r\n", "PASS ")]
    public async Task Line_ends_and_a_nul_are_taken_off(string sent, string expected)
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());

        Assert.Equal(expected, protection.Unprotect("ENC " + Wrap(rig, sent)).Command);
    }

    [Fact]
    public async Task Two_commands_in_one_token_are_refused()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());

        UnprotectedLine line = protection.Unprotect("ENC " + Wrap(rig, "NOOP\r\nDELE /a\r\n"));

        Assert.Equal((null, 501, false), (line.Command, line.Refusal!.Code, line.EndsSession));
    }

    [Theory]
    [InlineData("DELE /a", 533, false)]
    [InlineData("ENC", 533, false)]
    [InlineData("ENC !!!", 501, false)]
    [InlineData("ENC ", 501, false)]
    [InlineData("ENC AAAA", 535, true)]
    [InlineData("ENC FwMDABIAAAAAAAAAAAAAAAAAAAAAAAAA", 535, true)]
    public async Task What_is_not_protected_is_refused(string sent, int code, bool ends)
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());

        UnprotectedLine line = protection.Unprotect(sent);

        Assert.Equal((null, code, ends), (line.Command, line.Refusal!.Code, line.EndsSession));
    }

    [Fact]
    public async Task Each_line_of_a_reply_is_wrapped_on_its_own()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());

        string[] lines = [.. protection.Protect(["211-Extensions supported", " SIZE", "211 End."])];

        Assert.Equal(["632-", "632-", "632 "], lines.Select(line => line[..4]));
        Assert.Equal(
            ["211-Extensions supported\r\n", " SIZE\r\n", "211 End.\r\n"],
            lines.Select(line =>
            {
                rig.Client.Feed(Convert.FromBase64String(line[4..]));
                return Encoding.UTF8.GetString(rig.Client.TakePlain());
            }));
    }

    [Fact]
    public async Task After_a_failure_the_last_reply_goes_out_in_the_clear()
    {
        await using var rig = new GsiRig(TlsVersions.Tls13, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());
        UnprotectedLine line = protection.Unprotect("ENC FwMDABIAAAAAAAAAAAAAAAAAAAAAAAAA");

        Assert.Equal(line.Refusal!.Lines, protection.Protect(line.Refusal.Lines));
    }

    [Fact]
    public async Task Bytes_that_are_no_utf8_survive()
    {
        await using var rig = new GsiRig(TlsVersions.Tls12, ChainCase.User);
        var protection = new GsiMessageProtection(await rig.EstablishAsync());
        rig.Client.Write([(byte)'X', 0xff, 0xe4]);

        string command = protection.Unprotect("ENC " + Convert.ToBase64String(rig.Client.TakeOutput())).Command!;
        string reply = protection.Protect([command]).Single();

        rig.Client.Feed(Convert.FromBase64String(reply[4..]));
        Assert.Equal([(byte)'X', 0xff, 0xe4, 13, 10], rig.Client.TakePlain());
    }

    private static string Wrap(GsiRig rig, string command)
    {
        rig.Client.Write(Encoding.UTF8.GetBytes(command));
        return Convert.ToBase64String(rig.Client.TakeOutput());
    }
}
