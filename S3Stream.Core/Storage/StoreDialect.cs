using System.Collections.Concurrent;

namespace S3Stream.Storage;

/// <summary>
/// What was learned of a store from its answers, bucket by bucket, shared by all credentials for it: buckets of one endpoint may lie on
/// different stores, and have settings of their own. Safe for concurrent use.
/// </summary>
internal sealed class StoreDialect(TimeProvider clock)
{
    // Bucket names come from clients: what is remembered of them has an end.
    private const int MaxBuckets = 1_000;

    private readonly ConcurrentDictionary<string, BucketDialect> _buckets = new(StringComparer.Ordinal);

    /// <summary>What is known of the bucket.</summary>
    public BucketDialect Of(string bucket)
    {
        if (_buckets.TryGetValue(bucket, out BucketDialect? known))
        {
            return known;
        }

        if (_buckets.Count >= MaxBuckets)
        {
            _buckets.Clear();
        }

        return _buckets.GetOrAdd(bucket, _ => new BucketDialect(clock));
    }

    /// <summary>In how many buckets that holds now.</summary>
    public int Count(Func<BucketDialect, bool> fact) => _buckets.Values.Count(fact);
}
