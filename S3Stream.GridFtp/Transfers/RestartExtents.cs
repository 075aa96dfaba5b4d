namespace S3Stream.GridFtp.Transfers;

/// <summary>Arithmetic on what REST says: extents that are merged and ascending.</summary>
internal static class RestartExtents
{
    /// <summary>True when every byte of <paramref name="claims"/> is in <paramref name="stored"/>.</summary>
    public static bool Covers(IReadOnlyList<Extent> stored, IReadOnlyList<Extent> claims) =>
        claims.All(claim => stored.Any(extent => extent.Intersect(claim).Length == claim.Length));

    /// <summary>The bytes of <paramref name="whole"/> that are not in <paramref name="extents"/>.</summary>
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
