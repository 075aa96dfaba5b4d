using S3Stream.Tests.Fakes;
using Xunit;
using static S3Stream.Tests.Fakes.TransferRig;

namespace S3Stream.Tests.Core.Download;

public sealed class RangeFetchTests
{
    [Fact]
    public async Task One_read_goes_on_into_the_slabs_beside_and_each_slab_is_delivered_by_itself()
    {
        var rig = new TransferRig();
        byte[] expected = rig.Seed((5 * MiB) + 7);
        var reads = new List<long>();
        rig.Store.BodyDelay = (_, position, _) =>
        {
            reads.Add(position);
            return Task.CompletedTask;
        };
        await using ObjectDownload download = await rig.OpenAsync(new DownloadOptions { RangeSize = 8 * MiB });

        var lengths = new List<int>();
        for (long offset = 0; offset < expected.Length;)
        {
            using ReadLease lease = await download.ReadAsync();
            Assert.Equal(offset, lease.Offset);
            Assert.Equal(expected.AsSpan((int)offset, lease.Memory.Length), lease.Memory.Span);
            lengths.Add(lease.Memory.Length);
            offset += lease.Memory.Length;
        }

        Assert.Equal([MiB, MiB, MiB, MiB, MiB, 7], lengths);
        Assert.Equal([0, 4 * MiB], reads);
    }
}
