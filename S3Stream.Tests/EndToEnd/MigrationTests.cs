using System.Globalization;
using Amazon.S3.Model;
using Xunit;

namespace S3Stream.Tests.EndToEnd;

/// <summary>
/// docs/migration.md as it is written: the files of globus-gridftp-server and the Globus S3 connector under their old names, started as
/// root, and a user with a proxy certificate.
/// </summary>
[Collection(RgwLane.Name)]
[Trait("Lane", "EndToEnd")]
public sealed class MigrationTests(RgwFixture store) : IAsyncLifetime
{
    private const string Account = "nobody";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private readonly string _bucket = $"migration-{Guid.NewGuid():n}";
    private readonly int _port = FreePort.Take();
    private TemporaryDirectory? _root;
    private TestPki? _pki;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(store.Unavailable is not null, store.Unavailable ?? "");
        Assert.SkipWhen(Environment.UserName != "root", "becoming another user needs root");
        _root = new TemporaryDirectory();
        _pki = await TestPki.CreateAsync();
        await LayOutAsync();
        await store.Client!.PutBucketAsync(new PutBucketRequest { BucketName = _bucket });
    }

    public ValueTask DisposeAsync()
    {
        _pki?.Dispose();
        _root?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_old_files_serve_the_old_clients_as_the_old_user()
    {
        var hash = TestData.WriteFile(_root!.Path("up"), 20_000_000, seed: 1);
        await using ChildProcess server = await StartAsync();

        foreach (var task in Directory.GetDirectories($"/proc/{server.Id}/task"))
        {
            var status = await File.ReadAllTextAsync(task + "/status", TestContext.Current.CancellationToken);
            Assert.Matches(@"Uid:\s65534\s65534\s65534\s65534\n", status);
            Assert.DoesNotMatch(@"Gid:.*\b0\b", status);
            Assert.DoesNotMatch(@"Groups:.*\b0\b", status);
            Assert.Matches(@"CapPrm:\s0+\n", status);
            Assert.Matches(@"CapEff:\s0+\n", status);
        }

        (await CopyAsync("-p", "4", $"file://{_root.Path("up")}", Url($"{_bucket}/file"))).AssertSuccess();
        Assert.Equal(hash, await store.Sha256Async(_bucket, "file"));
        (await CopyAsync("-p", "4", Url($"{_bucket}/file"), $"file://{_root.Path("down")}")).AssertSuccess();
        Assert.Equal(hash, await TestData.Sha256Async(_root.Path("down")));
        Assert.Equal(0, await server.TerminateAsync(StartTimeout));
    }

    [Fact]
    public async Task A_new_host_key_that_the_old_user_cannot_read_is_explained()
    {
        await using ChildProcess server = await StartAsync();
        File.SetLastWriteTimeUtc(_root!.Path("etc", "grid-security", "hostkey.pem"), DateTime.UtcNow.AddMinutes(1));
        TestData.WriteFile(_root.Path("up"), 1_000, seed: 2);

        (await CopyAsync($"file://{_root.Path("up")}", Url($"{_bucket}/file"))).AssertFailure();

        Assert.Contains("hostkey.pem cannot be read by this server's user (uid 65534)", server.Output
            + server.Errors, StringComparison.Ordinal);
        Assert.Equal(0, await server.TerminateAsync(StartTimeout));
    }

    [Fact]
    public async Task Check_config_tells_what_counts_and_where_it_came_from()
    {
        var result = (await ClientTool.RunAsync(ServerProcess.Executable, ["check-config", .. Options])).AssertSuccess();

        Assert.Contains($"# {_root!.Path("etc", "gridftp.conf")}, line 5 (process_user)\nprocess-user = {Account}\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains($"s3-endpoint = {store.Settings!.Endpoint.ToString().TrimEnd('/')}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("detach", result.All, StringComparison.Ordinal);
        Assert.DoesNotContain(store.Settings.SecretKey, result.All, StringComparison.Ordinal);

        await File.AppendAllTextAsync(_root.Path("etc", "gridftp.conf"), "no_such_option 1\n", TestContext.Current.CancellationToken);
        var wrong = await ClientTool.RunAsync(ServerProcess.Executable, ["check-config", .. Options]);
        wrong.AssertFailure();
        Assert.Contains("gridftp.conf, line 12: unknown option 'no_such_option'", wrong.All, StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Options =>
    [
        "--config", _root!.Path("etc", "gridftp.conf"), "--config-dir", _root.Path("etc", "gridftp.d"),
        "--s3-config", _root.Path("etc", "globus", "globus-gridftp-server-s3.conf"),
    ];

    private async Task<ChildProcess> StartAsync()
    {
        ChildProcess server = ChildProcess.Start(ServerProcess.Executable, ["serve", .. Options]);
        try
        {
            await server.WaitForLineAsync(
                line => line.Contains(string.Create(CultureInfo.InvariantCulture, $"is ready on 127.0.0.1:{_port}"),
                    StringComparison.Ordinal), StartTimeout);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>As a site has them: the host key root's, the map of S3 keys the service account's, the rest everybody's to read.</summary>
    private async Task LayOutAsync()
    {
        foreach (var directory in (string[])["etc/gridftp.d", "etc/globus", "etc/grid-security", "home"])
        {
            Directory.CreateDirectory(_root!.Path(directory));
        }

        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var security = _root!.Path("etc", "grid-security");
        await File.WriteAllTextAsync(_root.Path("etc", "gridftp.conf"), $"""
            # the site's GridFTP server
            port {_port}
            control_interface 127.0.0.1
            detach 1
            process_user {Account}
            log_level ERROR,WARN,INFO
            $X509_USER_CERT "{security}/hostcert.pem"
            $X509_USER_KEY "{security}/hostkey.pem"
            $X509_CERT_DIR "{security}/certificates"
            $GRIDMAP "{security}/grid-mapfile"
            pidfile {_root.Path("gridftp.pid")}

            """, cancellationToken);
        await File.WriteAllTextAsync(_root.Path("etc", "gridftp.d", "gridftp-s3"), " threads 2\n load_dsi_module s3\n", cancellationToken);
        await File.WriteAllTextAsync(_root.Path("etc", "gridftp.d", "gridftp-s3.rpmsave"), "load_dsi_module file\n", cancellationToken);
        var map = _root.Path("home", "s3");
        await File.WriteAllTextAsync(
            _root.Path("etc", "globus", "globus-gridftp-server-s3.conf"),
            $"host_name = {store.Settings!.Endpoint.ToString().TrimEnd('/')}\ns3_map_filename = {map}\n",
            cancellationToken);
        await File.WriteAllTextAsync(map, $"griduser;{store.Settings.AccessKey};{store.Settings.SecretKey}\n", cancellationToken);
        const string script =
            """
            set -e
            cp "$1" "$4/hostcert.pem"; cp "$2" "$4/hostkey.pem"; cp -r "$3" "$4/certificates"; cp "$5" "$4/grid-mapfile"
            chmod 600 "$4/hostkey.pem" "$6"; chown nobody "$6"
            chmod -R go+rX "$4/certificates"; chmod go+r "$4/hostcert.pem" "$4/grid-mapfile"; chmod go+rx "$7" "$7/etc" "$4" "$7/home"
            """;
        (await ClientTool.RunAsync(
            "sh", ["-c", script, "sh", _pki!.HostCertificate, _pki.HostKey, _pki.Authorities, security, _pki.GridMap, map,
                _root.FullPath])).AssertSuccess();
    }

    private Task<ToolResult> CopyAsync(params string[] arguments) =>
        ClientTool.RunAsync("globus-url-copy", arguments, environment: _pki!.UserEnvironment);

    private string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"gsiftp://localhost:{_port}/{path}");
}
