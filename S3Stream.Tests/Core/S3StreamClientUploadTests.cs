using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core;

/// <summary>When a client's upload begins in S3.</summary>
public sealed class S3StreamClientUploadTests : IDisposable
{
    private const int Part = 5 * 1024 * 1024;
    private static readonly ObjectAddress Address = new("bucket", "key");
    private readonly InMemoryObjectStore _store = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(null, 0)] // may still be one request
    [InlineData(Part, 0)] // is one request
    [InlineData(Part + 1, 1)]
    public async Task A_multipart_upload_is_created_at_once_where_the_declared_length_needs_one(int? length, int created)
    {
        await using S3StreamClient client = Client();

        await using (await client.CreateUploadAsync(Address, new UploadOptions { Length = length }, Token))
        {
            Assert.Equal(created, _store.CallsOf(StoreVerb.CreateMultipart).Count(call => call.Moment == StoreMoment.Before));
        }

        Assert.Empty(_store.OpenUploads);
        Assert.Equal(0, client.MemoryInUse);
    }

    [Fact]
    public async Task A_refusal_is_thrown_before_any_byte_and_keeps_no_memory()
    {
        await using S3StreamClient client = Client();
        _store.Fault = call =>
            call.Verb == StoreVerb.CreateMultipart ? new StorageException(FailureReason.AccessDenied, "no", 403, "AccessDenied") : null;

        StorageException refused = await Assert.ThrowsAsync<StorageException>(
            () => client.CreateUploadAsync(Address, new UploadOptions { Length = 3 * Part, KeepForResume = true }, Token));

        Assert.Equal(FailureReason.AccessDenied, refused.Reason);
        Assert.Empty(_store.CallsOf(StoreVerb.AbortMultipart));
        Assert.Equal(0, client.MemoryInUse);
    }

    [Fact]
    public async Task An_upload_that_could_be_resumed_is_aborted_when_nothing_of_it_is_stored()
    {
        await using S3StreamClient client = Client();

        await using (await client.CreateUploadAsync(Address, new UploadOptions { Length = 3 * Part, KeepForResume = true }, Token))
        {
            Assert.Single(_store.OpenUploads);
        }

        Assert.Empty(_store.OpenUploads);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private S3StreamClient Client() => new(new S3StreamOptions { PartSize = Part, MemoryBudget = 32 * 1024 * 1024 }, _store);
}
