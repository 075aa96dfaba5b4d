using Microsoft.Extensions.Time.Testing;
using S3Stream.GridFtp.Accounts;
using S3Stream.GridFtp.Commands;
using S3Stream.GridFtp.Paths;
using S3Stream.GridFtp.Session;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.GridFtp.Commands;

/// <summary>Which buckets the root shows, and that the others are out of reach (setting s3-buckets).</summary>
public sealed class BucketTests : IAsyncDisposable
{
    private readonly InMemoryObjectStore _store = new(new FakeTimeProvider(), "bucket", "mine", "secret");
    private readonly InMemoryObjectStore _public = new(new FakeTimeProvider(), "open-data");
    private readonly S3StreamClient _client;
    private readonly S3StreamClient _unsigned;

    public BucketTests()
    {
        _store.Seed(new ObjectAddress("mine", "file"), [1, 2, 3]);
        _store.Seed(new ObjectAddress("secret", "file"), [4]);
        _client = new S3StreamClient(new S3StreamOptions(), _store);
        _public.Seed(new ObjectAddress("open-data", "file"), [5, 6]);
        _unsigned = new S3StreamClient(new S3StreamOptions(), _public);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _unsigned.DisposeAsync();
    }

    [Theory]
    [InlineData("CWD /secret")]
    [InlineData("SIZE /secret/file")]
    [InlineData("MLST /secret/file")]
    [InlineData("MLSC /secret")]
    [InlineData("STAT /secret")]
    [InlineData("CKSM MD5 0 -1 /secret/file")]
    [InlineData("MKD /secret")]
    [InlineData("MKD /secret/dir")]
    [InlineData("RMD /secret")]
    [InlineData("DELE /secret/file")]
    [InlineData("RNFR /secret/file")]
    [InlineData("MFMT 20200101000000 /secret/file")]
    [InlineData("SITE RDEL /secret")]
    public async Task A_bucket_that_is_not_served_is_refused_as_one_that_is_not_there(string command)
    {
        await using SessionRig session = await LoginAsync("mine");

        string there = (await session.Client.CommandAsync(command)).Expect(550).Text;
        string absent = (await session.Client.CommandAsync(command.Replace("secret", "absent", StringComparison.Ordinal))).Expect(550).Text;

        Assert.Contains("No such file or directory", there, StringComparison.Ordinal);
        Assert.Contains("s3-buckets", there, StringComparison.Ordinal);
        Assert.Equal(there, absent.Replace("absent", "secret", StringComparison.Ordinal));
        Assert.Empty(_store.Calls);
    }

    [Fact]
    public async Task Only_a_bucket_that_anybody_may_read_is_asked_for_without_a_signature()
    {
        await using SessionRig session = await LoginAsync(new GridFtpOptions { UnsignedBuckets = ["open-data"] });

        Assert.Contains(" open-data\n", (await session.Client.CommandAsync("MLSC /")).Expect(250).Text, StringComparison.Ordinal);
        Assert.Empty(_public.Calls);
        Assert.Equal("213 2", (await session.Client.CommandAsync("SIZE /open-data/file")).Expect(213).Text);
        Assert.Equal("213 3", (await session.Client.CommandAsync("SIZE /mine/file")).Expect(213).Text);

        Assert.NotEmpty(_public.Calls);
        Assert.All(_public.Calls, call => Assert.Equal("open-data", call.Address.Bucket));
        Assert.All(_store.Calls, call => Assert.NotEqual("open-data", call.Address.Bucket));
    }

    [Fact]
    public async Task Nothing_is_renamed_into_a_bucket_that_is_not_served()
    {
        await using SessionRig session = await LoginAsync("mine");
        (await session.Client.CommandAsync("RNFR /mine/file")).Expect(350);

        Assert.Contains("s3-buckets", (await session.Client.CommandAsync("RNTO /secret/taken")).Expect(550).Text, StringComparison.Ordinal);

        Assert.NotNull(_store.Find(new ObjectAddress("mine", "file")));
        Assert.Null(_store.Find(new ObjectAddress("secret", "taken")));
    }

