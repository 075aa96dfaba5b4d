using S3Stream.Benchmarks.Tuning;
using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Benchmarks.Tuning;

public sealed class LeftoversTests : IAsyncDisposable
{
    private const int Part = 5 * 1024 * 1024;
    private readonly InMemoryObjectStore _store = new();
    private readonly S3StreamClient _client;
    private readonly Leftovers _leftovers;

    public LeftoversTests()
    {
        _client = new S3StreamClient(new S3StreamOptions { PartSize = Part, MemoryBudget = 32 * 1024 * 1024 }, _store);
        _leftovers = new Leftovers(_client, "bucket");
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        _store.Dispose();
    }

    [Fact]
    public async Task Objects_and_unfinished_uploads_of_the_run_are_removed_and_nothing_else()
    {
        var others = new ObjectAddress("bucket", "somebody-else's");
        ObjectAddress address = _leftovers.NewAddress();
        _store.Seed(others, [1]);
        _store.Seed(address, [2]);
        string foreign = await _store.CreateMultipartAsync(others, S3Stream.Storage.ObjectAttributes.None, Token);
        await _store.CreateMultipartAsync(address, S3Stream.Storage.ObjectAttributes.None, Token);

        Assert.Null(await _leftovers.RemoveAllAsync());

        Assert.Null(_store.Find(address));
        Assert.NotNull(_store.Find(others));
        Assert.Equal([foreign], _store.OpenUploads);
    }

    [Fact]
    public async Task What_cannot_be_removed_is_told_with_the_reason_and_does_not_keep_the_others()
    {
        ObjectAddress[] addresses = [_leftovers.NewAddress(), _leftovers.NewAddress(), _leftovers.NewAddress()];
        foreach (ObjectAddress address in addresses)
        {
            _store.Seed(address, [1]);
        }

        _store.Fault = call => call.Verb == StoreVerb.Delete && call.Address == addresses[1]
            ? new StorageException(FailureReason.AccessDenied, "DeleteObject is not allowed", 403, "AccessDenied")
            : null;

        string? left = await _leftovers.RemoveAllAsync();

        Assert.Contains($"bucket/{_leftovers.Prefix}", left, StringComparison.Ordinal);
        Assert.Contains("DeleteObject is not allowed", left, StringComparison.Ordinal);
        Assert.Equal([false, true, false], addresses.Select(address => _store.Find(address) is not null));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}
