using Amazon.Runtime;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using S3Stream.Catalog;
using S3Stream.Storage;
using S3Stream.Tests.Fakes;
using S3Stream.Upload;
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
        Assert.Equal(5, await restarted.AbortStaleUploadsAsync(Token));

        Assert.Equal(3, _store.OpenUploads.Count);
        Assert.Contains(foreign, _store.OpenUploads);
        Assert.Contains(elsewhere, _store.OpenUploads);
        Assert.Equal(0, await restarted.AbortStaleUploadsAsync(Token));
    }

    [Fact] // scenarios 22 and 61: killed between the store's answer and the note of it
    public async Task An_upload_whose_id_was_never_noted_is_found_by_its_key_and_time()
    {
        string before = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        _time.Advance(TimeSpan.FromHours(1));
        new UploadJournal(_directory, "aws", _time, NullLogger.Instance).NoteBeginning(Address, UploadJournal.AccountOf(_client.Options.Credentials));
        await _store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        _time.Advance(Window + TimeSpan.FromMinutes(1));

        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Token));

        Assert.Equal([before], _store.OpenUploads);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task An_upload_whose_creation_was_refused_leaves_no_note()
    {
        _store.Fault = call => call.Verb == StoreVerb.CreateMultipart ? new StorageException(FailureReason.AccessDenied, "no") : null;

        await LeaveAsync(Address);

        Assert.Empty(_store.OpenUploads);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task An_upload_that_somebody_continues_stays()
    {
        await LeaveAsync(Address);
        _time.Advance(Window - TimeSpan.FromHours(1));
        await _store.UploadPartAsync(Address, _store.OpenUploads[0], 2, new([1]), default, Token);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, await _client.AbortStaleUploadsAsync(Token));
        _time.Advance(Window);
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Token));
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
        Assert.Equal(0, await _client.AbortStaleUploadsAsync(Token));
        Assert.Equal([], Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task An_upload_of_other_credentials_is_left_to_them()
    {
        await LeaveAsync(Address);
        _time.Advance(Window * 2);
        await using S3StreamClient other = Client("OTHERKEY");
        Assert.Equal(0, await other.AbortStaleUploadsAsync(Token));
        Assert.Single(_store.OpenUploads);
    }

    [Fact]
    public async Task A_file_that_is_no_entry_and_an_abort_that_fails_do_not_stop_the_rest()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "broken.upload"), "{", Token);
        await LeaveAsync(new ObjectAddress("bucket", "refused"));
        await LeaveAsync(Address);
        _time.Advance(Window * 2);
        _store.Fault = call => call is { Verb: StoreVerb.AbortMultipart, Address.Key: "refused" }
            ? new StorageException(FailureReason.AccessDenied, "no")
            : null;
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Token));
        Assert.Single(_store.OpenUploads);
        _store.Fault = null;
        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Token));
        Assert.True(File.Exists(Path.Combine(_directory, "broken.upload")));
    }

    [Fact]
    public async Task A_new_upload_of_a_key_ends_our_own_of_that_key_that_is_past_the_window()
    {
        await LeaveAsync(Address);
        await LeaveAsync(new ObjectAddress("bucket", "another"));
        string foreign = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, Token);
        _time.Advance(Window - TimeSpan.FromMinutes(1));
        await LeaveAsync(Address);
        Assert.Equal(4, _store.OpenUploads.Count);
        _time.Advance(TimeSpan.FromMinutes(2));

        await LeaveAsync(Address);

        Assert.Equal(4, _store.OpenUploads.Count); // the other key's, the foreign one, the young one and the new one
        Assert.Contains(foreign, _store.OpenUploads);
        Assert.Equal(3, Directory.GetFiles(_directory).Length);
    }

    [Fact]
    public async Task An_upload_that_S3_does_not_let_us_abort_does_not_stand_in_the_way_of_a_new_one()
    {
        await LeaveAsync(Address);
        _time.Advance(Window * 2);
        _store.Fault = call => call.Verb == StoreVerb.AbortMultipart ? new StorageException(FailureReason.AccessDenied, "no") : null;
        await LeaveAsync(Address);
        Assert.Equal(2, _store.OpenUploads.Count);
    }

    [Fact] // scenario 60
    public async Task A_directory_that_cannot_be_used_fails_no_transfer_and_loses_no_entry()
    {
        Directory.Delete(_directory);
        await File.WriteAllTextAsync(_directory, "a file where the directory was", Token);
        await LeaveAsync(Address);
        await LeaveAsync(new ObjectAddress("bucket", "another"));
        Assert.Equal(0, await _client.AbortStaleUploadsAsync(Token));
        _time.Advance(Window * 2);

        Assert.Equal(1, await AbortOneAsync());
        Assert.Single(_store.OpenUploads);

        File.Delete(_directory);
        await using (ObjectUpload upload = await _client.CreateUploadAsync(new ObjectAddress("bucket", "third"), cancellationToken: Token))
        {
            await UploadRig.WriteAsync(upload, new byte[6 * MiB], new Extent(0, 6 * MiB));
            await upload.CompleteAsync(6 * MiB, Token);
        }

        await using S3StreamClient restarted = Client();
        Assert.Equal(1, await restarted.AbortStaleUploadsAsync(Token)); // it was written as soon as it could be
        Assert.Empty(_store.OpenUploads);
        Assert.Empty(Directory.GetFiles(_directory));

        async Task<int> AbortOneAsync()
        {
            _store.Fault = call => call is { Verb: StoreVerb.AbortMultipart, Address.Key: "another" }
                ? new StorageException(FailureReason.AccessDenied, "no")
                : null;
            int aborted = await _client.AbortStaleUploadsAsync(Token);
            _store.Fault = null;
            return aborted;
        }
    }

    [Fact] // scenario 60
    public async Task A_full_disk_keeps_entries_until_there_is_room()
    {
        Assert.SkipWhen(Environment.UserName != "root", "mounting a small file system needs root");
        string mount = Path.Combine(_directory, "small");
        Directory.CreateDirectory(mount);
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", mount);
        try
        {
            await File.WriteAllBytesAsync(Path.Combine(mount, "filler"), new byte[4096], Token);
            await using S3StreamClient client = Client(directory: mount);
            await LeaveAsync(Address, client);
            Assert.Single(_store.OpenUploads);
            Assert.Empty(Directory.GetFiles(mount, "*.upload"));

            File.Delete(Path.Combine(mount, "filler"));
            Assert.Equal(0, await client.AbortStaleUploadsAsync(Token));
            await using S3StreamClient restarted = Client(directory: mount);
            _time.Advance(Window * 2);
            Assert.Equal(1, await restarted.AbortStaleUploadsAsync(Token));
            Assert.Empty(Directory.GetFiles(mount));
        }
        finally
        {
            await RunAsync("umount", mount);
        }
    }

    [Fact]
    public async Task A_copy_in_parts_that_was_cut_off_is_ours_too()
    {
        var source = new ObjectAddress("bucket", "source");
        _store.MinPartSize = 1;
        _store.Seed(source, new byte[1000]);
        _store.Fault = call =>
            call.Verb is StoreVerb.CopyPart or StoreVerb.AbortMultipart ? new StorageException(FailureReason.AccessDenied, "no") : null;
        var copy = new ObjectCopy(_client.Services, maxSingleCopy: 999, minPartSize: 300);
        await Assert.ThrowsAsync<StorageException>(() => copy.RunAsync(source, Address, Token));
        _store.Fault = null;
        Assert.Single(_store.OpenUploads);
        _time.Advance(Window * 2);

        Assert.Equal(1, await _client.AbortStaleUploadsAsync(Token));

        await copy.RunAsync(source, Address, Token);
        Assert.Empty(_store.OpenUploads);
        Assert.Empty(Directory.GetFiles(_directory));
    }

    [Fact]
    public async Task Credentials_whose_keys_change_are_told_apart_by_their_account()
    {
        TransferServices one = _client.Services with { Account = "role/one" };
        one.NoteUpload(
            Address,
            await _store.CreateMultipartAsync(Address, ObjectAttributes.None, Token),
            new UploadHold(owner: null, isResumable: true));
        _time.Advance(Window * 2);
        Assert.Equal(0, await new StaleUploads(one with { Account = "role/two" }, NullLogger.Instance).AbortAsync(only: null, Token));
        Assert.Equal(1, await new StaleUploads(one, NullLogger.Instance).AbortAsync(only: null, Token));
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.Equal(0, process.ExitCode);
    }

    /// <summary>An upload whose process ends after one part: kept for a resume, and in the journal.</summary>
    private async Task LeaveAsync(ObjectAddress address, S3StreamClient? client = null)
    {
        await using ObjectUpload upload = await (client ?? _client).CreateUploadAsync(
            address, new UploadOptions { KeepForResume = true }, Token);
        await UploadRig.WriteAsync(upload, new byte[6 * MiB], new Extent(0, 6 * MiB));
        await upload.AbortAsync(CancellationToken.None);
    }

    private S3StreamClient Client(string accessKey = "KEY", string? directory = null) => new(
        new S3StreamOptions
        {
            PartSize = 5 * MiB,
            UploadJournalDirectory = directory ?? _directory,
            ResumeWindow = Window,
            TimeProvider = _time,
            Credentials = new BasicAWSCredentials(accessKey, "secret"),
            MaxAttempts = 1,
        },
        _store);
}
