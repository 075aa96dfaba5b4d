using Amazon.Runtime;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

/// <summary>
/// A client reconnects while its old session still runs: what the old one does late must not harm the new one (docs/decisions/0013). Two
/// clients of one process share <see cref="TransferServices"/>; two processes share the store, and the journal or not.
/// </summary>
public sealed class UploadTakeoverTests : IAsyncDisposable
{
    private const int MiB = 1024 * 1024;
    private const int Part = 5 * MiB;
    private static readonly ObjectAddress Address = new("bucket", "dir/object");
    private static readonly UploadOptions Kept = new() { KeepForResume = true, Owner = "alice" };

    private readonly InMemoryObjectStore _store = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("s3stream-takeover-").FullName;
    private readonly byte[] _content = UploadRig.RandomBytes(3 * Part);
    private readonly List<S3StreamClient> _clients = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (S3StreamClient client in _clients)
        {
            await client.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task In_one_process_the_old_session_ends_before_the_new_one_looks_at_the_parts()
    {
        S3StreamClient client = Client("a");
        var gate = new TaskCompletionSource();
        ObjectUpload old = await BeginAsync(client, parts: 1);
        _store.Delay = (call, token) => call is { Verb: StoreVerb.UploadPart, Part: 2 } ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        await WriteAsync(old, 1, 2); // its second part is on its way and will not arrive

        await using ObjectUpload? resumed = await client.ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);
        Assert.Equal(Part, resumed.BytesStored);
        Assert.Equal(FailureReason.Conflict, Assert.IsType<TransferFailedException>(await old.Failed).Reason);
        Assert.Equal(0, _store.ActiveCalls);
        gate.SetResult();

        await old.AbortAsync(Token); // late
        await FinishAsync(resumed, 1);
        Assert.DoesNotContain(_store.Calls, call => call.Verb == StoreVerb.AbortMultipart);
    }

    [Fact]
    public async Task A_transfer_of_another_owner_is_neither_ended_nor_continued()
    {
        S3StreamClient client = Client("a");
        await using ObjectUpload alices = await BeginAsync(client, parts: 1);
        Assert.Null(await client.ResumeUploadAsync(Address, Kept with { Owner = "mallory" }, Token));
        await FinishAsync(alices, 1);
    }

    [Fact]
    public async Task A_transfer_that_is_not_kept_for_a_resume_is_neither_ended_nor_continued()
    {
        S3StreamClient client = Client("a");
        await using ObjectUpload other = await client.CreateUploadAsync(Address, new UploadOptions { Owner = "alice" }, Token);
        await WriteAsync(other, 0, 1);
        await StoredAsync(other, Part);
        Assert.Null(await client.ResumeUploadAsync(Address, Kept, Token));
        await FinishAsync(other, 1);
    }

