using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Integrity;
using S3Stream.Storage;
using S3Stream.Tests.Fakes;
using S3Stream.Upload;
using Xunit;

namespace S3Stream.Tests.Core.Upload;

public sealed class MultipartCompletionTests : IAsyncDisposable
{
    private const int MiB = 1024 * 1024;
    private static readonly ObjectAddress Address = new("bucket", "key");

    private readonly InMemoryObjectStore _store = new("bucket") { NeedsEqualPartLengths = true };
    private readonly S3StreamClient _client;

    public MultipartCompletionTests() => _client = new S3StreamClient(new S3StreamOptions { MaxAttempts = 1 }, _store);

    public ValueTask DisposeAsync() => _client.DisposeAsync();

    [Fact] // Cloudflare R2, behind a name that does not tell
    public async Task A_store_that_refuses_its_own_parts_for_their_lengths_gets_equal_ones_from_then_on()
    {
        StorageException failure = await Assert.ThrowsAsync<StorageException>(() => CompleteAsync(5 * MiB, 6 * MiB, 3));

        Assert.Equal(FailureReason.Corrupt, failure.Reason);
        Assert.Contains("parts of different lengths", failure.Message, StringComparison.Ordinal);
        Assert.True(_store.NeedsEqualParts("bucket"));
    }

    [Fact]
    public async Task Equal_parts_and_a_short_last_one_teach_nothing()
    {
        await CompleteAsync(5 * MiB, 5 * MiB, 3);

        Assert.False(_store.NeedsEqualParts("bucket"));
    }

    private async Task<PutReply> CompleteAsync(params int[] lengths)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        string id = await _store.CreateMultipartAsync(Address, ObjectAttributes.None, token);
        List<StoredPart> parts = [];
        foreach (int length in lengths)
        {
            var body = new ReadOnlySequence<byte>(new byte[length]);
            ChecksumSet sums = PartChecksum.Compute(body, ObjectChecksums.Crc64Nvme);
            string etag = await _store.UploadPartAsync(Address, id, parts.Count + 1, body, sums, token);
            parts.Add(new StoredPart(parts.Count + 1, length, etag, sums));
        }

        var unknown = new ChecksumSet(lengths.Sum(), null, null, null, null);
        var conditions = new CompletionConditions(lengths.Sum(), unknown, FailIfExists: false);
        return await new MultipartCompletion(_client.Services, Address, id, parts, conditions, NullLogger.Instance).TryAsync(token);
    }
}
