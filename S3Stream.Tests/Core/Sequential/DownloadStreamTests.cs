using FsCheck;
using FsCheck.Xunit;
using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Sequential;

public sealed class DownloadStreamTests
{
    [Property(MaxTest = 30)]
    public async Task ReadAsync_with_buffers_of_any_size_gives_all_bytes(NonNegativeInt length, NonNegativeInt seed)
    {
        var rig = new TransferRig(budget: 8 * MiB);
        byte[] expected = rig.Seed(length.Get * 87_654L % (4 * MiB), seed.Get);
        var random = new Random(seed.Get);
        using var all = new MemoryStream();
        await using (Stream stream = (await rig.OpenAsync()).AsStream())
        {
            Assert.Equal(expected.Length, stream.Length);
            byte[] buffer = new byte[2 * MiB];
            for (int count = -1; count != 0;)
            {
                count = await stream.ReadAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)));
                all.Write(buffer, 0, count);
                Assert.Equal(all.Length, stream.Position);
            }
        }

        Assert.True(expected.AsSpan().SequenceEqual(all.ToArray()));
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task CopyToAsync_after_a_read_gives_the_rest()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed((3 * MiB) + 7);
        using var rest = new MemoryStream();
        await using (Stream stream = (await rig.OpenAsync()).AsStream())
        {
            await stream.ReadExactlyAsync(new byte[10]);
            await stream.CopyToAsync(rest);
            Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        }

        Assert.True(expected.AsSpan(10).SequenceEqual(rest.ToArray()));
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task Dispose_in_the_middle_ends_the_download_and_keeps_nothing()
    {
        var rig = new TransferRig();
        rig.Seed(9 * MiB);
        ObjectDownload download = await rig.OpenAsync();
        Stream stream = download.AsStream();
        await stream.ReadExactlyAsync(new byte[10]);
#pragma warning disable CA1849, S6966 // the synchronous one is what is tested
        stream.Dispose();
#pragma warning restore CA1849, S6966
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await stream.ReadExactlyAsync(new byte[1]));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await download.ReadAsync());
        await download.DisposeAsync();
        rig.AssertNothingLeaks();
    }

    [Fact]
    public async Task LeaveOpen_lets_the_caller_read_on()
    {
        var rig = new TransferRig();
        rig.Seed(2 * MiB);
        await using ObjectDownload download = await rig.OpenAsync();
        await using (Stream stream = download.AsStream(leaveOpen: true))
        {
            await stream.ReadExactlyAsync(new byte[MiB]);
        }

        using ReadLease lease = await download.ReadAsync();
        Assert.Equal(MiB, lease.Offset);
    }

    [Fact]
    public async Task AsStream_of_a_download_without_order_is_refused()
    {
        var rig = new TransferRig();
        rig.Seed(1);
        await using ObjectDownload download = await rig.OpenAsync(new DownloadOptions { Order = DeliveryOrder.AsCompleted });
        Assert.Throws<InvalidOperationException>(() => download.AsStream());
        Assert.Throws<InvalidOperationException>(() => download.AsPipeReader());
    }
}
