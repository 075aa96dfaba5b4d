namespace S3Stream;

/// <summary>Options for the objects of a part of the name space. Immutable.</summary>
/// <param name="Bucket">The bucket; empty: every bucket.</param>
/// <param name="Prefix">
/// The key's first components, without a slash at the end: <c>raw/2026</c> is for <c>raw/2026</c> and <c>raw/2026/a</c>, not for
/// <c>raw/2026b</c>. Empty: the whole bucket.
/// </param>
/// <param name="Options">What holds there.</param>
public sealed record ObjectRule(string Bucket, string Prefix, ObjectOptions Options)
{
    /// <summary>The options for an object: those of the longest rule for it, a bucket's before everybody's. It alone counts.</summary>
    internal static ObjectOptions For(IReadOnlyList<ObjectRule> rules, string bucket, string key)
    {
        ObjectRule? best = null;
        foreach (ObjectRule rule in rules)
        {
            if (rule.IsFor(bucket, key) && (best is null || rule.Rank > best.Rank))
            {
                best = rule;
            }
        }

        return best?.Options ?? ObjectOptions.None;
    }

    private int Rank => Bucket.Length == 0 ? 0 : 1 + Prefix.Length;

    private bool IsFor(string bucket, string key) =>
        (Bucket.Length == 0 || Bucket == bucket)
        && (Prefix.Length == 0
            || (key.StartsWith(Prefix, StringComparison.Ordinal) && (key.Length == Prefix.Length || key[Prefix.Length] == '/')));
}
