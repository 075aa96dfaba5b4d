using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using S3Stream.GridFtp.Login;
using S3Stream.Tests.Core.Storage;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Login;

/// <summary>Roles of the credential map, with an STS and an S3 service on loopback.</summary>
public sealed class RoleCredentialsTests : IAsyncDisposable
{
    private const string Arn = "arn:aws:iam::123456789012:role/grid";

    private readonly ScriptedHttpServer _server;
    private readonly RecordingLoggers _log = new();
    private TimeSpan _lifetime = TimeSpan.FromHours(1);
    private int _issued;
    private int _refused;

    public RoleCredentialsTests() => _server = new ScriptedHttpServer(request => IsSts(request) ? Issue() : Serve(request));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_role_is_assumed_once_for_the_user_with_the_servers_own_keys()
    {
        await using S3StreamClient shared = Shared();
        await using var clients = new UserClients(shared, _server.Address);
        S3StreamClient client = clients.Of(new S3Role(Arn, "ext-1", "alice", "/data"));

        await client.Catalog.DeleteAsync(new ObjectAddress("bucket", "a"), Token);
        await clients.Of(new S3Role(Arn, "ext-1", "alice", "/")).Catalog.DeleteAsync(new ObjectAddress("bucket", "b"), Token);

        SentRequest asked = Assert.Single(_server.Requests, IsSts);
        Assert.Contains("Action=AssumeRole", asked.Text, StringComparison.Ordinal);
        Assert.Contains($"RoleArn={Uri.EscapeDataString(Arn)}", asked.Text, StringComparison.Ordinal);
        Assert.Contains("RoleSessionName=alice", asked.Text, StringComparison.Ordinal);
        Assert.Contains("ExternalId=ext-1", asked.Text, StringComparison.Ordinal);
        Assert.Contains("Credential=SERVER-KEY/", asked.Headers["Authorization"], StringComparison.Ordinal);
        Assert.All(_server.Requests.Where(request => !IsSts(request)), request =>
        {
            Assert.Equal("TOKEN-1", request.Headers["X-Amz-Security-Token"]);
            Assert.Contains("Credential=ROLE-KEY-1/", request.Headers["Authorization"], StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_token_that_expires_in_mid_transfer_is_renewed_once_and_the_part_sent_again()
    {
        // scenario 33: the first token is refused although its own date is an hour away
        _refused = 1;
        await using S3StreamClient shared = Shared();
        await using var clients = new UserClients(shared, _server.Address);
        S3StreamClient client = clients.Of(new S3Role(Arn, null, "alice", "/"));

        await using ObjectUpload upload = await client.CreateUploadAsync(new ObjectAddress("bucket", "key"), cancellationToken: Token);
        using (UploadWriter writer = upload.OpenWriter())
        {
            await writer.AcquireAsync(0, 5, Token);
            writer.Commit(5);
        }

        await upload.CompleteAsync(5, Token);

        SentRequest[] puts = [.. _server.Requests.Where(request => request.Method == "PUT")];
        Assert.Equal(["TOKEN-1", "TOKEN-2"], puts.Select(put => put.Headers["X-Amz-Security-Token"]));
        Assert.Equal(2, _issued);
        Assert.Contains("ExpiredToken", _log.Text, StringComparison.Ordinal);
        string[] secrets = ["TOKEN-", "ROLE-SECRET", "SERVER-SECRET"];
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, _log.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_about_to_expire_are_renewed_before()
    {
        // scenario 33
        _lifetime = TimeSpan.FromMinutes(3);
        await using S3StreamClient shared = Shared();
        await using var clients = new UserClients(shared, _server.Address);
        S3StreamClient client = clients.Of(new S3Role(Arn, null, "alice", "/"));

        await client.Catalog.DeleteAsync(new ObjectAddress("bucket", "a"), Token);
        _lifetime = TimeSpan.FromHours(1);
        for (int tries = 0; tries < 200 && TokenOfLast() is "TOKEN-1" or null; tries++)
        {
            await Task.Delay(20, Token); // still good, and renewed in the background
            await client.Catalog.DeleteAsync(new ObjectAddress("bucket", "b"), Token);
        }

        Assert.StartsWith("TOKEN-", TokenOfLast(), StringComparison.Ordinal);
        Assert.NotEqual("TOKEN-1", TokenOfLast());
    }

    [Theory]
    [InlineData(403)]
    [InlineData(404)] // not an object that is not there
    public async Task A_role_that_may_not_be_assumed_is_access_denied_with_the_reason(int status)
    {
        _issued = -status;
        await using S3StreamClient shared = Shared();
        await using var clients = new UserClients(shared, _server.Address);

        var failure = await Assert.ThrowsAsync<StorageException>(
            () => clients.Of(new S3Role(Arn, null, "alice", "/")).Catalog.FindAsync(new ObjectAddress("bucket", "a"), Token));

        Assert.Equal(FailureReason.AccessDenied, failure.Reason);
        Assert.Contains($"AssumeRole {Arn}: not authorized to perform: sts:AssumeRole", failure.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string? TokenOfLast() => _server.Requests.Last().Headers.GetValueOrDefault("X-Amz-Security-Token");

    private static bool IsSts(SentRequest request) => request.Method == "POST" && request.Uri.AbsolutePath == "/";

    private (int Status, string Body) Issue()
    {
        if (_issued < 0)
        {
            return (-_issued, """
                <ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
                <Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>
                """);
        }

        int number = ++_issued;
        return (200, $"""
            <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
            <AccessKeyId>ROLE-KEY-{number}</AccessKeyId><SecretAccessKey>ROLE-SECRET-{number}</SecretAccessKey>
            <SessionToken>TOKEN-{number}</SessionToken><Expiration>{DateTime.UtcNow + _lifetime:yyyy-MM-ddTHH:mm:ssZ}</Expiration>
            </Credentials></AssumeRoleResult></AssumeRoleResponse>
            """);
    }

    private (int Status, string Body) Serve(SentRequest request)
    {
        string token = request.Headers.GetValueOrDefault("X-Amz-Security-Token", "") + request.Uri.Query;
        return _refused > 0 && token.Contains($"TOKEN-{_refused}", StringComparison.Ordinal)
            ? (400, "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>")
            : (200, "");
    }

    private S3StreamClient Shared() => new(new S3StreamOptions
    {
        Endpoint = _server.Address,
        Profile = StoreProfile.Ceph,
        Credentials = new BasicAWSCredentials("SERVER-KEY", "SERVER-SECRET"),
        LoggerFactory = _log,
    });

    /// <summary>All entries as one text.</summary>
    private sealed class RecordingLoggers : ILoggerFactory, ILogger
    {
        private readonly Lock _gate = new();
        private string _text = "";

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text;
                }
            }
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_gate)
            {
                _text += formatter(state, exception) + exception + "\n";
            }
        }

        public void Dispose()
        {
            // nothing to give back
        }
    }
}
