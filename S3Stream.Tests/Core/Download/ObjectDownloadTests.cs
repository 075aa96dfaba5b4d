using S3Stream.Memory;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

public sealed class ObjectDownloadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(MiB)]
    [InlineData(MiB + 1)]
    [InlineData((13 * MiB) + 5)]
    public async Task ReadAsync_gives_all_bytes_in_order(long length)
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(length);
        await using (ObjectDownload download = await rig.OpenAsync(new DownloadOptions { RangeSize = 2 * MiB }))
        {
            Assert.Equal(length, download.Length);
            Assert.Equal(rig.Store.FindEntry(Address)!.ETag, download.Entry.ETag);
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
            Assert.True((await download.ReadAsync()).IsEnd);
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_download_needs_as_many_requests_as_ranges_and_one_look_up_for_the_checksum()
    {
        var rig = new TransferRig();
        rig.Seed(5 * MiB);
        await using ObjectDownload download = await rig.OpenAsync(new DownloadOptions { RangeSize = 2 * MiB });
        await DownloadReading.ReadAllAsync(download);
        Assert.Equal(
            ["0-2097152", "2097152-4194304", "4194304-5242880"],
            rig.Store.CallsOf(StoreVerb.GetRange).Select(call => call.Range.ToString()));
        Assert.Equal(4, rig.Store.Calls.Count);
        Assert.Single(rig.Store.CallsOf(StoreVerb.Head));
    }

    [Fact]
    public async Task OpenAsync_tells_metadata_and_that_there_is_no_object()
    {
        var rig = new TransferRig();
        rig.Store.Seed(Address, [1], new S3Stream.Storage.ObjectAttributes("text/plain", new Dictionary<string, string> { ["a"] = "b" }));
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Assert.Equal("b", download.Entry.Metadata["a"]);
        }

        await rig.Store.DeleteAsync(Address, default);
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => rig.OpenAsync());
        Assert.Equal(FailureReason.NotFound, error.Reason);
        StorageException noExtents = await Assert.ThrowsAsync<StorageException>(() => rig.OpenAsync(new DownloadOptions { Extents = [] }));
        Assert.Equal(FailureReason.NotFound, noExtents.Reason);
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task OpenAsync_of_no_extent_or_one_beyond_the_end_delivers_nothing()
    {
        var rig = new TransferRig();
        rig.Seed(10);
        foreach (Extent[] extents in new[] { [], new[] { new Extent(10, 5) } })
        {
            await using ObjectDownload download = await rig.OpenAsync(new DownloadOptions { Extents = extents });
            Assert.Equal(0, download.Length);
            Assert.Equal(10, download.Entry.Length);
            Assert.True((await download.ReadAsync()).IsEnd);
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_budget_smaller_than_the_part_size_still_downloads()
    {
        var rig = new TransferRig(budget: 4 * MiB, partSize: 16 * MiB);
        byte[] expected = rig.Seed((9 * MiB) + 3);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task ReadAsync_gives_the_first_slab_while_its_range_is_still_read()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(4 * MiB);
        rig.Store.MaxBodyRead = MiB;
        var gate = new TaskCompletionSource();
        rig.Store.BodyDelay = (_, position, token) => position >= MiB ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        await using ObjectDownload download = await rig.OpenAsync();
        using (ReadLease lease = await download.ReadAsync())
        {
            Assert.Equal(expected[..MiB], lease.Memory.ToArray());
        }

        gate.SetResult();
        Assert.Equal(expected[MiB..], await DownloadReading.ReadAllAsync(download));
    }

    [Fact]
    public async Task AsCompleted_does_not_wait_for_a_slow_range()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(4 * MiB);
        var gate = new TaskCompletionSource();
        rig.Store.BodyDelay = (call, _, token) => call.Range.Offset == 0 ? gate.Task.WaitAsync(token) : Task.CompletedTask;
        await using ObjectDownload download = await rig.OpenAsync(
            new DownloadOptions { RangeSize = MiB, Order = DeliveryOrder.AsCompleted });
        byte[] bytes = new byte[expected.Length];
        var offsets = new List<long>();
        for (int i = 0; i < 4; i++)
        {
            using ReadLease lease = await download.ReadAsync();
            lease.Memory.CopyTo(bytes.AsMemory((int)lease.Offset));
            offsets.Add(lease.Offset);
            if (i == 2)
            {
                gate.SetResult();
            }
        }

        Assert.Equal(0, offsets[3]);
        Assert.Equal(expected, bytes);
        Assert.True((await download.ReadAsync()).IsEnd);
    }

    [Fact]
    public async Task Ranges_behind_a_slow_one_are_read_on_while_the_consumer_waits_for_it()
    {
        const int Ahead = 8; // a quarter of the budget
        var rig = new TransferRig(budget: 64 * MiB, partSize: 2 * MiB);
        byte[] expected = rig.Seed(48 * MiB);
        var slow = new TaskCompletionSource();
        var reached = new TaskCompletionSource();
        rig.Store.Delay = (call, token) =>
        {
            if (call.Number == 2 + Ahead)
            {
                reached.TrySetResult();
            }

            return call is { Number: 2, Moment: StoreMoment.Before } ? slow.Task.WaitAsync(token) : Task.CompletedTask;
        };
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Task<byte[]> reader = DownloadReading.ReadAllAsync(download);
            await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            slow.SetResult();
            Assert.Equal(expected, await reader);
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Scenario_16_a_consumer_that_stops_holds_few_ranges_and_others_go_on()
    {
        var rig = new TransferRig(budget: 64 * MiB, partSize: 2 * MiB);
        byte[] expected = rig.Seed(48 * MiB);
        await using (ObjectDownload stopped = await rig.OpenAsync(new DownloadOptions { Order = DeliveryOrder.AsCompleted }))
        {
            using ReadLease held = await stopped.ReadAsync();
            await using (ObjectDownload other = await rig.OpenAsync())
            {
                Assert.Equal(expected, await DownloadReading.ReadAllAsync(other));
            }

            Assert.True(rig.Budget.Used <= 12 * MiB, $"A consumer that stopped holds {rig.Budget.Used} bytes.");
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Downloads_that_outnumber_the_budget_take_turns()
    {
        var rig = new TransferRig(budget: 8 * MiB, partSize: 2 * MiB);
        byte[] expected = rig.Seed(7 * MiB);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            await using ObjectDownload download = await rig.OpenAsync();
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        }));
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Requests_in_flight_keep_both_limits()
    {
        var rig = new TransferRig(requests: 3, requestsPerTransfer: 2);
        rig.Seed(16 * MiB);
        int maxOpen = 0;
        rig.Store.BodyDelay = async (_, _, _) =>
        {
            maxOpen = Math.Max(maxOpen, rig.Store.OpenBodies);
            await Task.Yield();
        };
        var options = new DownloadOptions { RangeSize = MiB };
        await using (ObjectDownload one = await rig.OpenAsync(options))
        {
            await DownloadReading.ReadAllAsync(one);
            Assert.InRange(maxOpen, 1, 2);
            await using ObjectDownload two = await rig.OpenAsync(options);
            await using ObjectDownload three = await rig.OpenAsync(options);
            await Task.WhenAll(DownloadReading.ReadAllAsync(two), DownloadReading.ReadAllAsync(three));
        }

        Assert.InRange(maxOpen, 1, 3);
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Disposing_a_lease_twice_gives_its_memory_back_once()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(3 * MiB);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            ReadLease first = await download.ReadAsync();
            first.Dispose();
            ReadLease second = await download.ReadAsync();
            first.Dispose();
            Assert.Equal(expected.AsSpan(MiB, MiB), second.Memory.Span);
            second.Dispose();
            first.Dispose();
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_range_size_below_a_slab_is_refused_by_name()
    {
        var rig = new TransferRig();
        ArgumentOutOfRangeException error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(
            () => rig.OpenAsync(new DownloadOptions { RangeSize = SlabPool.SlabSize - 1 }));
        Assert.Contains(nameof(DownloadOptions.RangeSize), error.Message, StringComparison.Ordinal);
    }
}
