using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

public sealed class DownloadFailureTests
{
    private static readonly DownloadOptions SmallRanges = new() { RangeSize = MiB };

    [Fact]
    public async Task Scenario_17_an_object_replaced_between_ranges_fails_and_is_never_mixed()
    {
        var rig = new TransferRig(requestsPerTransfer: 1);
        byte[] expected = rig.Seed(12 * MiB, seed: 1);
        await using (ObjectDownload download = await rig.OpenAsync(SmallRanges))
        {
            using (ReadLease first = await download.ReadAsync())
            {
                Assert.Equal(expected[..MiB], first.Memory.ToArray());
            }

            rig.Seed(12 * MiB, seed: 2);
            StorageException error = await Assert.ThrowsAsync<StorageException>(async () => await ReadAndCompareAsync(download, expected));
            Assert.Equal(FailureReason.Changed, error.Reason);
        }

        rig.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scenario_18_a_body_that_breaks_off_is_read_on_from_the_break(bool endsEarly)
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed((4 * MiB) + 17);
        Exception? error = endsEarly ? null : new IOException("Connection reset by peer");
        rig.Store.BreakBody = call => call.Number == 1 ? new BodyFault(MiB + 1000, error) : null;
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        }

        Assert.Equal(MiB + 1000, rig.Store.Calls[1].Range.Offset);
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Scenario_17_an_object_replaced_before_a_broken_range_resumes_fails()
    {
        var rig = new TransferRig();
        rig.Seed(4 * MiB, seed: 1);
        rig.Store.BreakBody = call =>
        {
            rig.Seed(4 * MiB, seed: 2);
            return new BodyFault(100);
        };
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            StorageException error = await Assert.ThrowsAsync<StorageException>(async () => await download.ReadAsync());
            Assert.Equal(FailureReason.Changed, error.Reason);
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_failure_reaches_all_waiting_readers_and_later_ones()
    {
        var rig = new TransferRig(attempts: 2);
        rig.Seed(8 * MiB);
        var gate = new TaskCompletionSource();
        rig.Store.BodyDelay = (_, _, token) => gate.Task.WaitAsync(token);
        rig.Store.BreakBody = call => call.Range.Offset < MiB ? new BodyFault(5) : null;
        await using (ObjectDownload download = await rig.OpenAsync(SmallRanges with { Order = DeliveryOrder.AsCompleted }))
        {
            Task[] readers = [.. Enumerable.Range(0, 5).Select(
                _ => DownloadReading.PlaceAsync(download, new byte[8 * MiB], new byte[8 * MiB], default))];
            gate.SetResult();
            foreach (Task reader in readers)
            {
                StorageException error = await Assert.ThrowsAsync<StorageException>(() => reader);
                Assert.Equal(FailureReason.Unavailable, error.Reason);
            }

            await Assert.ThrowsAsync<StorageException>(async () => await download.ReadAsync());
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Failed_requests_are_retried()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(3 * MiB);
        rig.Store.Fault = call => call.Number % 2 == 1 ? new StorageException(FailureReason.Unavailable, "503", 503) : null;
        await using ObjectDownload download = await rig.OpenAsync(SmallRanges);
        Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
    }

    [Fact]
    public async Task DisposeAsync_while_readers_wait_ends_them_and_gives_everything_back()
    {
        var rig = new TransferRig();
        rig.Seed(20 * MiB);
        rig.Store.BodyDelay = (_, position, token) => position >= MiB / 2 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask;
        rig.Store.MaxBodyRead = MiB / 2;
        ObjectDownload download = await rig.OpenAsync(SmallRanges with { Order = DeliveryOrder.AsCompleted });
        ValueTask<ReadLease> reader = download.ReadAsync();
        await download.DisposeAsync();
        await download.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await download.ReadAsync());
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Leases_outlive_the_download()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(3 * MiB);
        ObjectDownload download = await rig.OpenAsync(SmallRanges);
        ReadLease lease = await download.ReadAsync();
        await download.DisposeAsync();
        Assert.Equal(expected[..MiB], lease.Memory.ToArray());
        Assert.Equal(1, rig.Services.Slabs.Rented);
        lease.Dispose();
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_cancelled_read_loses_no_bytes()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(3 * MiB);
        var gate = new TaskCompletionSource();
        rig.Store.BodyDelay = (_, _, token) => gate.Task.WaitAsync(token);
        await using ObjectDownload download = await rig.OpenAsync(SmallRanges);
        using var cancel = new CancellationTokenSource();
        ValueTask<ReadLease> read = download.ReadAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        gate.SetResult();
        Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
    }

    [Theory]
    [InlineData(StoreMoment.Before)]
    [InlineData(StoreMoment.After)]
    public async Task OpenAsync_cancelled_in_its_first_request_leaves_nothing(StoreMoment moment)
    {
        var rig = new TransferRig();
        rig.Seed(3 * MiB);
        using var cancel = new CancellationTokenSource();
        rig.Store.Delay = async (call, token) =>
        {
            if (call.Moment == moment)
            {
                await cancel.CancelAsync();
                await Task.Delay(Timeout.Infinite, token);
            }
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => rig.OpenAsync(cancellationToken: cancel.Token));
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task OpenAsync_cancelled_while_it_waits_for_memory_leaves_nothing()
    {
        var rig = new TransferRig(budget: 2 * MiB);
        rig.Seed(6 * MiB);
        ObjectDownload first = await rig.OpenAsync();
        using var cancel = new CancellationTokenSource();
        Task<ObjectDownload> second = rig.OpenAsync(cancellationToken: cancel.Token);
        Assert.False(second.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await first.DisposeAsync();
        rig.AssertNothingLeaks();
    }

    private static async Task ReadAndCompareAsync(ObjectDownload download, byte[] expected)
    {
        while (true)
        {
            using ReadLease lease = await download.ReadAsync();
            Assert.False(lease.IsEnd, "The download ended as if nothing had changed.");
            Assert.True(
                lease.Memory.Span.SequenceEqual(expected.AsSpan((int)lease.Offset, lease.Memory.Length)), "Bytes of another version came.");
        }
    }
}
