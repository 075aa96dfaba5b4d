namespace S3Stream.GridFtp.Transfers;

/// <summary>Arithmetic on what REST says.</summary>
internal static class RestartExtents
{
    /// <summary>The same bytes as merged, ascending extents. Clients send their union of our markers in any shape.</summary>
    public static IReadOnlyList<Extent> Merge(IReadOnlyList<Extent> extents)
    {
        var merged = new List<Extent>(extents.Count);
        foreach (Extent extent in extents.Where(extent => !extent.IsEmpty).OrderBy(extent => extent.Offset))
        {
            if (merged.Count > 0 && merged[^1].End >= extent.Offset)
            {
                merged[^1] = Extent.Between(merged[^1].Offset, Math.Max(merged[^1].End, extent.End));
            }
            else
            {
                merged.Add(extent);
            }
        }

        return merged;
    }

    /// <summary>True when every byte of <paramref name="claims"/> is in <paramref name="stored"/>; both merged.</summary>
    public static bool Covers(IReadOnlyList<Extent> stored, IReadOnlyList<Extent> claims) =>
        claims.All(claim => stored.Any(extent => extent.Intersect(claim).Length == claim.Length));

    /// <summary>The bytes of <paramref name="whole"/> that are not in <paramref name="extents"/> (merged).</summary>
    public static IReadOnlyList<Extent> Without(Extent whole, IReadOnlyList<Extent> extents)
    {
        var rest = new List<Extent>();
        long start = whole.Offset;
        foreach (Extent extent in extents.Where(extent => !extent.Intersect(whole).IsEmpty))
        {
            if (extent.Offset > start)
            {
                rest.Add(Extent.Between(start, extent.Offset));
            }

            start = extent.End;
        }

        if (start < whole.End)
        {
            rest.Add(Extent.Between(start, whole.End));
        }

        return rest;
    }
}
