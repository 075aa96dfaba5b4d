using Amazon.Runtime;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Storage;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>Scenario 36: an upload is aborted when it is ours, and when nobody continues it.</summary>
public sealed class StaleUploadsTests : IAsyncDisposable
{
    private const int MiB = 1024 * 1024;
    private static readonly TimeSpan Window = TimeSpan.FromDays(7);
    private static readonly ObjectAddress Address = new("bucket", "dir/object");

    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-journal-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly InMemoryObjectStore _store;
    private readonly S3StreamClient _client;

    public StaleUploadsTests()
    {
        _store = new InMemoryObjectStore(_time);
        _client = Client();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task After_a_crash_only_our_uploads_past_the_window_go()
    {
        for (int i = 0; i < 5; i++)
        {
            await LeaveAsync(new ObjectAddress("bucket", $"ours-{i}"));
        }

        // of another tool of the same S3 user, as old, one even of the same key
        string foreign = await _store.CreateMultipartAsync(new ObjectAddress("bucket", "ours-0"), ObjectAttributes.None, Token);
        string elsewhere = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        _time.Advance(Window - TimeSpan.FromMinutes(1));
        await LeaveAsync(new ObjectAddress("bucket", "young"));
        _time.Advance(TimeSpan.FromMinutes(2));

        await using S3StreamClient restarted = Client();
        Assert.Equal(5, await restarted.AbortStaleUploadsAsync(Window, Token));

        Assert.Equal(3, _store.OpenUploads.Count);
        Assert.Contains(foreign, _store.OpenUploads);
        Assert.Contains(elsewhere, _store.OpenUploads);
        Assert.Equal(0, await restarted.AbortStaleUploadsAsync(Window, Token));
    }

    [Fact]
    public async Task An_upload_that_somebody_continues_stays()
    {
        await LeaveAsync(Address);
        _time.Advance(Window - TimeSpan.FromHours(1));
        await _store.UploadPartAsync(Address, _store.OpenUploads[0], 2, new([1]), default, Token);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await _client.AbortStaleUploadsAsync(Window, Token));
        _time.Advance(Window);
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Window, Token));
    }

    [Fact]
    public async Task What_was_completed_or_aborted_is_not_in_the_journal()
    {
        await using (ObjectUpload upload = await _client.CreateUploadAsync(Address, cancellationToken: Token))
        {
            await UploadRig.WriteAsync(upload, new byte[6 * MiB], new Extent(0, 6 * MiB));
            await upload.CompleteAsync(6 * MiB, Token);
        }

        await using (ObjectUpload upload = await _client.CreateUploadAsync(Address, cancellationToken: Token))
        {
            await UploadRig.WriteAsync(upload, new byte[6 * MiB], new Extent(0, 6 * MiB));
        }

        Assert.Equal([], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task What_another_endpoint_completed_is_forgotten()
    {
        await LeaveAsync(Address);
        await _store.AbortMultipartAsync(Address, _store.OpenUploads[0], Token);
        _time.Advance(Window * 2);
        Assert.Equal(0, await _client.AbortStaleUploadsAsync(Window, Token));
        Assert.Equal([], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task An_upload_of_other_credentials_is_left_to_them()
    {
        await LeaveAsync(Address);
        _time.Advance(Window * 2);
        await using S3StreamClient other = Client("OTHERKEY");
        Assert.Equal(0, await other.AbortStaleUploadsAsync(Window, Token));
        Assert.Single(_store.OpenUploads);
    }

    [Fact]
    public async Task A_file_that_is_no_entry_and_an_abort_that_fails_do_not_stop_the_rest()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "broken.upload"), "{", Token);
        await LeaveAsync(new ObjectAddress("bucket", "refused"));
        await LeaveAsync(Address);
        _time.Advance(Window * 2);
        _store.Fault = call => call is { Verb: StoreVerb.AbortMultipart, Address.Key: "refused" } ? new StorageException(FailureReason.AccessDenied, "no") : null;
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Window, Token));
        Assert.Single(_store.OpenUploads);
        _store.Fault = null;
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Window, Token));
        Assert.True(File.Exists(Path.Combine(_directory, "broken.upload")));
    }

    /// <summary>An upload whose process ends after one part: kept for a resume, and in the journal.</summary>
    private async Task LeaveAsync(ObjectAddress address)
    {
        await using ObjectUpload upload = await _client.CreateUploadAsync(address, new UploadOptions { KeepForResume = true }, Token);
        await UploadRig.WriteAsync(upload, new byte[6 * MiB], new Extent(0, 6 * MiB));
        await upload.AbortAsync(CancellationToken.None);
    }

    private S3StreamClient Client(string accessKey = "KEY") => new(
        new S3StreamOptions
        {
            PartSize = 5 * MiB,
            UploadJournalDirectory = _directory,
            TimeProvider = _time,
            Credentials = new BasicAWSCredentials(accessKey, "secret"),
            MaxAttempts = 1,
        },
        _store);
}
