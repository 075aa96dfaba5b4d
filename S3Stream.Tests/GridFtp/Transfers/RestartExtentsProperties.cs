using FsCheck;
using FsCheck.Xunit;
using S3Stream.Addressing;
using S3Stream.GridFtp.Transfers;

namespace S3Stream.Tests.GridFtp.Transfers;

public sealed class RestartExtentsProperties
{
    [Property]
    public bool What_remains_and_what_is_had_are_disjoint_and_together_the_whole(
        PositiveInt[] numbers, PositiveInt start, PositiveInt length)
    {
        var had = new ExtentSet();
        foreach (PositiveInt number in numbers)
        {
            had.Add(new Extent(number.Get % 97 * 7, 1 + (number.Get % 11)));
        }

        var whole = new Extent(start.Get % 500, length.Get % 500);
        IReadOnlyList<Extent> rest = RestartExtents.Without(whole, had.Extents);
        return Enumerable.Range(0, 1_200).All(offset =>
            rest.Count(extent => extent.Contains(offset)) == (
                whole.Contains(offset) && !had.Extents.Any(extent => extent.Contains(offset)) ? 1 : 0));
    }

    [Property]
    public bool Claims_are_covered_when_every_byte_is_stored(PositiveInt[] numbers, PositiveInt start, PositiveInt length)
    {
        var stored = new ExtentSet();
        foreach (PositiveInt number in numbers)
        {
            stored.Add(new Extent(number.Get % 97 * 7, 1 + (number.Get % 11)));
        }

        var claim = new Extent(start.Get % 700, 1 + (length.Get % 12));
        return RestartExtents.Covers(stored.Extents, [claim]) == stored.Covers(claim);
    }
}
