using FsCheck.Xunit;
using S3Stream.Download;
using Xunit;

namespace S3Stream.Tests.Core.Download;

public sealed class DownloadPlanTests
{
    [Property(MaxTest = 500)]
    public void Ranges_hold_every_wanted_byte_once_and_in_order(
        FsCheck.NonNegativeInt length, FsCheck.PositiveInt rangeSize, (byte Gap, byte Length)[] pieces, int seed)
    {
        long objectLength = length.Get * 7L % 700;
        List<Extent> extents = Lay(pieces);
        var shuffled = extents.ToArray();
        new Random(seed).Shuffle(shuffled);
        var plan = new DownloadPlan(objectLength, DownloadPlan.Normalize(shuffled), rangeSize.Get);
        Extent[] ranges = [.. plan.Ranges()];

        IEnumerable<long> wanted = extents.SelectMany(Offsets).Where(offset => offset < objectLength);
        Assert.Equal(wanted, ranges.SelectMany(Offsets));
        Assert.Equal(ranges.Sum(range => range.Length), plan.Length);
        Assert.All(ranges, range => Assert.Equal(range.Offset / rangeSize.Get, (range.End - 1) / rangeSize.Get));
        Assert.DoesNotContain(ranges, range => range.IsEmpty);
    }

    [Property]
    public void FirstRange_is_the_first_of_the_plan_whatever_the_length(
        FsCheck.NonNegativeInt length, FsCheck.PositiveInt rangeSize, (byte Gap, byte Length)[] pieces)
    {
        IReadOnlyList<Extent> wanted = DownloadPlan.Normalize(Lay(pieces));
        Extent? first = DownloadPlan.FirstRange(wanted, rangeSize.Get);
        Extent planned = new DownloadPlan(length.Get, wanted, rangeSize.Get).Ranges().FirstOrDefault();
        Extent cut = (first ?? default).Intersect(new Extent(0, length.Get));
        Assert.Equal(planned, cut.IsEmpty ? default : cut);
    }

    [Fact]
    public void Ranges_of_the_largest_extent_do_not_overflow()
    {
        var plan = new DownloadPlan(long.MaxValue, DownloadPlan.Normalize([new Extent(long.MaxValue - 10, 10)]), 16);
        Assert.Equal(10, plan.Ranges().Sum(range => range.Length));
    }

    [Fact]
    public void Normalize_of_overlapping_extents_says_which()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => DownloadPlan.Normalize([new Extent(5, 5), new Extent(0, 6)]));
        Assert.Contains("0-6", error.Message, StringComparison.Ordinal);
        Assert.Contains("5-10", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Normalize_merges_neighbours() =>
        Assert.Equal(
            [new Extent(0, 10), new Extent(11, 1)],
            DownloadPlan.Normalize([new Extent(11, 1), new Extent(4, 6), new Extent(0, 4), new Extent(10, 0)]));

    private static List<Extent> Lay((byte Gap, byte Length)[] pieces)
    {
        var extents = new List<Extent>();
        long offset = 0;
        foreach ((byte gap, byte length) in pieces ?? [])
        {
            extents.Add(new Extent(offset + gap, length));
            offset += gap + length;
        }

        return extents;
    }

    private static IEnumerable<long> Offsets(Extent extent)
    {
        for (long offset = extent.Offset; offset < extent.End; offset++)
        {
            yield return offset;
        }
    }
}
