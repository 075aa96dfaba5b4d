using FsCheck.Xunit;
using S3Stream.Addressing;
using Xunit;

namespace S3Stream.Tests.Core.Addressing;

public sealed class PartLayoutProperties
{
    private const long MiB = 1024 * 1024;

    private static readonly PartLayout[] Layouts =
    [
        PartLayout.Ladder(8 * MiB),
        PartLayout.Ladder(16 * MiB),
        PartLayout.Ladder(16 * MiB, lastPartSize: 96 * MiB),
        PartLayout.Ladder(5 * MiB, lastPartSize: 7 * MiB),
        PartLayout.Uniform(5 * MiB),
        PartLayout.Uniform(5 * 1024 * MiB),
        PartLayout.Uniform(64 * MiB, maxParts: 1_000),
    ];

    [Property(MaxTest = 2_000)]
    public bool Every_byte_is_in_exactly_the_part_its_offset_names(int which, ulong seed)
    {
        PartLayout layout = Layouts[(int)((uint)which % Layouts.Length)];
        long offset = (long)(seed % (ulong)layout.Capacity);
        int number = layout.PartNumberAt(offset);
        return number is >= 1 and <= S3Limits.MaxParts
            && layout.ExtentOf(number).Contains(offset)
            && (number == 1 || !layout.ExtentOf(number - 1).Contains(offset));
    }

    [Fact]
    public void Parts_follow_each_other_without_gap_or_overlap()
    {
        foreach (PartLayout layout in Layouts)
        {
            long end = 0;
            int last = layout.PartNumberAt(layout.Capacity - 1);
            for (int number = 1; number <= last; number++)
            {
                Extent extent = layout.ExtentOf(number);
                Assert.Equal(end, extent.Offset);
                Assert.InRange(extent.Length, S3Limits.MinPartSize, S3Limits.MaxPartSize);
                Assert.Equal(number, layout.PartNumberAt(extent.Offset));
                Assert.Equal(number, layout.PartNumberAt(extent.End - 1));
                end = extent.End;
            }

            Assert.Equal(layout.Capacity, end);
            Assert.InRange(last, 1, S3Limits.MaxParts);
        }
    }

    [Fact]
    public void A_ladder_from_16_MiB_reaches_12_TiB_and_equal_parts_of_5_GiB_reach_the_48_TiB_S3_allows()
    {
        Assert.True(PartLayout.Ladder(16 * MiB).Capacity > 12L * 1024 * 1024 * MiB);
        Assert.Equal(S3Limits.MaxObjectSize, PartLayout.Uniform(S3Limits.MaxPartSize).Capacity);
    }

    [Fact]
    public void An_offset_beyond_the_capacity_has_no_part() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Layouts[0].PartNumberAt(Layouts[0].Capacity));
}
