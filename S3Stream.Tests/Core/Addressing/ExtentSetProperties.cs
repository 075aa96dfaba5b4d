using FsCheck.Xunit;
using Xunit;

namespace S3Stream.Tests.Core.Addressing;

public sealed class ExtentSetProperties
{
    [Property(MaxTest = 500)]
    public bool Is_what_a_bitmap_of_the_same_bytes_is_whatever_the_order((byte Offset, byte Length)[] pieces)
    {
        ExtentSet set = new();
        bool[] bits = new bool[512];
        foreach ((byte offset, byte length) in pieces)
        {
            long added = set.Add(new Extent(offset, length));
            long news = Enumerable.Range(offset, length).Count(i => !bits[i]);
            Array.Fill(bits, true, offset, length);
            if (added != news)
            {
                return false;
            }
        }

        return set.Length == bits.Count(bit => bit)
            && set.End == Array.LastIndexOf(bits, true) + 1
            && set.Extents.All(extent => !extent.IsEmpty)
            && set.Extents.Zip(set.Extents.Skip(1)).All(pair => pair.First.End < pair.Second.Offset)
            && Enumerable.Range(0, 512).All(i => Agrees(set, bits, i));
    }

    [Property(MaxTest = 500)]
    public bool The_gaps_of_an_extent_are_its_bytes_that_are_not_in_the_set((byte Offset, byte Length)[] pieces, byte offset, byte length)
    {
        ExtentSet set = SetOf(pieces);
        var within = new Extent(offset, length);
        Extent[] gaps = [.. set.GapsIn(within)];
        return Enumerable.Range(0, 600).All(i =>
                gaps.Count(gap => gap.Contains(i)) == (within.Contains(i) && !set.Extents.Any(extent => extent.Contains(i)) ? 1 : 0))
            && gaps.Zip(gaps.Skip(1)).All(pair => pair.First.End < pair.Second.Offset)
            && set.Covers(within) == (gaps.Length == 0)
            && set.FirstGap(within) == (gaps.Length == 0 ? null : gaps[0]);
    }

    [Property]
    public bool Is_the_same_whatever_the_order_of_the_extents_it_is_made_of((byte Offset, byte Length)[] pieces) =>
        SetOf(pieces).Extents.SequenceEqual(SetOf([.. pieces.Reverse()]).Extents) && SetOf(pieces).IsEmpty == (SetOf(pieces).Length == 0);

    [Fact]
    public void The_last_byte_of_all_can_be_in_the_set()
    {
        var set = new ExtentSet([new Extent(long.MaxValue - 10, 10)]);
        Assert.Equal([Extent.Between(5, long.MaxValue - 10)], set.GapsIn(Extent.Between(5, long.MaxValue)));
        Assert.Empty(set.GapsIn(new Extent(long.MaxValue - 10, 10)));
    }

    [Fact]
    public void FirstGap_names_the_first_missing_run()
    {
        ExtentSet set = new();
        set.Add(new Extent(0, 10));
        set.Add(new Extent(20, 10));

        Assert.Equal(Extent.Between(10, 20), set.FirstGap(new Extent(0, 30)));
        Assert.Equal(Extent.Between(10, 15), set.FirstGap(new Extent(0, 15)));
        Assert.Equal(Extent.Between(30, 40), set.FirstGap(new Extent(20, 20)));
        Assert.Null(set.FirstGap(new Extent(20, 10)));
        Assert.Null(set.FirstGap(new Extent(5, 0)));
    }

    private static ExtentSet SetOf((byte Offset, byte Length)[] pieces) =>
        new(pieces.Select(piece => new Extent(piece.Offset, piece.Length)));

    private static bool Agrees(ExtentSet set, bool[] bits, int offset)
    {
        int run = 0;
        while (offset + run < bits.Length && bits[offset + run])
        {
            run++;
        }

        int next = Array.IndexOf(bits, true, offset);
        return set.CoveredFrom(offset) == run && set.NextCovered(offset) == (next < 0 ? long.MaxValue : next);
    }
}
