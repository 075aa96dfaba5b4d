using S3Stream.Tests.Fakes;
using Xunit;

namespace S3Stream.Tests.Core.Catalog;

public sealed class BatchDeleteTests
{
    private readonly TransferRig _rig = new();
    private readonly ObjectCatalog _catalog;

    public BatchDeleteTests() => _catalog = new ObjectCatalog(_rig.Services);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Keys_go_a_thousand_at_a_time()
    {
        string[] keys = Seed(2_500);
        Assert.Empty(await DeleteAsync(keys));
        Assert.Equal([1000, 1000, 500], _rig.Store.CallsOf(StoreVerb.DeleteMany).Select(call => call.Part));
        Assert.Empty(_rig.Store.CallsOf(StoreVerb.Delete));
        Assert.Null(_rig.Store.Find(new ObjectAddress("bucket", keys[^1])));
    }

    [Fact]
    public async Task Each_key_that_is_refused_is_reported_and_the_next_batch_is_not_touched()
    {
        string[] keys = Seed(1_001);
        _rig.Store.RefuseDelete = key =>
            key == keys[3] ? new StorageException(FailureReason.AccessDenied, "no", 200, "AccessDenied") : null;
        DeleteFailure failure = Assert.Single(await DeleteAsync(keys));
        Assert.Equal(keys[3], failure.Key);
        Assert.Equal(FailureReason.AccessDenied, failure.Error.Reason);
        Assert.NotNull(_rig.Store.Find(new ObjectAddress("bucket", keys[1000])));
        Assert.Null(_rig.Store.Find(new ObjectAddress("bucket", keys[999])));
    }

    [Fact]
    public async Task Keys_that_fail_in_passing_are_asked_for_again_alone()
    {
        string[] keys = Seed(10);
        int failures = 0;
        _rig.Store.RefuseDelete = key =>
            key == keys[5] && ++failures <= 2 ? new StorageException(FailureReason.Throttled, "slow down", 200, "SlowDown") : null;
        Assert.Empty(await DeleteAsync(keys));
        Assert.Equal([10, 1, 1], _rig.Store.CallsOf(StoreVerb.DeleteMany).Select(call => call.Part));
    }

    [Fact]
    public async Task A_key_that_never_stops_failing_is_reported()
    {
        string[] keys = Seed(3);
        _rig.Store.RefuseDelete = key =>
            key == keys[0] ? new StorageException(FailureReason.Unavailable, "not now", 200, "InternalError") : null;
        Assert.Equal(keys[0], Assert.Single(await DeleteAsync(keys)).Key);
    }

    [Fact]
    public async Task A_store_that_does_not_know_the_request_gets_single_deletes_from_then_on()
    {
        string[] keys = Seed(1_200);
        _rig.Store.Fault = call =>
            call.Verb == StoreVerb.DeleteMany ? new StorageException(FailureReason.NotSupported, "what?", 501, "NotImplemented") : null;
        Assert.Empty(await DeleteAsync(keys));
        Assert.Single(_rig.Store.CallsOf(StoreVerb.DeleteMany));
        Assert.Equal(1_200, _rig.Store.CallsOf(StoreVerb.Delete).Count);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\u0001")]
    [InlineData("a\uFFFF")]
    public async Task Keys_that_XML_cannot_carry_are_deleted_alone(string odd)
    {
        _rig.Store.Seed(new ObjectAddress("bucket", odd), [1]);
        string[] keys = [.. Seed(2), odd];
        Assert.Empty(await DeleteAsync(keys));
        Assert.Equal(odd, Assert.Single(_rig.Store.CallsOf(StoreVerb.Delete)).Address.Key);
        Assert.Null(_rig.Store.Find(new ObjectAddress("bucket", odd)));
    }

    private string[] Seed(int count)
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(i => $"key-{i:0000}")];
        foreach (string key in keys)
        {
            _rig.Store.Seed(new ObjectAddress("bucket", key), [1]);
        }

        return keys;
    }

    private Task<IReadOnlyList<DeleteFailure>> DeleteAsync(string[] keys) =>
        _catalog.DeleteManyAsync("bucket", keys.ToAsyncEnumerable(), Token);
}
