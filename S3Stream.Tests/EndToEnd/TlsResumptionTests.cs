using System.Globalization;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>Scenario 43 after AUTH TLS: the real clients resume the control connection's session, and nobody else gets in.</summary>
[Collection(EmbeddedLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class TlsResumptionTests : IAsyncLifetime
{
    private const string Script = """
        import ftplib, ssl, sys, io
        port, resume, steal = int(sys.argv[1]), sys.argv[2] == 'resume', sys.argv[2] == 'steal'
        class Ftp(ftplib.FTP_TLS):
            session = None
            def ntransfercmd(self, cmd, rest=None):
                conn, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
                return self.context.wrap_socket(conn, server_hostname=self.host, session=self.session), size
        def login():
            context = ssl._create_unverified_context(ssl.PROTOCOL_TLS_CLIENT)
            ftp = Ftp(context=context)
            ftp.connect('127.0.0.1', port); ftp.login('alice', 's3cret'); ftp.prot_p()
            return ftp
        ftp = login()
        if resume: ftp.session = ftp.sock.session
        if steal:
            other = login(); ftp.session = other.sock.session; ftp.context = other.context
        for i in range(3):
            try: ftp.storbinary('STOR /demo/python', io.BytesIO(b'x' * 100000))
            except OSError: ftp.voidresp() # the reason
            got = []; ftp.retrbinary('RETR /demo/python', got.append)
            assert b''.join(got) == b'x' * 100000
        """;

    private readonly TemporaryDirectory _directory = new();
    private TestPki? _pki;
    private ServerProcess? _server;

    public async ValueTask InitializeAsync()
    {
        _pki = await TestPki.CreateAsync();
        _server = await StartAsync();
        await using var session = await ScriptedGridFtpClient.LoginAsync(_server.Port);
        (await session.CommandAsync("MKD /demo")).Expect(257);
        await File.WriteAllTextAsync(_directory.Path("client.py"), Script, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _pki!.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3_000_000)]
    public async Task Curl_and_lftp_put_list_and_get_with_PROT_P(int length)
    {
        var hash = TestData.WriteFile(_directory.Path("up"), length, seed: 1);
        string address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_server!.Port}");
        string[] tls = ["--ssl-reqd", "--insecure", "--user", "alice:s3cret"];
        string url = $"ftp://{address}/demo/curl";

        (await ClientTool.CurlAsync([.. tls, "-T", _directory.Path("up"), url])).AssertSuccess();
        (await ClientTool.CurlAsync([.. tls, "-o", _directory.Path("curl"), url])).AssertSuccess();
        (await ClientTool.RunAsync(
            "lftp",
            ["-c", "set cmd:fail-exit true; set net:max-retries 2; set ftp:ssl-force true; set ftp:ssl-protect-data true; "
                + $"set ssl:verify-certificate no; open -u alice,s3cret ftp://{address}/demo && "
                + $"put {_directory.Path("up")} -o lftp && cls && get lftp -o {_directory.Path("lftp")}"])).AssertSuccess();

        Assert.Equal(hash, await TestData.Sha256Async(_directory.Path("curl")));
        Assert.Equal(hash, await TestData.Sha256Async(_directory.Path("lftp")));
    }

    [Fact]
    public async Task Only_sessions_of_the_control_connection_are_taken()
    {
        (await PythonAsync(_server!, "resume")).AssertSuccess();
        Assert.Contains("522 ", (await PythonAsync(_server!, "new")).AssertFailure().All, StringComparison.Ordinal);
        Assert.Contains("522 ", (await PythonAsync(_server!, "steal")).AssertFailure().All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clients_that_cannot_resume_are_let_in_where_the_administrator_says_so()
    {
        await using var server = await StartAsync("--tls-resume", "off");
        await using (var session = await ScriptedGridFtpClient.LoginAsync(server.Port))
        {
            await session.CommandAsync("MKD /demo");
        }

        (await PythonAsync(server, "new")).AssertSuccess();
    }

    private Task<ToolResult> PythonAsync(ServerProcess server, string how) => ClientTool.RunAsync(
        "python3", [_directory.Path("client.py"), server.Port.ToString(CultureInfo.InvariantCulture), how]);

    private async Task<ServerProcess> StartAsync(params string[] more)
    {
        var accounts = _directory.Path(Path.GetRandomFileName());
        (await ClientTool.RunAsync("sh",
            ["-c", $"umask 077; echo s3cret | '{ServerProcess.Executable}' hash-password alice > '{accounts}'"])).AssertSuccess();
        return await ServerProcess.StartAsync(new ServerSettings
        {
            EmbeddedDirectory = _directory.Path(Path.GetRandomFileName()),
            More = [.. _pki!.ServerOptions, "--password-file", accounts, .. more],
        });
    }
}
