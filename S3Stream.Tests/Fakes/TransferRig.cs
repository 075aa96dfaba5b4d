using Microsoft.Extensions.Logging.Abstractions;
using S3Stream.Memory;
using S3Stream.Resilience;
using Xunit;

namespace S3Stream.Tests.Fakes;

/// <summary>What transfers share, over a store in memory, with retries that do not wait; knows how to tell that nothing leaks.</summary>
internal sealed class TransferRig
{
    public const int MiB = 1024 * 1024;

    public TransferRig(long budget = 64 * MiB, int partSize = 5 * MiB, int requests = 16, int requestsPerTransfer = 8, int attempts = 6)
    {
        var options = new S3StreamOptions
        {
            MemoryBudget = budget,
            PartSize = partSize,
            MaxConcurrentRequests = requests,
            MaxRequestsPerTransfer = requestsPerTransfer,
            MaxAttempts = attempts,
        };
        Services = new TransferServices(
            Store,
            new MemoryBudget(budget),
            new SlabPool(),
            new RequestSlots(requests),
            new RetryPolicy(attempts, TimeProvider.System, NullLogger.Instance, () => 0),
            options);
    }

    public static ObjectAddress Address { get; } = new("bucket", "object");

    public InMemoryObjectStore Store { get; } = new();

    public TransferServices Services { get; }

    public MemoryBudget Budget => Services.Budget;

    /// <summary>Bytes that differ everywhere, so that a byte at a wrong place shows.</summary>
    public static byte[] RandomBytes(long length, int seed = 1)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public byte[] Seed(long length, int seed = 1)
    {
        byte[] bytes = RandomBytes(length, seed);
        Store.Seed(Address, bytes);
        return bytes;
    }

    public Task<ObjectDownload> OpenAsync(DownloadOptions? options = null, CancellationToken cancellationToken = default) =>
        ObjectDownload.OpenAsync(Services, Address, options ?? new DownloadOptions(), cancellationToken);

    /// <summary>Fails unless all memory, slots and bodies are back, and the budget was kept at all times.</summary>
    public void AssertNothingLeaks()
    {
        Assert.Equal(0, Services.Slabs.Rented);
        Assert.Equal(0, Budget.Used);
        Assert.Equal(0, Store.OpenBodies);
        Assert.Equal(Services.Options.MaxConcurrentRequests, Services.RequestSlots.Free);
        Assert.True(Budget.Peak <= Budget.Limit, $"The budget of {Budget.Limit} bytes was exceeded: {Budget.Peak}.");
    }
}
