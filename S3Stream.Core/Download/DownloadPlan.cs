namespace S3Stream.Download;

/// <summary>
/// Cuts the bytes wanted into ranged reads: ascending, each byte once, none longer than the range size, cut at the multiples of the range
/// size so that a range lies within one part of the object. Pure.
/// </summary>
internal sealed class DownloadPlan
{
    private readonly IReadOnlyList<Extent> _extents;
    private readonly long _rangeSize;

    /// <param name="objectLength">Bytes of the object.</param>
    /// <param name="wanted">What <see cref="Normalize"/> made of the extents asked for; <see langword="null"/>: the whole object.</param>
    /// <param name="rangeSize">Most bytes of a range.</param>
    public DownloadPlan(long objectLength, IReadOnlyList<Extent>? wanted, long rangeSize)
    {
        var whole = new Extent(0, objectLength);
        _extents = wanted is null ? [whole] : [.. wanted.Select(whole.Intersect).Where(extent => !extent.IsEmpty)];
        _rangeSize = rangeSize;
        Length = _extents.Sum(extent => extent.Length);
    }

    /// <summary>Bytes of all ranges together.</summary>
    public long Length { get; }

    /// <summary>Extents in ascending order, without empty ones, neighbours merged.</summary>
    /// <exception cref="ArgumentException">Two of them overlap.</exception>
    public static IReadOnlyList<Extent> Normalize(IReadOnlyList<Extent> extents)
    {
        var wanted = new ExtentSet();
        foreach (Extent extent in extents.OrderBy(extent => extent.Offset))
        {
            Extent before = wanted.IsEmpty ? default : wanted.Extents[^1];
            if (wanted.Add(extent) < extent.Length)
            {
                throw new ArgumentException($"The extents {before} and {extent} overlap. Ask for each byte once.", nameof(extents));
            }
        }

        return wanted.Extents;
    }

    /// <summary>The first range as it is before the object's length is known: its end may lie beyond the object's.</summary>
    public static Extent? FirstRange(IReadOnlyList<Extent>? wanted, long rangeSize)
    {
        if (wanted is null)
        {
            return new Extent(0, rangeSize);
        }

        return wanted.Count == 0 ? null : FirstOf(wanted[0], rangeSize);
    }

    /// <summary>True when that is every byte of the object.</summary>
    public static bool IsWhole(IReadOnlyList<Extent>? wanted, long objectLength) =>
        wanted is null || (wanted is [{ Offset: 0, Length: var length }, ..] && length >= objectLength);

    /// <summary>The ranges, made one by one: an object of 48 TiB has three million.</summary>
    public IEnumerable<Extent> Ranges()
    {
        foreach (Extent extent in _extents)
        {
            Extent left = extent;
            while (!left.IsEmpty)
            {
                Extent range = FirstOf(left, _rangeSize);
                yield return range;
                left = Extent.Between(range.End, left.End);
            }
        }
    }

    private static Extent FirstOf(Extent extent, long rangeSize) =>
        new(extent.Offset, Math.Min(extent.Length, rangeSize - (extent.Offset % rangeSize)));
}
