using System.Buffers;
using System.Text;
using S3Stream.Storage;
using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>The fake must refuse what S3 refuses, or tests on it prove nothing.</summary>
public sealed class InMemoryObjectStoreTests : IDisposable
{
    private static readonly ObjectAddress Address = new("bucket", "key");
    private readonly InMemoryObjectStore _store = new() { MinPartSize = 4 };

    public void Dispose() => _store.Dispose();

    [Fact]
    public void The_checksum_is_CRC64NVME() => Assert.Equal(0xAE8B14860A799888UL, InMemoryObjectStore.Crc64Of(Sequence("123456789")));

    [Fact]
    public async Task CompleteMultipart_of_parts_in_order_makes_the_object()
    {
        string id = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, default);
        StoredPart second = await PartAsync(id, 7, "ef");
        StoredPart first = await PartAsync(id, 2, "abcd");
        await _store.CompleteMultipartAsync(Address, id, [first, second], new CompletionConditions(6, default, false), default);
        Assert.Equal("abcdef"u8.ToArray(), _store.Find(Address));
        Assert.Empty(_store.OpenUploads);
        Assert.EndsWith("-2", _store.FindEntry(Address)!.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CompleteMultipart_refuses_short_parts_wrong_order_foreign_etags_and_wrong_lengths()
    {
        string id = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, default);
        StoredPart small = await PartAsync(id, 1, "abc");
        StoredPart large = await PartAsync(id, 2, "defgh");
        await RefusedAsync("EntityTooSmall", id, [small, large], 8);
        await RefusedAsync("InvalidPartOrder", id, [large, small], 8);
        await RefusedAsync("InvalidPart", id, [large with { ETag = "other" }], 5);
        await RefusedAsync("InvalidPart", id, [large with { Number = 3 }], 5);
        await RefusedAsync("InvalidRequest", id, [large], 4);
        await RefusedAsync("MalformedXML", id, [], 0);
        Assert.Null(_store.Find(Address));
    }

    [Fact]
    public async Task UploadPart_refuses_numbers_out_of_range_and_wrong_checksums()
    {
        string id = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, default);
        await Assert.ThrowsAsync<StorageException>(() => PartAsync(id, 0, "abcd"));
        await Assert.ThrowsAsync<StorageException>(() => PartAsync(id, 10_001, "abcd"));
        var wrong = new ChecksumSet(4, 1, null, null, null);
        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => _store.UploadPartAsync(Address, id, 1, Sequence("abcd"), wrong, default));
        Assert.Equal(FailureReason.Corrupt, error.Reason);
    }

    [Fact]
    public async Task List_merges_keys_and_prefixes_in_pages()
    {
        foreach (string key in new[] { "a/1", "a/2", "b", "c/1", "d" })
        {
            _store.Seed(new ObjectAddress("bucket", key), []);
        }

        ListPage first = await _store.ListAsync("bucket", "", "/", null, null, 2, default);
        ListPage second = await _store.ListAsync("bucket", "", "/", null, first.Continuation, 2, default);
        Assert.Equal(["a/", "b"], first.Entries.Select(entry => entry.Key));
        Assert.Equal(["c/", "d"], second.Entries.Select(entry => entry.Key));
        Assert.Null(second.Continuation);
    }

    [Fact]
    public async Task A_fault_after_the_effect_is_a_lost_reply()
    {
        _store.Fault = call => call.Moment == StoreMoment.After ? new StorageException(FailureReason.Unavailable, "lost") : null;
        await Assert.ThrowsAsync<StorageException>(
            () => _store.PutAsync(Address, Sequence("abc"), ObjectAttributes.None, new CompletionConditions(3, default, false), default));
        Assert.Equal("abc"u8.ToArray(), _store.Find(Address));
    }

    [Fact]
    public async Task GetRange_pins_the_version_and_answers_beyond_the_end_without_a_body()
    {
        string etag = _store.Seed(Address, "abc"u8.ToArray());
        RangeReply beyond = await _store.GetRangeAsync(Address, new Extent(3, 1), etag, default);
        Assert.Null(beyond.Body);
        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => _store.GetRangeAsync(Address, new Extent(0, 1), "other", default));
        Assert.Equal(FailureReason.Changed, error.Reason);
    }

    private static ReadOnlySequence<byte> Sequence(string text) => new(Encoding.ASCII.GetBytes(text));

    private async Task<StoredPart> PartAsync(string id, int number, string text) =>
        new(number, text.Length, await _store.UploadPartAsync(Address, id, number, Sequence(text), default, default), default);

    private async Task RefusedAsync(string code, string id, StoredPart[] parts, long length)
    {
        StorageException error = await Assert.ThrowsAsync<StorageException>(
            () => _store.CompleteMultipartAsync(Address, id, parts, new CompletionConditions(length, default, false), default));
        Assert.Equal(code, error.ErrorCode);
    }
}
