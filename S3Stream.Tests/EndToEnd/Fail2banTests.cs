using System.Net;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// Scenario 54: the filter that is shipped for fail2ban finds every refused login in a real log, whose it was, and nothing else.
/// </summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class Fail2banTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Refused_logins_of_all_kinds_are_found_and_good_ones_are_not()
    {
        ClientTool.Require("fail2ban-regex");
        using TestPki pki = await TestPki.CreateAsync();
        string accounts = _directory.Path("accounts");
        (await ClientTool.RunAsync("sh",
            ["-c", $"umask 077; echo s3cret | '{ServerProcess.Executable}' hash-password alice > '{accounts}'"])).AssertSuccess();
        string log = _directory.Path("log");
        await using (ServerProcess server = await ServerProcess.StartAsync(new ServerSettings
        {
            EmbeddedDirectory = _directory.Path("store"),
            More = [.. pki.ServerOptions, "--password-file", accounts, "--log-file", log, "--max-connections-per-user", "1"],
        }))
        {
            await GuessAsync(server.Port, "127.0.0.11", "USER alice", "PASS wrong");
            await GuessAsync(server.Port, "127.0.0.12", "USER nobody", "PASS s3cret");
            await GuessAsync(server.Port, "127.0.0.13", "USER x from 10.9.9.9:1 refused: wrong name or password", "PASS s3cret");
            await GuessAsync(server.Port, "127.0.0.14", "AUTH GSSAPI", "ADAT R0VUIC8gSFRUUC8xLjENCg0KR0VUIC8gSFRUUC8xLjENCg0K");
            await GuessAsync(server.Port, "127.0.0.15", "USER => session 1 peer 10.9.9.9:1", "PASS S3Stream.GridFtp.Control[5021]");

            // not refused, or not for a guess
            await using ScriptedGridFtpClient first = await LoginAsync(server.Port, "127.0.0.21", "USER alice", "PASS s3cret");
            await using ScriptedGridFtpClient second = await LoginAsync(server.Port, "127.0.0.22", "USER alice", "PASS s3cret");
            await using ScriptedGridFtpClient anonymous = await LoginAsync(server.Port, "127.0.0.23", "USER anonymous", "PASS x@");
            (await anonymous.CommandAsync("SIZE /Login of bob from 10.9.9.9:1 refused")).Expect(550);
        }

        Assert.Equal(["127.0.0.11", "127.0.0.12", "127.0.0.13", "127.0.0.14", "127.0.0.15"], (await FindAsync(log)).Distinct().Order());
    }

    [Theory]
    [InlineData("Control[5021]", "[2001:db8::7]:4000 Login of x from [2001:db8::7]:4000 refused: wrong", "2001:db8::7")]
    [InlineData("Login[7023]", "192.0.2.7:4000 subject \"/O=Grid/CN=A\" Login of /O=Grid/CN=A as b refused: no", "192.0.2.7")]
    [InlineData("Control[5022]", "192.0.2.8:4000 Login of x refused: Too many failed logins from your address", "192.0.2.8")]
    [InlineData("Control[5022]", "192.0.2.8:4000 Login of x from 192.0.2.8:4000 refused: Too many sessions of this user", null)]
    [InlineData("Control[5020]", "192.0.2.8:4000 user a a logged in from 192.0.2.8:4000", null)]
    public async Task Lines_of_file_and_journal_are_read(string entry, string peer, string? address)
    {
        string line = $"S3Stream.GridFtp.{entry} => session 7 peer {peer}";
        ClientTool.Require("fail2ban-regex");
        string log = _directory.Path("lines");
        await File.WriteAllLinesAsync(log, [$"2026-11-29T13:19:58.801Z warn: {line}", line], TestContext.Current.CancellationToken);

        Assert.Equal(address is null ? [] : [address, address], await FindAsync(log));
    }

    private static async Task GuessAsync(int port, string from, params string[] lines)
    {
        await using ScriptedGridFtpClient client = await LoginAsync(port, from, lines);
    }

    private static async Task<ScriptedGridFtpClient> LoginAsync(int port, string from, params string[] lines)
    {
        ScriptedGridFtpClient client = await ScriptedGridFtpClient.ConnectAsync(port, source: IPAddress.Parse(from));
        foreach (string line in lines)
        {
            await client.CommandAsync(line);
        }

        return client;
    }

    private static async Task<string[]> FindAsync(string log)
    {
        ToolResult result = await ClientTool.RunAsync(
            "fail2ban-regex", ["--out", "ip", log, Repository.Path("packaging", "fail2ban", "filter.conf")]);
        result.AssertSuccess();
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
