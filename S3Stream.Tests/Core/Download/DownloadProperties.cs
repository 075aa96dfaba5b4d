using FsCheck;
using FsCheck.Xunit;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

/// <summary>
/// Whatever the sizes, faults and consumers: the right bytes, each once, or a failure; the budget kept; nothing left behind.
/// </summary>
public sealed class DownloadProperties
{
    private const int MaxBytes = 6 * MiB;

    [Property(MaxTest = 60)]
    public async Task Bytes_are_right_or_a_failure_is_reported(
        NonNegativeInt length,
        PositiveInt rangeSize,
        PositiveInt budget,
        PositiveInt readers,
        PositiveInt attempts,
        bool asCompleted,
        NonNegativeInt seed)
    {
        var random = new Random(seed.Get);
        var rig = new TransferRig(
            budget: (1 + (budget.Get % 12)) * MiB, requests: 1 + random.Next(6), requestsPerTransfer: 1, attempts: 1 + (attempts.Get % 5));
        byte[] expected = rig.Seed(length.Get * 98_765L % MaxBytes, seed.Get);
        AddFaults(rig.Store, random.Next(0, 30), seed.Get);
        bool isWhole = random.Next(2) == 0;
        rig.Store.TellsChecksumWithRead = random.Next(2) == 0;
        if (isWhole)
        {
            FlipBits(rig.Store, random.Next(0, 40), seed.Get); // only of the whole is there a checksum to compare
        }

        var options = new DownloadOptions
        {
            RangeSize = MiB + (rangeSize.Get * 54_321 % (3 * MiB)),
            Order = asCompleted ? DeliveryOrder.AsCompleted : DeliveryOrder.Ascending,
            Extents = isWhole ? null : RandomExtents(random, expected.Length),
        };
        byte[] target = new byte[expected.Length];
        byte[] arrivals = new byte[expected.Length];
        int consumers = asCompleted ? 1 + (readers.Get % 4) : 1;
        try
        {
            await using ObjectDownload download = await rig.OpenAsync(options);
            await Task.WhenAll(Enumerable.Range(0, consumers).Select(_ => DownloadReading.PlaceAsync(download, target, arrivals, default)));
            AssertWanted(options.Extents, expected, target, arrivals);
        }
        catch (StorageException exception)
        {
            Assert.True(exception.IsTransient || (isWhole && exception.Reason == FailureReason.Corrupt), exception.Message);
        }

        rig.AssertNothingLeaks();
    }

    [Property(MaxTest = 60)]
    public async Task A_stop_at_any_point_leaves_nothing(
        NonNegativeInt length, PositiveInt step, bool asCompleted, bool byCancel, NonNegativeInt seed)
    {
        var rig = new TransferRig(budget: 6 * MiB);
        rig.Seed(length.Get * 98_765L % MaxBytes, seed.Get);
        AddFaults(rig.Store, 10, seed.Get);
        using var cancel = new CancellationTokenSource();
        ObjectDownload? open = null;
        int steps = 1 + (step.Get % 40);
        Task stopping = Task.CompletedTask;
        Task StopAtStepAsync()
        {
            if (Interlocked.Decrement(ref steps) == 0)
            {
                stopping = byCancel || open is null ? cancel.CancelAsync() : open.DisposeAsync().AsTask();
            }

            return Task.CompletedTask;
        }

        rig.Store.Delay = (_, _) => StopAtStepAsync();
        rig.Store.BodyDelay = (_, _, _) => StopAtStepAsync();
        rig.Store.MaxBodyRead = MiB / 3;
        var options = new DownloadOptions { RangeSize = MiB, Order = asCompleted ? DeliveryOrder.AsCompleted : DeliveryOrder.Ascending };
        try
        {
            open = await rig.OpenAsync(options, cancel.Token);
            await DownloadReading.PlaceAsync(open, new byte[MaxBytes], new byte[MaxBytes], cancel.Token);
        }
        catch (Exception exception)
            when (exception is OperationCanceledException or ObjectDisposedException or StorageException { IsTransient: true })
        {
            // stopped, or failed before that
        }

        await stopping;
        if (open is not null)
        {
            await open.DisposeAsync();
        }

        rig.AssertNothingLeaks();
    }

    private static void AddFaults(InMemoryObjectStore store, int percent, int seed)
    {
        bool Happens(StoreCall call, int salt) => new Random(HashCode.Combine(seed, call.Number, salt)).Next(100) < percent;
        store.Fault = call =>
            Happens(call, (int)call.Moment) ? new StorageException(FailureReason.Unavailable, "a random failure", 503) : null;
        store.BreakBody = call => Happens(call, 7)
            ? new BodyFault((call.Number * 77_777) % MiB, Happens(call, 8) ? new IOException("a random break") : null)
            : null;
        store.Delay = async (call, _) =>
        {
            if (Happens(call, 9))
            {
                await Task.Yield();
            }
        };
        store.MaxBodyRead = 1 + (int)(seed * 4_321L % MiB) + 1000;
    }

    private static void FlipBits(InMemoryObjectStore store, int percent, int seed) => store.ChangeBody = (call, bytes) =>
    {
        var random = new Random(HashCode.Combine(seed, call.Number, 11));
        if (random.Next(100) >= percent)
        {
            return bytes;
        }

        byte[] changed = bytes.ToArray();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    };

    private static List<Extent> RandomExtents(Random random, int length)
    {
        var extents = new List<Extent>();
        for (long offset = 0; offset < length + MiB;)
        {
            offset += random.Next(MiB);
            var extent = new Extent(offset, random.Next(2 * MiB));
            extents.Add(extent);
            offset = extent.End;
        }

        return extents;
    }

    private static void AssertWanted(IReadOnlyList<Extent>? extents, byte[] expected, byte[] target, byte[] arrivals)
    {
        byte[] wanted = new byte[expected.Length];
        foreach (Extent extent in extents ?? [new Extent(0, expected.Length)])
        {
            Extent cut = extent.Intersect(new Extent(0, expected.Length));
            if (!cut.IsEmpty)
            {
                wanted.AsSpan((int)cut.Offset, (int)cut.Length).Fill(1);
            }
        }

        Assert.True(wanted.AsSpan().SequenceEqual(arrivals), "A byte came more than once, or never, or was not asked for.");
        for (int i = 0; i < expected.Length; i++)
        {
            if (wanted[i] == 1 && expected[i] != target[i])
            {
                Assert.Fail($"The byte at {i} is wrong.");
            }
        }
    }
}
