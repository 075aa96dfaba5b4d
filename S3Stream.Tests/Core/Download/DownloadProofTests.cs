using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

/// <summary>A download of a whole object ends well only when its bytes have the checksum that the store keeps.</summary>
public sealed class DownloadProofTests
{
    private static readonly DownloadOptions SmallRanges = new() { RangeSize = MiB };

    [Theory]
    [InlineData(true, DeliveryOrder.Ascending)]
    [InlineData(true, DeliveryOrder.AsCompleted)]
    [InlineData(false, DeliveryOrder.Ascending)]
    [InlineData(false, DeliveryOrder.AsCompleted)]
    public async Task A_flipped_bit_ends_the_download_before_its_end(bool isTold, DeliveryOrder order)
    {
        var rig = new TransferRig();
        rig.Store.TellsChecksumWithRead = isTold;
        byte[] expected = rig.Seed((5 * MiB) + 3);
        rig.Store.ChangeBody = (call, bytes) => call.Range.Offset == 2 * MiB ? Flip(bytes, 77) : bytes;
        await using (ObjectDownload download = await rig.OpenAsync(SmallRanges with { Order = order }))
        {
            byte[] arrivals = new byte[expected.Length];
            StorageException error = await Assert.ThrowsAsync<StorageException>(
                () => DownloadReading.PlaceAsync(download, new byte[expected.Length], arrivals, default));
            Assert.Equal((FailureReason.Corrupt, "ChecksumMismatch"), (error.Reason, error.ErrorCode));
            Assert.Contains("CRC64NVME", error.Message, StringComparison.Ordinal);
            Assert.False(order == DeliveryOrder.Ascending && arrivals[^1] == 1, "The last bytes came before they were proven.");
        }

        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task In_order_the_last_bytes_wait_until_the_checksum_is_told()
    {
        var rig = new TransferRig();
        rig.Store.TellsChecksumWithRead = false;
        rig.Seed((5 * MiB) + 3);
        var told = new TaskCompletionSource();
        rig.Store.Delay = (call, token) => call.Verb == StoreVerb.Head ? told.Task.WaitAsync(token) : Task.CompletedTask;
        await using (ObjectDownload download = await rig.OpenAsync(SmallRanges with { Order = DeliveryOrder.Ascending }))
        {
            for (long read = 0; read < 5 * MiB;)
            {
                using ReadLease lease = await download.ReadAsync();
                read += lease.Memory.Length;
            }

            Task<ReadLease> last = download.ReadAsync().AsTask();
            await Task.Delay(300, TestContext.Current.CancellationToken);
            Assert.False(last.IsCompleted, "The last bytes came before the store had told what they must be.");
            told.SetResult();
            using ReadLease end = await last;
            Assert.Equal(3, end.Memory.Length);
        }

        rig.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_flipped_bit_of_a_small_object_is_read_again_and_nobody_sees_it(bool isTold)
    {
        var rig = new TransferRig();
        rig.Store.TellsChecksumWithRead = isTold;
        byte[] expected = rig.Seed(100_000);
        int reads = 0;
        rig.Store.ChangeBody = (_, bytes) => Interlocked.Increment(ref reads) < 3 ? Flip(bytes, 99_999) : bytes;
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        }

        Assert.Equal(3, reads);
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task A_small_object_that_is_wrong_at_every_read_is_never_delivered()
    {
        var rig = new TransferRig(attempts: 3);
        rig.Seed(100_000);
        rig.Store.ChangeBody = (_, bytes) => Flip(bytes, 0);
        await using (ObjectDownload download = await rig.OpenAsync())
        {
            StorageException error = await Assert.ThrowsAsync<StorageException>(async () => await download.ReadAsync());
            Assert.Equal("ChecksumMismatch", error.ErrorCode);
        }

        Assert.Equal(3, rig.Store.CallsOf(StoreVerb.GetRange).Count);
        rig.AssertNothingLeaks();
    }

    [Theory]
    [InlineData(ObjectChecksums.Crc32)]
    [InlineData(ObjectChecksums.Crc32C)]
    public async Task Every_full_object_checksum_that_a_store_keeps_is_compared(ObjectChecksums kept)
    {
        foreach (bool isTold in new[] { true, false })
        {
            var rig = new TransferRig(attempts: 1);
            rig.Store.TellsChecksumWithRead = isTold;
            byte[] expected = RandomBytes(3 * MiB);
            rig.Store.Seed(Address, expected, keptChecksums: ChecksumSet.Of(expected, kept));
            await using (ObjectDownload right = await rig.OpenAsync(SmallRanges))
            {
                Assert.Equal(expected, await DownloadReading.ReadAllAsync(right));
            }

            rig.Store.ChangeBody = (call, bytes) => call.Range.Offset == 0 ? Flip(bytes, 5) : bytes;
            await using ObjectDownload wrong = await rig.OpenAsync(SmallRanges);
            StorageException error = await Assert.ThrowsAsync<StorageException>(() => DownloadReading.ReadAllAsync(wrong));
            Assert.Equal("ChecksumMismatch", error.ErrorCode);
        }
    }

    [Fact]
    public async Task Extents_that_are_the_whole_object_are_compared_and_a_part_of_it_is_not()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(3 * MiB);
        rig.Store.ChangeBody = (call, bytes) => call.Range.Offset == 0 ? Flip(bytes, 0) : bytes;
        await using (ObjectDownload whole = await rig.OpenAsync(SmallRanges with { Extents = [new Extent(0, long.MaxValue)] }))
        {
            await Assert.ThrowsAsync<StorageException>(() => DownloadReading.ReadAllAsync(whole));
        }

        await using ObjectDownload part = await rig.OpenAsync(SmallRanges with { Extents = [new Extent(MiB, long.MaxValue - MiB)] });
        Assert.Equal(expected[MiB..], await DownloadReading.ReadAllAsync(part));
        Assert.Single(rig.Store.CallsOf(StoreVerb.Head));
    }

    [Fact]
    public async Task An_object_without_a_kept_checksum_is_read_as_it_is()
    {
        var rig = new TransferRig();
        byte[] expected = RandomBytes(3 * MiB);
        rig.Store.Seed(Address, expected, keptChecksums: new ChecksumSet(expected.Length, null, null, null, null));
        await using ObjectDownload download = await rig.OpenAsync(SmallRanges);
        Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
    }

    [Theory]
    [InlineData(FailureReason.AccessDenied, null)]
    [InlineData(FailureReason.Unavailable, FailureReason.Unavailable)]
    public async Task A_look_up_that_is_refused_leaves_nothing_to_compare_and_one_that_fails_fails_the_download(
        FailureReason answer, FailureReason? outcome)
    {
        var rig = new TransferRig(attempts: 2);
        byte[] expected = rig.Seed(3 * MiB);
        rig.Store.Fault = call => call.Verb == StoreVerb.Head ? new StorageException(answer, "no", 500) : null;
        await using ObjectDownload download = await rig.OpenAsync(SmallRanges);
        if (outcome is null)
        {
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
            return;
        }

        StorageException error = await Assert.ThrowsAsync<StorageException>(() => DownloadReading.ReadAllAsync(download));
        Assert.Equal(outcome, error.Reason);
    }

    [Fact]
    public async Task A_store_that_tells_no_checksum_with_reads_is_asked_beside_the_first_read_from_then_on()
    {
        var rig = new TransferRig();
        rig.Store.TellsChecksumWithRead = false;
        byte[] expected = rig.Seed(1000);
        for (int i = 0; i < 2; i++)
        {
            await using ObjectDownload download = await rig.OpenAsync();
            Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        }

        Assert.Equal(
            [StoreVerb.GetRange, StoreVerb.Head, StoreVerb.Head, StoreVerb.GetRange], rig.Store.Calls.Select(call => call.Verb));
    }

    [Fact]
    public async Task A_store_that_tells_the_checksum_with_the_read_is_not_asked_again()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed(5 * MiB);
        await using ObjectDownload download = await rig.OpenAsync();
        Assert.Equal(expected, await DownloadReading.ReadAllAsync(download));
        Assert.Single(rig.Store.Calls);
    }

    [Fact]
    public async Task No_file_appears_of_bytes_that_are_wrong()
    {
        var rig = new TransferRig();
        rig.Seed(5 * MiB);
        rig.Store.ChangeBody = (call, bytes) => call.Range.Offset == 3 * MiB ? Flip(bytes, 1) : bytes;
        string folder = Directory.CreateTempSubdirectory("s3stream-proof").FullName;
        try
        {
            await using ObjectDownload download = await rig.OpenAsync(SmallRanges with { Order = DeliveryOrder.AsCompleted });
            await Assert.ThrowsAsync<StorageException>(
                () => S3Stream.Sequential.FileTransfer.SaveAsync(download, Path.Join(folder, "file"), default));
            Assert.Empty(Directory.GetFiles(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ReadOnlyMemory<byte> Flip(ReadOnlyMemory<byte> bytes, int at)
    {
        byte[] changed = bytes.ToArray();
        changed[at] ^= 4;
        return changed;
    }
}