    [Fact]
    public async Task A_completion_that_is_under_way_decides_before_the_new_session_looks()
    {
        S3StreamClient client = Client("a");
        var gate = new TaskCompletionSource();
        ObjectUpload old = await BeginAsync(client, parts: 3);
        _store.Delay = (call, _) =>
            call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } ? gate.Task : Task.CompletedTask;
        Task<StoredObject> completing = old.CompleteAsync(_content.Length, Token);
        Task<ObjectUpload?> resuming = client.ResumeUploadAsync(Address, Kept, Token);
        await Task.Delay(50, Token);
        Assert.False(resuming.IsCompleted);
        gate.SetResult();
        await completing;
        Assert.Null(await resuming);
        Assert.Equal(_content, _store.Find(Address));
    }

    [Fact]
    public async Task Of_many_sessions_that_continue_at_once_one_makes_the_object_and_the_others_fail()
    {
        S3StreamClient client = Client("a");
        await BeginAsync(client, parts: 1);
        ObjectUpload?[] all = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => client.ResumeUploadAsync(Address, Kept, Token)));
        int made = 0;
        foreach (ObjectUpload upload in all.OfType<ObjectUpload>())
        {
            try
            {
                await FinishAsync(upload, 1);
                made++;
            }
            catch (TransferFailedException exception)
            {
                Assert.Equal(FailureReason.Conflict, exception.Reason);
            }

            await upload.DisposeAsync();
        }

        Assert.Equal(1, made);
        Assert.Equal(_content, _store.Find(Address));
    }

    [Fact]
    public async Task With_a_shared_journal_the_old_process_sends_nothing_and_aborts_nothing_any_more()
    {
        S3StreamClient one = Client("shared");
        S3StreamClient two = Client("shared");
        ObjectUpload old = await BeginAsync(one, parts: 1);
        await using ObjectUpload? resumed = await two.ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);

        byte[] others = UploadRig.RandomBytes(_content.Length, seed: 9);
        using (UploadWriter writer = old.OpenWriter())
        {
            await UploadRig.WriteAsync(writer, others, new Extent(Part, Part), Token); // whole, and not sent: the journal names the new one
        }

        Assert.Equal(FailureReason.Conflict, Assert.IsType<TransferFailedException>(await old.Failed).Reason);
        await old.DisposeAsync();
        await FinishAsync(resumed, 1);
        Assert.DoesNotContain(_store.Calls, call => call.Verb == StoreVerb.AbortMultipart);
    }

    [Fact]
    public async Task With_journals_of_their_own_the_same_bytes_come_late_without_harm()
    {
        _store.ChangesPartETags = _store.ListsPartChecksums = true; // as AWS, where it encrypts with a key of KMS
        ObjectUpload old = await BeginAsync(Client("a"), parts: 1);
        await using ObjectUpload? resumed = await Client("b").ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);
        await WriteAsync(resumed, 1, 3);
        await StoredAsync(resumed, 3 * Part);
        await WriteAsync(old, 1, 2);
        await StoredAsync(old, 2 * Part);
        await old.DisposeAsync();
        await resumed.CompleteAsync(_content.Length, Token);
        Assert.Equal(_content, _store.Find(Address));
    }

    [Fact]
    public async Task With_journals_of_their_own_other_bytes_make_no_object_and_no_start_of_another_try()
    {
        ObjectUpload old = await BeginAsync(Client("a"), parts: 1);
        S3StreamClient two = Client("b");
        await using ObjectUpload? resumed = await two.ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);
        await WriteAsync(resumed, 1, 3);
        await StoredAsync(resumed, 3 * Part);
        using (UploadWriter writer = old.OpenWriter())
        {
            await UploadRig.WriteAsync(writer, UploadRig.RandomBytes(_content.Length, seed: 9), new Extent(Part, Part), Token);
        }

        await StoredAsync(old, 2 * Part);
        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => resumed.CompleteAsync(_content.Length, Token));
        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        await resumed.DisposeAsync();
        Assert.Null(_store.Find(Address));
        Assert.Null(await two.ResumeUploadAsync(Address, Kept, Token));
        await old.DisposeAsync();
    }

    [Fact]
    public async Task A_process_that_gives_up_leaves_an_upload_that_another_one_has_sent_parts_of()
    {
        var expected = Kept with { ExpectedChecksums = new ChecksumSet(_content.Length, null, 1, null, null) };
        ObjectUpload old = await Client("a").CreateUploadAsync(Address, expected, Token);
        await WriteAsync(old, 0, 1);
        await StoredAsync(old, Part);
        await using ObjectUpload? resumed = await Client("b").ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);
        await WriteAsync(resumed, 1, 2);
        await StoredAsync(resumed, 2 * Part);

        // a client that died in MODE S looks like the end of the file: the checksum differs, and the old session would abort
        await Assert.ThrowsAsync<TransferFailedException>(() => old.CompleteAsync(Part, Token));
        await old.DisposeAsync();
        await FinishAsync(resumed, 2);
    }

    [Fact]
    public async Task A_part_whose_answer_never_came_is_not_aborted_by_who_knows_of_none()
    {
        _store.Fault = call => call is { Verb: StoreVerb.UploadPart, Moment: StoreMoment.After }
            ? new StorageException(FailureReason.AccessDenied, "the answer was lost")
            : null;
        ObjectUpload old = await Client("a").CreateUploadAsync(Address, Kept, Token);
        await WriteAsync(old, 0, 1);
        await old.Failed;
        _store.Fault = null;
        await using ObjectUpload? resumed = await Client("b").ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(resumed);
        await old.DisposeAsync();
        await FinishAsync(resumed, 1);
    }

    [Fact]
    public async Task An_object_that_the_new_session_made_is_not_taken_for_the_old_ones()
    {
        S3StreamClient one = Client("a");
        ObjectUpload old = await BeginAsync(one, parts: 3);
        byte[] others = [.. _content];
        others[^1] ^= 1;
        string id = Assert.Single(_store.OpenUploads);

        // the old session's completion arrives after that of a process which had sent the last part with other bytes
        _store.Fault = call =>
        {
            if (call is { Verb: StoreVerb.CompleteMultipart, Moment: StoreMoment.Before } && _store.Find(Address) is null)
            {
                _store.Seed(Address, others, _store.Forget(id));
                return new StorageException(FailureReason.Unavailable, "no answer");
            }

            return null;
        };
        await Assert.ThrowsAnyAsync<S3StreamException>(() => old.CompleteAsync(_content.Length, Token));
        await old.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_at_the_end_of_its_resume_window_is_not_continued()
    {
        ObjectUpload old = await BeginAsync(Client("a"), parts: 1);
        await old.DisposeAsync();
        var late = new LateTime(TimeSpan.FromDays(7) - TimeSpan.FromHours(1));
        Assert.Null(await Client("b", late).ResumeUploadAsync(Address, Kept, Token));
        await using ObjectUpload? inTime = await Client("c", new LateTime(TimeSpan.FromDays(6))).ResumeUploadAsync(Address, Kept, Token);
        Assert.NotNull(inTime);
    }

    private S3StreamClient Client(string journal, TimeProvider? time = null)
    {
        var client = new S3StreamClient(
            new S3StreamOptions
            {
                Credentials = new BasicAWSCredentials("key", "secret"),
                PartSize = Part,
                MemoryBudget = 64 * MiB,
                UploadJournalDirectory = Path.Combine(_directory, journal),
                TimeProvider = time ?? TimeProvider.System,
            },
            _store);
        _clients.Add(client);
        return client;
    }

    private async Task<ObjectUpload> BeginAsync(S3StreamClient client, int parts)
    {
        ObjectUpload upload = await client.CreateUploadAsync(Address, Kept, Token);
        await WriteAsync(upload, 0, parts);
        await StoredAsync(upload, (long)parts * Part);
        return upload;
    }

    private Task WriteAsync(ObjectUpload upload, int from, int to) =>
        UploadRig.WriteAsync(upload, _content, new Extent((long)from * Part, (long)(to - from) * Part));

    private static Task StoredAsync(ObjectUpload upload, long bytes) =>
        Eventually.TrueAsync(() => upload.BytesStored >= bytes);

    private async Task FinishAsync(ObjectUpload upload, int from)
    {
        await WriteAsync(upload, from, 3);
        await upload.CompleteAsync(_content.Length, Token);
        Assert.Equal(_content, _store.Find(Address));
    }

    private sealed class LateTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
