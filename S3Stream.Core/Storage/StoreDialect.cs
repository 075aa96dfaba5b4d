using System.Collections.Concurrent;

namespace S3Stream.Storage;

/// <summary>
/// What was learned of a store from its answers, shared by all credentials for it. A habit is forgotten after a while: what was one
/// misconfigured node of many must not cost a checksum for ever. Safe for concurrent use.
/// </summary>
internal sealed class StoreDialect(TimeProvider clock)
{
    /// <summary>How long a habit is remembered.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromMinutes(30);

    // Bucket names come from clients: what is remembered of them has an end.
    private const int MaxBuckets = 1_000;

    private const int Literal = 1;
    private const int Blank = 2;

    private readonly ConcurrentDictionary<StoreHabit, long> _habits = new();
    private readonly ConcurrentDictionary<string, bool> _md5Needed = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _md5ETags = new(StringComparer.Ordinal);
    private volatile int _plus;

    /// <summary>A plus in url-encoded listings stands for itself; null: not known yet.</summary>
    public bool? IsPlusLiteral
    {
        get => _plus switch { Literal => true, Blank => false, _ => null };
        set => _plus = value is null ? 0 : value.Value ? Literal : Blank;
    }

    /// <summary>Whether the habit was seen recently.</summary>
    public bool Has(StoreHabit habit) =>
        !_habits.IsEmpty && _habits.TryGetValue(habit, out long seen) && clock.GetElapsedTime(seen) < Memory;

    /// <summary>Notes that the habit was seen.</summary>
    public void Learn(StoreHabit habit) => _habits[habit] = clock.GetTimestamp();

    /// <summary>Writes to the bucket need Content-MD5, as those of one with object lock do.</summary>
    public bool NeedsMd5(string bucket) => !_md5Needed.IsEmpty && _md5Needed.ContainsKey(bucket);

    /// <summary>The bucket refused a write without a checksum.</summary>
    public void LearnMd5Needed(string bucket) => Note(_md5Needed, bucket);

    /// <summary>An ETag in the bucket was the MD5 of the bytes sent, so a different ETag means different bytes.</summary>
    public bool HasMd5ETags(string bucket) => _md5ETags.ContainsKey(bucket);

    /// <summary>Notes that the bucket answered with the MD5 of the bytes sent.</summary>
    public void LearnMd5ETags(string bucket) => Note(_md5ETags, bucket);

    private static void Note(ConcurrentDictionary<string, bool> buckets, string bucket)
    {
        if (buckets.Count >= MaxBuckets)
        {
            buckets.Clear();
        }

        buckets[bucket] = true;
    }
}
