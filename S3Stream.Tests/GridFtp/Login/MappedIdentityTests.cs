using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp;
using S3Stream.GridFtp.Login;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Protocol;
using S3Stream.GridFtp.Session;
using S3Stream.Gsi;
using S3Stream.Tests.Gsi;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>From a proven name to an account with its S3 credentials (scenario 47).</summary>
public sealed class MappedIdentityTests : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("map").FullName;
    private readonly S3StreamClient _shared = new(new S3StreamOptions { Credentials = new BasicAWSCredentials("SERVER", "SECRET") });
    private readonly UserClients _clients;

    public MappedIdentityTests()
    {
        _clients = new UserClients(_shared);
        File.WriteAllText(GridMapPath, "\"/O=Grid/OU=Test/CN=A User\" alice,shared\n");
    }

    private string GridMapPath => Path.Combine(_directory, "grid-mapfile");

    private string CredentialPath => Path.Combine(_directory, "s3");

    public async ValueTask DisposeAsync()
    {
        await _clients.DisposeAsync();
        await _shared.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData(":globus-mapping:", "alice")]
    [InlineData("alice", "alice")]
    [InlineData("shared", "shared")]
    public async Task The_default_account_or_a_listed_one_may_be_used(string requested, string account)
    {
        SessionUser user = await Identity(withCredentials: false).LoginAsync(requested, CancellationToken.None);

        Assert.Equal((account, true, false), (user.Name, user.MayWrite, user.IsAnonymous));
        Assert.Same(_shared, user.Client);
    }

    [Theory]
    [InlineData("root")]
    [InlineData("Alice")]
    [InlineData("anonymous")]
    [InlineData("")]
    [InlineData("alice\r\n230 User root logged in.")]
    public async Task Any_other_account_is_refused(string requested)
    {
        FtpException error = await Assert.ThrowsAsync<FtpException>(
            async () => await Identity(false).LoginAsync(requested, CancellationToken.None));

        Assert.Equal(530, error.Reply.Code);
        Assert.All(error.Reply.Lines, line => Assert.DoesNotContain(line, char.IsControl));
    }

    [Fact]
    public async Task A_name_that_is_not_mapped_is_told_so()
    {
        File.WriteAllText(GridMapPath, "");

        FtpException error = await Assert.ThrowsAsync<FtpException>(
            async () => await Identity(false).LoginAsync(":globus-mapping:", CancellationToken.None));

        Assert.Equal(
            ["530-Login incorrect. : Gridmap lookup failure: Could not map /O=Grid/OU=Test/CN=A User", "530-", "530 End."],
            error.Reply.Lines);
    }

    [Fact]
    public async Task Each_account_has_the_client_of_its_own_keys()
    {
        WriteCredentials("alice;AK1;SK1\nshared;AK2;SK2\n");
        MappedIdentity identity = Identity(withCredentials: true);

        SessionUser alice = await identity.LoginAsync("alice", CancellationToken.None);
        SessionUser again = await identity.LoginAsync("alice", CancellationToken.None);
        SessionUser shared = await identity.LoginAsync("shared", CancellationToken.None);

        Assert.Equal("AK1", (await alice.Client.Options.Credentials!.GetCredentialsAsync()).AccessKey);
        Assert.Equal("AK2", (await shared.Client.Options.Credentials!.GetCredentialsAsync()).AccessKey);
        Assert.Same(alice.Client, again.Client);
    }

    [Fact]
    public async Task An_account_without_keys_is_refused_where_keys_are_kept_per_user()
    {
        WriteCredentials("somebody;AK1;SK1\n");

        FtpException error = await Assert.ThrowsAsync<FtpException>(
            async () => await Identity(true).LoginAsync("alice", CancellationToken.None));

        Assert.Contains("no S3 credentials are registered for alice", error.Reply.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_without_keys_sends_unsigned_requests_where_that_is_set()
    {
        WriteCredentials("somebody;AK1;SK1\n");

        SessionUser user = await Identity(true, UnknownCredentials.Anonymous).LoginAsync("alice", CancellationToken.None);

        Assert.IsType<AnonymousAWSCredentials>(user.Client.Options.Credentials);
    }

    [Fact]
    public async Task A_credential_map_that_others_may_read_lets_nobody_in_and_tells_no_path()
    {
        // scenario 48
        WriteCredentials("alice;AK1;SK1\n");
        File.SetUnixFileMode(CredentialPath, UnixFileMode.UserRead | UnixFileMode.OtherRead);

        FtpException error = await Assert.ThrowsAsync<FtpException>(
            async () => await Identity(true).LoginAsync("alice", CancellationToken.None));

        Assert.DoesNotContain(_directory, error.Reply.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/data/a", "AK-DATA")]
    [InlineData("/data/deep/a", "AK-DEEP")]
    [InlineData("/data/deeper", "AK-DATA")]
    [InlineData("/data", "AK-DATA")]
    [InlineData("/other/a", "AK-ALL")]
    [InlineData("/", "AK-ALL")]
    [InlineData("/data/@=deep=2F/a", "AK-DEEP")] // scenario 39: the key counts, not its name
    [InlineData("/data/@=deep=2F", "AK-DEEP")]
    [InlineData("/data/deep/@=", "AK-DEEP")]
    [InlineData("/data/@=/deep/a", "AK-DATA")]
    public async Task The_path_chooses_among_several_key_pairs(string path, string accessKey)
    {
        WriteCredentials("alice;AK-DATA;S;/data\nalice;AK-ALL;S\nalice;AK-DEEP;S;/data/deep\n");
        SessionUser user = await Identity(true).LoginAsync("alice", CancellationToken.None);

        S3StreamClient client = user.ClientFor(VirtualPath.Root.Combine(path), PathAccess.Read);

        Assert.Equal(accessKey, (await client.Options.Credentials!.GetCredentialsAsync()).AccessKey);
    }

    [Theory]
    [InlineData("alice;AK;S\n", "")]
    [InlineData("alice;AK;S;/data\n", "data")]
    [InlineData("alice;AK-DATA;S;/data/a\nalice;AK-ALL;S\nalice;AK-DEEP;S;/data/b\nalice;anonymous;;/other\n", "data,other")]
    public async Task The_buckets_that_credentials_are_given_for_are_known(string lines, string buckets)
    {
        WriteCredentials(lines);

        SessionUser user = await Identity(true).LoginAsync("alice", CancellationToken.None);

        Assert.Equal(buckets, string.Join(',', user.NamedBuckets.Order()));
    }

    private void WriteCredentials(string text)
    {
        File.WriteAllText(CredentialPath, text);
        File.SetUnixFileMode(CredentialPath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private MappedIdentity Identity(bool withCredentials, UnknownCredentials unknown = UnknownCredentials.Refuse)
    {
        var gridMap = new WatchedFile<GridMap>(GridMapPath, path => GridMap.Load(path, NullLogger.Instance));
        var accounts = new AccountMapper(
            gridMap, withCredentials ? new CredentialMapFile(CredentialPath, Assert.Fail) : null, unknown, _clients, _shared);
        var trust = new TrustDirectory(_directory, TimeProvider.System, NullLogger.Instance);
        var security = new GsiDataChannelSecurity(
            ChainCase.User.Parsed.Subject, null, trust, ValidationRules.Default, new FakeTimeProvider(), NullLogger.Instance);
        return new MappedIdentity(ChainCase.User.Parsed.Subject, accounts, security, NullLogger.Instance);
    }
}
