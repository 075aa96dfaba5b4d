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

        await server.WaitForLineAsync(
            line => line.Contains("hostkey.pem cannot be read by this server's user (uid 65534)", StringComparison.Ordinal), StartTimeout);
        Assert.Equal(0, await server.TerminateAsync(StartTimeout));
    }

    /// <summary>
    /// The old manual's default: nothing but host_name in the connector's file, and the keys in the home of process_user, whose account
    /// only the name service knows (LDAP, SSSD).
    /// </summary>
    [Fact]
    public async Task Keys_in_the_home_of_process_user_serve_all_accounts_and_a_missing_line_is_named()
    {
        TestData.WriteFile(_root!.Path("up"), 100_000, seed: 3);
        string[] names = await MoveKeysAsync("globus-s3", 65_534, "process_user globus-s3");
        await using ChildProcess server = await StartAsync(names);

        (await CopyAsync($"file://{_root.Path("up")}", Url($"{_bucket}/of-process-user"))).AssertSuccess();

        string map = _root.Path("home", "of", ".globus", "s3");
        await File.WriteAllTextAsync(map, "somebody;AK;SK\n", TestContext.Current.CancellationToken);
        ToolResult refused = await CopyAsync($"file://{_root.Path("up")}", Url($"{_bucket}/refused"));
        refused.AssertFailure();
        Assert.Contains("no S3 credentials are registered for griduser", refused.All, StringComparison.Ordinal);
        await server.WaitForLineAsync(
            line => line.Contains($"credential-map {map} has no line for the account griduser", StringComparison.Ordinal), StartTimeout);
        Assert.Equal(0, await server.TerminateAsync(StartTimeout));
    }

    /// <summary>The other form: the server stays root, and every account has its keys at home.</summary>
    [Fact]
    public async Task Keys_in_the_home_of_each_account_are_read_by_a_server_that_stays_root()
    {
        TestData.WriteFile(_root!.Path("up"), 100_000, seed: 4);
        string[] names = await MoveKeysAsync("griduser", 12_345, "");
        await using ChildProcess server = await StartAsync(names);

        (await CopyAsync($"file://{_root.Path("up")}", Url($"{_bucket}/of-account"))).AssertSuccess();

        File.Delete(_root.Path("home", "of", ".globus", "s3"));
        (await CopyAsync($"file://{_root.Path("up")}", Url($"{_bucket}/refused"))).AssertFailure();
        string missing = $"credential-map {_root.Path("home", "of")}/.globus/s3 of the account griduser does not exist";
        await server.WaitForLineAsync(line => line.Contains(missing, StringComparison.Ordinal), StartTimeout);
        Assert.Equal(0, await server.TerminateAsync(StartTimeout));
    }

    [Fact]
    public async Task Check_config_collects_all_that_is_wrong_and_shows_the_settings_anyway()
    {
        await File.AppendAllTextAsync(
            _root!.Path("etc", "gridftp.conf"),
            $"no_such_option 1\nport_range 50000,50001\n$S3STREAM_MEMORY_BUDGT 1GiB\n$GRIDMAP \"{_root.Path("none")}\"\n",
            TestContext.Current.CancellationToken);
        string[] more = ["--memory-budget", "512TiB", "--part-size", "17"];

        var result = await ClientTool.RunAsync(ServerProcess.Executable, ["check-config", .. Options, .. more]);

        Assert.Equal(2, result.ExitCode);
        string[] found =
        [
            "error: ", "unknown option 'no_such_option'", "part-size = 17: 17 is out of range: expected 5MiB", "does not exist",
            "memory-budget = 536870912MiB, and this machine or container has", "port-range = 50000-50001: 2 transfers at once",
            "$S3STREAM_MEMORY_BUDGT names no setting\n  Did you mean S3STREAM_MEMORY_BUDGET?", "warning: ",
        ];
        Assert.All(found, text => Assert.Contains(text, result.Errors, StringComparison.Ordinal));
        Assert.Contains($"process-user = {Account}\n", result.Output, StringComparison.Ordinal);
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

    /// <summary>
    /// Puts the map into the home of an account that stands in no /etc/passwd: another service of nsswitch.conf (libnss-extrausers) knows
    /// it. Returns the command that runs the server where that is set up.
    /// </summary>
    private async Task<string[]> MoveKeysAsync(string account, int uid, string processUser)
    {
        ClientTool.RequireFile("/var/lib/extrausers");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        string home = _root!.Path("home", "of");
        Directory.CreateDirectory(Path.Combine(home, ".globus"));
        File.Move(_root.Path("home", "s3"), Path.Combine(home, ".globus", "s3"));
        (await ClientTool.RunAsync("chown", ["-R", $"{uid}", home])).AssertSuccess();
        Directory.CreateDirectory(_root.Path("names"));
        await File.WriteAllTextAsync(_root.Path("nsswitch.conf"), "passwd: files extrausers\ngroup: files extrausers\n", cancellationToken);
        await File.WriteAllTextAsync(_root.Path("names", "passwd"), $"{account}:x:{uid}:{uid}::{home}:/bin/false\n", cancellationToken);
        await File.WriteAllTextAsync(_root.Path("names", "group"), $"{account}:x:{uid}:\n", cancellationToken);
        string connector = _root.Path("etc", "globus", "globus-gridftp-server-s3.conf");
        await File.WriteAllTextAsync(connector, File.ReadLines(connector).First() + "\n", cancellationToken);
        string conf = await File.ReadAllTextAsync(_root.Path("etc", "gridftp.conf"), cancellationToken);
        await File.WriteAllTextAsync(
            _root.Path("etc", "gridftp.conf"),
            conf.Replace($"process_user {Account}\n", processUser + "\n", StringComparison.Ordinal), cancellationToken);
        const string Script = """mount --bind "$1" /etc/nsswitch.conf && mount --bind "$2" /var/lib/extrausers && shift 2 && exec "$@" """;
        return ["unshare", "--mount", "sh", "-ec", Script, "sh", _root.Path("nsswitch.conf"), _root.Path("names")];
    }

    private async Task<ChildProcess> StartAsync(params string[] launcher)
    {
        string[] command = [.. launcher, ServerProcess.Executable, "serve", .. Options];
        ChildProcess server = ChildProcess.Start(command[0], command[1..]);
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
