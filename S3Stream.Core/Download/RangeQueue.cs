namespace S3Stream.Download;

/// <summary>
/// The ranges that have still to be read, lowest first: those of the plan, and those put back. A range's position is the count of wanted
/// bytes in front of it. Safe for concurrent use.
/// </summary>
/// <param name="first">The first range as it is before the object's length is known.</param>
/// <param name="maxLength">Most bytes of a range.</param>
internal sealed class RangeQueue(Extent first, long maxLength) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<long, Extent> _again = new() { [0] = first };
    private IEnumerator<Extent> _plan = Enumerable.Empty<Extent>().GetEnumerator();
    private long _position;
    private bool _hasNext;

    /// <summary>The object's length is known: the rest of the plan follows.</summary>
    public void Begin(DownloadPlan plan, long objectLength)
    {
        lock (_gate)
        {
            foreach ((long position, Extent extent) in _again.ToArray())
            {
                _again.Remove(position);
                Add(position, extent.Intersect(new Extent(0, objectLength)));
            }

            _plan = plan.Ranges().GetEnumerator();
            _position = _plan.MoveNext() ? _plan.Current.Length : 0;
            _hasNext = _plan.MoveNext();
        }
    }

    /// <summary>Bytes of the range that is next, or 0 when there is none now.</summary>
    public long NextLength
    {
        get
        {
            lock (_gate)
            {
                return _again.Count > 0 ? Merged().Extent.Length : _hasNext ? _plan.Current.Length : 0;
            }
        }
    }

    /// <summary>Takes up to <paramref name="max"/> bytes, more than 0, of the range that is next.</summary>
    public bool TryTake(long max, out long position, out Extent range)
    {
        lock (_gate)
        {
            if (_again.Count == 0 && _hasNext)
            {
                Add(_position, _plan.Current);
                _position += _plan.Current.Length;
                _hasNext = _plan.MoveNext();
            }

            if (_again.Count == 0)
            {
                (position, range) = (0, default);
                return false;
            }

            (position, range) = Merged();
            _again.Remove(position);
            Extent rest = range;
            range = new Extent(range.Offset, Math.Min(range.Length, max));
            Add(position + range.Length, Extent.Between(range.End, rest.End));
            return true;
        }
    }

    /// <summary>Bytes that were taken and have to be read again.</summary>
    public void PutBack(long position, Extent extent)
    {
        lock (_gate)
        {
            Add(position, extent);
        }
    }

    public void Dispose() => _plan.Dispose();

    private void Add(long position, Extent extent)
    {
        if (!extent.IsEmpty)
        {
            _again.Add(position, extent);
        }
    }

    /// <summary>The lowest range that was put back, with its neighbours as far as one request goes.</summary>
    private (long Position, Extent Extent) Merged()
    {
        (long position, Extent extent) = _again.First();
        while (_again.TryGetValue(position + extent.Length, out Extent next)
            // slabs are cut as they were the first time, so that their sums can be compared
            && extent.Length % Memory.SlabPool.SlabSize == 0 && next.Offset == extent.End && extent.Length + next.Length <= maxLength)
        {
            _again.Remove(position + extent.Length);
            extent = Extent.Between(extent.Offset, next.End);
            _again[position] = extent;
        }

        return (position, extent);
    }
}
