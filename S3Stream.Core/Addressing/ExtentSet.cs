namespace S3Stream;

/// <summary>
/// A set of bytes of an object, as merged, ascending extents that do not touch: what has arrived, what is stored, what a restart names. The
/// order of additions makes no difference. Any number of threads may read it while none adds to it.
/// </summary>
public sealed class ExtentSet
{
    private readonly List<Extent> _extents = [];

    /// <summary>Creates an empty set.</summary>
    public ExtentSet()
    {
    }

    /// <summary>Creates the set of all bytes of <paramref name="extents"/>, which may overlap and come in any order.</summary>
    public ExtentSet(IEnumerable<Extent> extents)
    {
        ArgumentNullException.ThrowIfNull(extents);
        foreach (Extent extent in extents)
        {
            Add(extent);
        }
    }

    /// <summary>The extents, ascending. A view of the set, not a copy.</summary>
    public IReadOnlyList<Extent> Extents => _extents;

    /// <summary>Bytes in the set.</summary>
    public long Length { get; private set; }

    /// <summary>True when there is no byte in the set.</summary>
    public bool IsEmpty => _extents.Count == 0;

    /// <summary>The byte after the last one, or 0.</summary>
    public long End => _extents.Count == 0 ? 0 : _extents[^1].End;

    /// <summary>Adds the bytes; those that are in already stay. Returns how many were new.</summary>
    public long Add(Extent extent)
    {
        if (extent.IsEmpty)
        {
            return 0;
        }

        int first = FirstEndingAtOrAfter(extent.Offset);
        int next = first;
        long start = extent.Offset;
        long end = extent.End;
        long had = 0;
        while (next < _extents.Count && _extents[next].Offset <= extent.End)
        {
            start = Math.Min(start, _extents[next].Offset);
            end = Math.Max(end, _extents[next].End);
            had += _extents[next].Length;
            next++;
        }

        Extent merged = Extent.Between(start, end);
        if (next == first)
        {
            _extents.Insert(first, merged);
        }
        else
        {
            _extents[first] = merged;
            _extents.RemoveRange(first + 1, next - first - 1);
        }

        Length += merged.Length - had;
        return merged.Length - had;
    }

    /// <summary>How many bytes from <paramref name="offset"/> on are in the set without a gap; 0 when the byte at it is not.</summary>
    public long CoveredFrom(long offset)
    {
        int index = FirstEndingAtOrAfter(offset);
        if (index < _extents.Count && _extents[index].End == offset)
        {
            index++;
        }

        return index < _extents.Count && _extents[index].Contains(offset) ? _extents[index].End - offset : 0;
    }

    /// <summary>The first byte at or after <paramref name="offset"/> that is in the set, or <see cref="long.MaxValue"/>.</summary>
    public long NextCovered(long offset)
    {
        int index = FirstEndingAtOrAfter(offset);
        if (index < _extents.Count && _extents[index].End == offset)
        {
            index++;
        }

        return index < _extents.Count ? Math.Max(_extents[index].Offset, offset) : long.MaxValue;
    }

    /// <summary>True when every byte of <paramref name="extent"/> is in the set.</summary>
    public bool Covers(Extent extent) => extent.IsEmpty || CoveredFrom(extent.Offset) >= extent.Length;

    /// <summary>The first run of bytes of <paramref name="within"/> that is missing, or <see langword="null"/>.</summary>
    public Extent? FirstGap(Extent within)
    {
        long offset = within.Offset + Math.Min(CoveredFrom(within.Offset), within.Length);
        return offset >= within.End ? null : Extent.Between(offset, Math.Min(NextCovered(offset), within.End));
    }

    /// <summary>The runs of bytes of <paramref name="within"/> that are missing, ascending; each is found when it is asked for.</summary>
    public IEnumerable<Extent> GapsIn(Extent within)
    {
        Extent left = within;
        while (FirstGap(left) is { } gap)
        {
            yield return gap;
            left = Extent.Between(gap.End, within.End);
        }
    }

    private int FirstEndingAtOrAfter(long offset)
    {
        int low = 0;
        int high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_extents[middle].End < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
