using FsCheck;
using FsCheck.Xunit;
using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

/// <summary>Downloads whose consumer stops, beside others that want memory.</summary>
public sealed class DownloadSharesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Six_downloads_that_nobody_reads_leave_another_one_its_memory_and_are_right_when_they_go_on()
    {
        var rig = new TransferRig(budget: 64 * MiB);
        byte[] expected = rig.Seed(40 * MiB);
        List<ObjectDownload> stopped = [];
        for (int i = 0; i < 6; i++)
        {
            stopped.Add(await rig.OpenAsync());
        }

        await using (ObjectDownload good = await rig.OpenAsync())
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(good).WaitAsync(Limit));
        }

        foreach (ObjectDownload download in stopped)
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download).WaitAsync(Limit));
            await download.DisposeAsync();
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_consumer_that_stops_keeps_nothing_when_others_want_all()
    {
        var rig = new TransferRig(budget: 32 * MiB);
        byte[] expected = rig.Seed(40 * MiB);
        await using (ObjectDownload stopped = await rig.OpenAsync())
        {
            await Eventually.TrueAsync(() => rig.Budget.Used >= 10 * MiB);

            using BudgetAccount first = rig.Budget.OpenAccount(null, "", pins: false);
            using BudgetAccount second = rig.Budget.OpenAccount(null, "", pins: false);
            using BudgetTicket half = await first.TakeAsync(16 * MiB, false, default).AsTask().WaitAsync(Limit);
            using BudgetTicket other = await second.TakeAsync(10 * MiB, false, default).AsTask().WaitAsync(Limit);

            Assert.Equal(expected, await DownloadReading.ReadAllAsync(stopped).WaitAsync(Limit));
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_download_goes_on_by_its_reserve_where_others_hold_all_the_rest()
    {
        var rig = new TransferRig(budget: 32 * MiB);
        byte[] expected = rig.Seed(20 * MiB);
        using BudgetAccount others = rig.Budget.OpenAccount(null, "", pins: false);
        BudgetTicket most = await others.TakeAsync(31 * MiB, false, default);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download).WaitAsync(Limit));
        }

        most.Dispose();
        rig.AssertNothingLeaks();
    }

    /// <summary>Whenever memory is taken back, in whatever order bytes are delivered, each arrives once and is right.</summary>
    [Property(MaxTest = 40)]
    public async Task Memory_taken_back_at_any_time_loses_and_doubles_nothing(
        NonNegativeInt length, PositiveInt readers, bool asCompleted, bool some, NonNegativeInt seed)
    {
        var rig = new TransferRig(budget: 24 * MiB);
        byte[] expected = rig.Seed(length.Get * 98_765L % (12 * MiB), seed.Get);
        rig.Store.MaxBodyRead = 100_000 + (seed.Get * 4_321 % MiB);
        var options = new DownloadOptions
        {
            RangeSize = 2 * MiB,
            Order = asCompleted ? DeliveryOrder.AsCompleted : DeliveryOrder.Ascending,
            Extents = some ? [new Extent(1_000, expected.Length / 3), new Extent((expected.Length / 2) + 2_000, expected.Length)] : null,
        };
        byte[] target = new byte[expected.Length];
        byte[] arrivals = new byte[expected.Length];
        var random = new Random(seed.Get);
        await using (ObjectDownload download = await rig.OpenAsync(options))
        {
            int taken = 0;
            using var done = new CancellationTokenSource();
            Task taking = Task.Run(async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    taken += download.GiveUp(random.Next(3), 1 + random.Next(6));
                    await Task.Yield();
                }
            });
            int consumers = asCompleted ? 1 + (readers.Get % 4) : 1;
            await Task.WhenAll(Enumerable.Range(0, consumers).Select(_ => DownloadReading.PlaceAsync(download, target, arrivals, default)))
                .WaitAsync(Limit);
            await done.CancelAsync();
            await taking;
        }

        for (int i = 0; i < expected.Length; i++)
        {
            bool wanted = options.Extents is null || options.Extents.Any(extent => extent.Contains(i));
            Assert.True(arrivals[i] == (wanted ? 1 : 0) && (!wanted || target[i] == expected[i]), $"Byte {i} arrived {arrivals[i]} times.");
        }

        rig.AssertNothingLeaks();
    }
}
