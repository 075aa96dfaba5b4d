namespace S3Stream.Embedded;

/// <summary>
/// The objects of a bucket, sorted by key, all in memory: about 1 KiB an object, and an insertion moves what lies behind it (8 bytes an
/// object). Meant for some hundred thousand objects a bucket. Not thread-safe: its bucket locks.
/// </summary>
internal sealed class ObjectIndex
{
    private readonly List<ObjectRecord> _records = [];

    public int Count => _records.Count;

    public ObjectRecord this[int position] => _records[position];

    public ObjectRecord? Find(string key)
    {
        int position = FirstAtOrAfter(key);
        return position < _records.Count && _records[position].Key == key ? _records[position] : null;
    }

    /// <summary>Puts many in at once.</summary>
    public void Load(IEnumerable<ObjectRecord> records)
    {
        _records.AddRange(records);
        _records.Sort((left, right) => KeyOrder.Compare(left.Key, right.Key));
    }

    /// <summary>Puts a record in; gives back the one it replaces.</summary>
    public ObjectRecord? Set(ObjectRecord record)
    {
        int position = FirstAtOrAfter(record.Key);
        if (position < _records.Count && _records[position].Key == record.Key)
        {
            ObjectRecord replaced = _records[position];
            _records[position] = record;
            return replaced;
        }

        _records.Insert(position, record);
        return null;
    }

    public void Remove(string key)
    {
        int position = FirstAtOrAfter(key);
        if (position < _records.Count && _records[position].Key == key)
        {
            _records.RemoveAt(position);
        }
    }

    /// <summary>The position of the first key that is not before <paramref name="key"/>.</summary>
    public int FirstAtOrAfter(string key) => Search(0, key, (candidate, sought) => KeyOrder.Compare(candidate, sought) < 0);

    /// <summary>The position of the first key after <paramref name="key"/>.</summary>
    public int FirstAfter(string key) => Search(0, key, (candidate, sought) => KeyOrder.Compare(candidate, sought) <= 0);

    /// <summary>
    /// The first position from <paramref name="start"/> whose key does not begin with <paramref name="prefix"/>; that at start does.
    /// </summary>
    public int FirstWithout(string prefix, int start) =>
        Search(start, prefix, (candidate, sought) => candidate.StartsWith(sought, StringComparison.Ordinal));

    /// <summary>The first position from <paramref name="low"/> where <paramref name="isBefore"/> no longer holds.</summary>
    private int Search(int low, string sought, Func<string, string, bool> isBefore)
    {
        int high = _records.Count;
        while (low < high)
        {
            int middle = low + ((high - low) / 2);
            if (isBefore(_records[middle].Key, sought))
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
