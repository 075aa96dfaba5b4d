using FsCheck.Xunit;
using S3Stream.Addressing;
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
