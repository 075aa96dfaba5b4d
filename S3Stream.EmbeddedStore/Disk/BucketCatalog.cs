namespace S3Stream.Embedded;

/// <summary>The buckets of a store. Any number of callers at once.</summary>
internal sealed class BucketCatalog(StoreLayout layout, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);

    public Bucket this[string name]
    {
        get
        {
            lock (_gate)
            {
                return _buckets.TryGetValue(name, out Bucket? bucket) ? bucket : throw StoreError.NoSuchBucket.Fault();
            }
        }
    }

    public List<Bucket> All()
    {
        lock (_gate)
        {
            return [.. _buckets.Values];
        }
    }

    public void Load(Bucket bucket)
    {
        lock (_gate)
        {
            _buckets.Add(bucket.Name, bucket);
        }
    }

    /// <summary>Makes a bucket; one that is there already stays as it is, as in us-east-1.</summary>
    public void Create(string name, string region)
    {
        if (!StorageNames.IsBucketName(name))
        {
            throw StoreError.InvalidBucketName.Fault();
        }

        lock (_gate)
        {
            if (_buckets.ContainsKey(name))
            {
                return;
            }

            var record = new BucketRecord(clock.GetUtcNow(), region);
            layout.Publish(layout.WriteTemporary(record.ToBytes()), layout.BucketRecord(name));
            layout.Flush(layout.BucketRecord(name));
            _buckets.Add(name, new Bucket(name, record, layout));
        }
    }

    public void Delete(string name)
    {
        // under the lock, so that a bucket made again under the name finds the old folder gone
        lock (_gate)
        {
            this[name].Remove();
            _buckets.Remove(name);
        }
    }
}