    [Fact]
    public async Task A_bucket_that_is_served_is_used_and_shown_alone()
    {
        await using SessionRig session = await LoginAsync("mine", "made-later");

        (await session.Client.CommandAsync("SIZE /mine/file")).Expect(213);
        string before = (await session.Client.CommandAsync("MLSC /")).Expect(250).Text;
        (await session.Client.CommandAsync("MKD /made-later")).Expect(257);
        string after = (await session.Client.CommandAsync("MLSC /")).Expect(250).Text;

        Assert.Contains(" mine\n", before, StringComparison.Ordinal);
        Assert.DoesNotContain("made-later", before, StringComparison.Ordinal);
        Assert.Contains(" made-later\n", after, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", after, StringComparison.Ordinal);
        Assert.DoesNotContain(" bucket\n", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "", "bucket mine secret")]
    [InlineData("", "partner mine", "bucket mine partner secret")]
    [InlineData("mine absent", "", "mine")]
    [InlineData("mine partner", "partner other", "mine partner")]
    public async Task The_root_shows_what_S3_lists_and_what_credentials_name_as_far_as_it_is_served(
        string allowed, string named, string shown) =>
        Assert.Equal(shown, await ShownAsync(allowed, named));

    [Fact]
    public async Task A_bucket_of_another_account_is_shown_when_it_is_served_and_can_be_seen()
    {
        var own = new InMemoryObjectStore(new FakeTimeProvider(), "mine");
        await using var general = new S3StreamClient(new S3StreamOptions(), own);
        SessionUser user = new("alice", MayWrite: true, general)
        {
            Route = path => path.IsRoot ? general : _client,
            AllowedBuckets = ["mine", "secret", "absent"],
        };

        Assert.Equal("mine secret", await ShownAsync(user));
    }

    [Theory]
    [InlineData("mine absent", "", "absent mine")]
    [InlineData("", "partner", "partner")]
    [InlineData("mine", "partner", "mine")]
    public async Task Where_S3_refuses_to_list_buckets_those_with_a_name_are_shown_unasked(string allowed, string named, string shown)
    {
        _store.Fault = call =>
            call.Verb == StoreVerb.ListBuckets ? new StorageException(FailureReason.AccessDenied, "no", 403, "AccessDenied") : null;

        Assert.Equal(shown, await ShownAsync(allowed, named));

        Assert.All(_store.Calls, call => Assert.Equal(StoreVerb.ListBuckets, call.Verb));
    }

    [Theory]
    [InlineData(FailureReason.AccessDenied, "")]
    [InlineData(FailureReason.NoSpace, "mine")]
    public async Task A_refusal_without_any_name_and_a_failure_are_told(FailureReason reason, string allowed)
    {
        _store.Fault = call => call.Verb == StoreVerb.ListBuckets ? new StorageException(reason, "no", 403) : null;

        var failure = await Assert.ThrowsAsync<StorageException>(() => ShownAsync(allowed, ""));

        Assert.Equal(reason, failure.Reason);
    }

    private static async Task<string> ShownAsync(SessionUser user)
    {
        var names = new List<string>();
        await foreach (PathEntry entry in RootListing.BucketsAsync(user, TestContext.Current.CancellationToken))
        {
            names.Add(entry.Path.Name);
        }

        return string.Join(' ', names);
    }

    private Task<string> ShownAsync(string allowed, string named) => ShownAsync(new SessionUser("alice", MayWrite: true, _client)
    {
        AllowedBuckets = allowed.Split(' ', StringSplitOptions.RemoveEmptyEntries),
        NamedBuckets = named.Split(' ', StringSplitOptions.RemoveEmptyEntries),
    });

    private Task<SessionRig> LoginAsync(params string[] buckets) => LoginAsync(new GridFtpOptions { Buckets = buckets });

    private async Task<SessionRig> LoginAsync(GridFtpOptions options)
    {
        using var gate = new LoginGate(
            AnonymousAccess.ReadWrite, ["anonymous"], null, _client, new FailedLogins(TimeProvider.System), TimeProvider.System)
        {
            Unsigned = new Lazy<S3StreamClient>(() => _unsigned),
        };
        SessionRig session = await SessionRig.StartAsync(
            CommandSet.Of(Requirement.Nothing, []), options with { Anonymous = AnonymousAccess.ReadWrite }, gate);
        (await session.Client.CommandAsync("USER anonymous")).Expect(331);
        (await session.Client.CommandAsync("PASS x@")).Expect(230);
        (await session.Client.CommandAsync("TYPE I")).Expect(200);
        return session;
    }
}
